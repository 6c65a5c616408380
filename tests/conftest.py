"""A strict runtime for every test: no network, no forgotten calendar, a mail server where one is asked for."""

import datetime
import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import forget_unit_kinds
from core.selectors import forget_work_calendar
from tests import smtp, strict
from tests.kept import keep_rows


def pytest_configure(config: pytest.Config) -> None:
    strict.refuse_network()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name.startswith(("test_views", "test_pages")):
            item.add_marker(pytest.mark.pages)


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it again and again for garbage takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        keep_rows()


@pytest.fixture(autouse=True)
def _clean_process(settings: Any, tmp_path: Any) -> Iterator[None]:
    """Nothing that one test left in memory or in a folder is seen by the next."""
    settings.MEDIA_ROOT = tmp_path / "files"
    # A request in English leaves the thread in English.
    translation.activate(settings.LANGUAGE_CODE)
    forget_work_calendar()
    forget_unit_kinds()
    yield
    forget_work_calendar()
    forget_unit_kinds()


@pytest.fixture
def smtp_sink(settings: Any) -> Iterator[smtp.SmtpSink]:
    """A real mail server on loopback, with the product set to send through it. `smtp_sink.messages` holds the mail."""
    sink = smtp.SmtpSink()
    controller = smtp.start(sink)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = sink.host, sink.port, 5
    yield sink
    controller.stop()


@pytest.fixture
def log_in(client: Client) -> Any:
    """`log_in(user)` gives a client that is logged in as that user."""

    def do(user: Any) -> Client:
        client.force_login(user)
        return client

    return do


@pytest.fixture
def noon() -> datetime.datetime:
    """A working day in mail hours: Friday 20 November 2026, 12:00 in Shanghai."""
    return datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC)
