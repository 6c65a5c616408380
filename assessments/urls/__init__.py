"""Addresses of assessments: each part keeps its own list."""

from assessments.urls import commitments, officers, rewards, statements

app_name = "assessments"
urlpatterns = [
    *commitments.urlpatterns,
    *officers.urlpatterns,
    *rewards.urlpatterns,
    *statements.urlpatterns,
]
