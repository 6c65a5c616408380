"""The Celery application. Tasks carry ids only; what must not be lost lives in the outbox, not in the queue."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
TRANSPORT_ALIASES["filesystem"] = "liaison.file_queue:Transport"
app = Celery("liaison")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
