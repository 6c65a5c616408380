"""The version that every notice has in the pages of view_urls.py."""

CURRENT = {"version": 3}
