"""Addresses of the reports."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("reports/annual/", views.AnnualReportView.as_view(), name="annual"),
]
