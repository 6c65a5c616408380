"""What the tests of the pages of liaison officers share."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories_assessments_officers import DAY, NOON


def freeze(monkeypatch, *, now=NOON):
    monkeypatch.setattr("core.clock.today", lambda: DAY)
    monkeypatch.setattr("core.clock.now", lambda: now)


def page(name, *args):
    return reverse(f"assessments:{name}", args=args)


def status(client, user, url):
    client.force_login(user)
    return client.get(url).status_code


def text_of(client, user, url):
    client.force_login(user)
    return client.get(url).content.decode()


def number_of_queries(client, url):
    """After a first look, which opens the session."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
