"""Addresses of scorecards, and of the records behind a score."""

from django.urls import path

from assessments.views import evidence, scorecards

urlpatterns = [
    path("assessments/scorecards/", scorecards.Scorecards.as_view(), name="scorecards"),
    path("assessments/scorecards/adopt/", scorecards.Adopt.as_view(), name="scorecard_adopt"),
    path("assessments/scorecards/<int:pk>/", scorecards.ScorecardPage.as_view(), name="scorecard"),
    path("assessments/scorecards/<int:pk>/change/", scorecards.Change.as_view(), name="scorecard_change"),
    path("assessments/scorecards/<int:pk>/retire/", scorecards.Retire.as_view(), name="scorecard_retire"),
    path("assessments/scorecards/<int:pk>/open/", scorecards.Open.as_view(), name="scorecard_open"),
    path("assessments/sheets/<int:sheet>/scores/<int:pk>/", evidence.ScorePage.as_view(), name="score"),
]
