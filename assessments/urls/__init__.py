"""Addresses of assessments: each part keeps its own list."""

from assessments.urls import (
    answers,
    commitments,
    delegates,
    officers,
    paper,
    quarters,
    rewards,
    scorecards,
    statements,
    surveys,
    volunteers,
)

app_name = "assessments"
urlpatterns = [
    *answers.urlpatterns,
    *commitments.urlpatterns,
    *delegates.urlpatterns,
    *officers.urlpatterns,
    *paper.urlpatterns,
    *rewards.urlpatterns,
    *quarters.urlpatterns,
    *scorecards.urlpatterns,
    *statements.urlpatterns,
    *surveys.urlpatterns,
    *volunteers.urlpatterns,
]
