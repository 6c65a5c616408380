"""Addresses of work contact sheets."""

from django.urls import path

from petitions.views import sheets

urlpatterns = [
    path("sheets/", sheets.Sheets.as_view(), name="sheets"),
    path("sheets/new/", sheets.Draft.as_view(), name="sheet_draft"),
    path("sheets/<int:pk>/", sheets.Detail.as_view(), name="sheet"),
    path("sheets/<int:pk>/print/", sheets.Paper.as_view(), name="sheet_paper"),
    path("sheets/<int:pk>/<slug:action>/", sheets.step, name="sheet_step"),
    path("sheets/marks/", sheets.Marks.as_view(), name="marks"),
    path("sheets/marks/<int:pk>/appeal/", sheets.Appeal.as_view(), name="mark_appeal"),
    path("sheets/marks/<int:pk>/rule/", sheets.RuleOnMark.as_view(), name="mark_rule"),
    path("sheets/marks/<int:pk>/apply/", sheets.ApplyMark.as_view(), name="mark_apply"),
]
