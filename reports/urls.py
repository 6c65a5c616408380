"""Addresses of the reports."""

from django.urls import path

from reports.publication import urls as publication
from reports.views import annual, imports, jobs, own_forms, papers, rollup, subscriptions, tokens

app_name = "reports"
urlpatterns = [
    path("reports/rollup/", rollup.RollupPage.as_view(), name="rollup"),
    path("reports/rollup/records/", rollup.RecordsPage.as_view(), name="records"),
    path("reports/rollup/recount/", rollup.Recount.as_view(), name="rollup_recount"),
    path("reports/rollup/export/", rollup.RollupExport.as_view(), name="rollup_export"),
    path("reports/annual/", annual.AnnualReportView.as_view(), name="annual"),
    path("reports/jobs/", jobs.Jobs.as_view(), name="jobs"),
    path("reports/jobs/<int:pk>/", jobs.JobDetail.as_view(), name="job"),
    path("reports/jobs/<int:pk>/cancel/", jobs.JobCancel.as_view(), name="job_cancel"),
    path("reports/jobs/<int:pk>/repeat/", jobs.JobRepeat.as_view(), name="job_repeat"),
    path("reports/jobs/<int:pk>/now/", jobs.JobMakeNow.as_view(), name="job_now"),
    path("reports/jobs/<int:pk>/file/", jobs.download, name="job_file"),
    path("reports/imports/", imports.Imports.as_view(), name="imports"),
    path("reports/imports/<int:pk>/", imports.ImportPage.as_view(), name="import"),
    path("reports/imports/<int:pk>/undo/", imports.ImportUndo.as_view(), name="import_undo"),
    path("reports/imports/<int:pk>/discard/", imports.ImportDiscard.as_view(), name="import_discard"),
    path("reports/imports/<slug:kind>/", imports.ImportUpload.as_view(), name="import_upload"),
    path("reports/imports/<slug:kind>/template/", imports.template, name="import_template"),
    path("reports/subscriptions/", subscriptions.Subscriptions.as_view(), name="subscriptions"),
    path("reports/subscriptions/new/", subscriptions.SubscriptionCreate.as_view(), name="subscription_new"),
    path("reports/subscriptions/<int:pk>/", subscriptions.SubscriptionDetail.as_view(), name="subscription"),
    path("reports/subscriptions/<int:pk>/edit/", subscriptions.SubscriptionEdit.as_view(), name="subscription_edit"),
    path("reports/subscriptions/<int:pk>/end/", subscriptions.SubscriptionEnd.as_view(), name="subscription_end"),
    path("reports/papers/", papers.Papers.as_view(), name="papers"),
    path("reports/papers/brief/", papers.BriefPage.as_view(), name="brief"),
    path("reports/papers/brief/pdf/", papers.BriefPaper.as_view(), name="brief_pdf"),
    path("reports/papers/round/", papers.RoundPage.as_view(), name="round"),
    path("reports/papers/round/pdf/", papers.RoundPaper.as_view(), name="round_pdf"),
    path("reports/papers/books/", papers.Books.as_view(), name="record_books"),
    path("reports/papers/books/<int:pk>/", papers.Book.as_view(), name="record_book"),
    path("reports/forms/", own_forms.OwnForms.as_view(), name="own_forms"),
    path("reports/forms/new/", own_forms.OwnFormCreate.as_view(), name="own_form_new"),
    path("reports/forms/names/", own_forms.Names.as_view(), name="own_form_names"),
    path("reports/forms/example/", own_forms.example, name="own_form_example"),
    path("reports/forms/<int:pk>/", own_forms.OwnFormPage.as_view(), name="own_form"),
    path("reports/forms/<int:pk>/renew/", own_forms.OwnFormRenew.as_view(), name="own_form_renew"),
    path("reports/forms/<int:pk>/end/", own_forms.OwnFormEnd.as_view(), name="own_form_end"),
    path("reports/forms/versions/<int:pk>/", own_forms.version_file, name="own_form_file"),
    path("reports/tokens/", tokens.Tokens.as_view(), name="tokens"),
    path("reports/tokens/new/", tokens.TokenCreate.as_view(), name="token_create"),
    path("reports/tokens/<int:pk>/", tokens.TokenDetail.as_view(), name="token"),
    path("reports/tokens/<int:pk>/revoke/", tokens.TokenRevoke.as_view(), name="token_revoke"),
    *publication.urlpatterns,
]
