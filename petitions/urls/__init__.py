"""Addresses of petitions: each part keeps its own list."""

from petitions.urls import cases, people, sheets

app_name = "petitions"
urlpatterns = [*cases.urlpatterns, *people.urlpatterns, *sheets.urlpatterns]
