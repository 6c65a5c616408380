"""Addresses of the reports."""

from django.urls import path

from reports.publication import urls as publication
from reports.views import annual, jobs, rollup, tokens

app_name = "reports"
urlpatterns = [
    path("reports/rollup/", rollup.RollupPage.as_view(), name="rollup"),
    path("reports/rollup/records/", rollup.RecordsPage.as_view(), name="records"),
    path("reports/rollup/export/", rollup.RollupExport.as_view(), name="rollup_export"),
    path("reports/annual/", annual.AnnualReportView.as_view(), name="annual"),
    path("reports/jobs/", jobs.Jobs.as_view(), name="jobs"),
    path("reports/jobs/<int:pk>/", jobs.JobDetail.as_view(), name="job"),
    path("reports/jobs/<int:pk>/cancel/", jobs.JobCancel.as_view(), name="job_cancel"),
    path("reports/jobs/<int:pk>/repeat/", jobs.JobRepeat.as_view(), name="job_repeat"),
    path("reports/jobs/<int:pk>/now/", jobs.JobMakeNow.as_view(), name="job_now"),
    path("reports/jobs/<int:pk>/file/", jobs.download, name="job_file"),
    path("reports/tokens/", tokens.Tokens.as_view(), name="tokens"),
    path("reports/tokens/new/", tokens.TokenCreate.as_view(), name="token_create"),
    path("reports/tokens/<int:pk>/", tokens.TokenDetail.as_view(), name="token"),
    path("reports/tokens/<int:pk>/revoke/", tokens.TokenRevoke.as_view(), name="token_revoke"),
    *publication.urlpatterns,
]
