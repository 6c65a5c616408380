"""Addresses of quarters, score sheets and inspections."""

from django.urls import path

from assessments.views import inspections, overview, quarters, score_sheets

urlpatterns = [
    path("assessments/", overview.Overview.as_view(), name="overview"),
    path("assessments/mine/", overview.MyAssessment.as_view(), name="my_assessment"),
    path("assessments/cadres/<int:pk>/years/", overview.PersonYears.as_view(), name="person_years"),
    path("assessments/quarters/", quarters.Quarters.as_view(), name="quarters"),
    path("assessments/quarters/<int:pk>/", quarters.QuarterPage.as_view(), name="quarter"),
    path("assessments/quarters/<int:pk>/score/", quarters.ScoreMany.as_view(), name="quarter_score"),
    path("assessments/quarters/<int:pk>/confirm/", quarters.ConfirmMany.as_view(), name="quarter_confirm"),
    path("assessments/quarters/<int:pk>/xlsx/", quarters.QuarterBook.as_view(), name="quarter_xlsx"),
    path("assessments/quarters/<int:pk>/import/", quarters.ImportScores.as_view(), name="quarter_import"),
    path("assessments/sheets/<int:pk>/", score_sheets.SheetPage.as_view(), name="sheet"),
    path("assessments/sheets/<int:pk>/xlsx/", score_sheets.SheetBook.as_view(), name="sheet_xlsx"),
    path("assessments/sheets/<int:pk>/steps/<slug:action>/", score_sheets.step, name="sheet_step"),
    path("assessments/inspections/", inspections.Inspections.as_view(), name="inspections"),
    path("assessments/inspections/new/", inspections.Record.as_view(), name="inspection_new"),
    path("assessments/inspections/<int:pk>/", inspections.InspectionPage.as_view(), name="inspection"),
    path("assessments/inspections/<int:pk>/again/", inspections.LookAgain.as_view(), name="inspection_again"),
    path("assessments/inspections/<int:pk>/withdraw/", inspections.Withdraw.as_view(), name="inspection_withdraw"),
]
