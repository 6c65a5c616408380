"""Addresses of the people's pages, which need no account."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
