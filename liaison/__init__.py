"""The Liaison project: settings, URLs, Celery, WSGI. Nothing imports it except the entry points."""

from liaison.celery import app as celery_app

__all__ = ["celery_app"]
