"""Addresses of petitions: each part keeps its own list."""

from petitions.urls import cases, consulting, meetings, people, rates, receptions, sheets

app_name = "petitions"
urlpatterns = [
    *rates.urlpatterns,
    *cases.urlpatterns,
    *people.urlpatterns,
    *consulting.urlpatterns,
    *meetings.urlpatterns,
    *receptions.urlpatterns,
    *sheets.urlpatterns,
]
