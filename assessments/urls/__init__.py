"""Addresses of assessments: each part keeps its own list."""

from assessments.urls import statements

app_name = "assessments"
urlpatterns = [
    *statements.urlpatterns,
]
