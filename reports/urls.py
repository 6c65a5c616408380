"""Addresses of the reports."""

from django.urls import path

from reports.views import annual

app_name = "reports"
urlpatterns = [
    path("reports/annual/", annual.AnnualReportView.as_view(), name="annual"),
]
