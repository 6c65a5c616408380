"""Addresses of petitions: each part keeps its own list."""

from petitions.urls import cases, meetings, people, receptions, sheets

app_name = "petitions"
urlpatterns = [
    *cases.urlpatterns,
    *people.urlpatterns,
    *meetings.urlpatterns,
    *receptions.urlpatterns,
    *sheets.urlpatterns,
]
