"""Addresses of assessments: each part keeps its own list."""

from assessments.urls import officers, statements

app_name = "assessments"
urlpatterns = [
    *officers.urlpatterns,
    *statements.urlpatterns,
]
