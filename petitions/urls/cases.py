"""Addresses of the staff's pages of a case. What is no step of a case stands before the steps."""

from django.urls import path

from petitions.views import (
    cases,
    cases_files,
    cases_import,
    cases_matters,
    cases_new,
    cases_settings,
    cases_steps,
)

urlpatterns = [
    path("petitions/", cases.Cases.as_view(), name="cases"),
    path("petitions/new/", cases_new.NewCase.as_view(), name="new"),
    path("petitions/receipt/", cases_new.Receipt.as_view(), name="receipt"),
    path("petitions/import/", cases_import.ImportCases.as_view(), name="import"),
    path("petitions/import/template/", cases_import.empty, name="import_template"),
    path("petitions/ledger/", cases.Ledger.as_view(), name="ledger"),
    path("petitions/identity-log/", cases.IdentityLog.as_view(), name="identity_log"),
    path("petitions/matters/", cases_matters.Matters.as_view(), name="matters"),
    path("petitions/matters/<int:pk>/", cases_matters.RegisterMatter.as_view(), name="register_matter"),
    path("petitions/handovers/<int:pk>/take/", cases_matters.Take.as_view(), name="take"),
    path("petitions/handovers/<int:pk>/report/", cases_matters.Report.as_view(), name="report_in"),
    path("petitions/handovers/<int:pk>/rate/", cases_matters.RateCall.as_view(), name="rate_call"),
    path("petitions/files/<int:pk>/", cases_files.download, name="file"),
    path("petitions/files/<int:pk>/open/", cases_files.IdentityFile.as_view(), name="identity_file"),
    path("petitions/letters/<int:pk>/", cases_files.LetterPaper.as_view(), name="letter"),
    path("petitions/settings/", cases_settings.Settings.as_view(), name="settings"),
    path("petitions/settings/fields/new/", cases_settings.AddField.as_view(), name="add_field"),
    path("petitions/settings/fields/<int:pk>/", cases_settings.RetireField.as_view(), name="retire_field"),
    path("petitions/settings/limits/<int:pk>/drop/", cases_settings.DropLimit.as_view(), name="drop_limit"),
    path("petitions/settings/<int:unit>/", cases_settings.EditSettings.as_view(), name="edit_settings"),
    path("petitions/settings/<int:unit>/poster/", cases_settings.Poster.as_view(), name="poster"),
    path("petitions/settings/<int:unit>/limits/<slug:code>/", cases_settings.EditLimit.as_view(), name="edit_limit"),
    path("petitions/<int:pk>/", cases.CasePage.as_view(), name="case"),
    path("petitions/<int:pk>/identity/", cases_files.Identity.as_view(), name="identity"),
    path("petitions/<int:pk>/files/", cases_files.AddFiles.as_view(), name="add_files"),
    path("petitions/<int:pk>/handlers/", cases_steps.find_handlers, name="find_handlers"),
    path("petitions/<int:pk>/<slug:action>/", cases_steps.Step.as_view(), name="step"),
]
