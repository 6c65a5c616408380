"""Addresses of the reports."""

from django.urls import path

from reports.views import annual, tokens

app_name = "reports"
urlpatterns = [
    path("reports/annual/", annual.AnnualReportView.as_view(), name="annual"),
    path("reports/tokens/", tokens.Tokens.as_view(), name="tokens"),
    path("reports/tokens/new/", tokens.TokenCreate.as_view(), name="token_create"),
    path("reports/tokens/<int:pk>/", tokens.TokenDetail.as_view(), name="token"),
    path("reports/tokens/<int:pk>/revoke/", tokens.TokenRevoke.as_view(), name="token_revoke"),
]
