"""Addresses of the staff's pages of a case."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
