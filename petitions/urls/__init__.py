"""Addresses of petitions: each part keeps its own list."""

from petitions.urls import cases, people

app_name = "petitions"
urlpatterns = [*cases.urlpatterns, *people.urlpatterns]
