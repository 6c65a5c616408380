"""Addresses of assessments: each part keeps its own list."""

from django.urls import URLPattern

app_name = "assessments"
urlpatterns: list[URLPattern] = []
