"""A real headless Chromium in front of a live server. Tests here carry the mark `browser`."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.scene import Scene, build_scene
from tests.kept import KEPT_ROWS

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Date pickers speak the language of the browser's surroundings.
CHINESE = {**os.environ, "LANGUAGE": "zh_CN"}
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session", autouse=True)
def _files_are_kept_by_the_browser() -> Iterator[None]:
    """As in production, where their names change with them: a page asks for some sixty scripts, styles and fonts."""
    serve = StaticFilesHandler.serve

    def serve_to_keep(self: StaticFilesHandler, request: HttpRequest) -> HttpResponse:
        response = serve(self, request)
        response["Cache-Control"] = "max-age=3600"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", serve_to_keep)
        yield


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest, django_db_setup: None) -> Iterator[Browser]:
    """The browser. Playwright keeps an event loop in this thread, which Django takes for asynchronous code.

    Its greenlets upset Python 3.11's parser, with which pytest's longer tracebacks find the failing statement.
    """
    request.config.option.tbstyle = "native"
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    executable = os.environ.get("LIAISON_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    kept = {alias: getattr(connections[alias], KEPT_ROWS, None) for alias in connections}
    with sync_playwright() as playwright:
        # The loop brings connections of its own, which must know the rows that the product ships as well.
        for alias, rows in kept.items():
            if rows is not None:
                setattr(connections[alias], KEPT_ROWS, rows)
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS, env=CHINESE)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def scene(request: pytest.FixtureRequest, transactional_db: None) -> Scene:
    return build_scene(is_whole="whole_scene" in request.fixturenames)


@pytest.fixture
def whole_scene(scene: Scene) -> Scene:
    """With a row of every kind that has a page."""
    return scene


@pytest.fixture
def open_window(chromium: Browser, live_server: Any) -> Iterator[Callable[..., BrowserContext]]:
    """`open_window(language="en", viewport=DESK)` gives a window; addresses begin at the live server."""
    windows: list[BrowserContext] = []

    def open_one(*, language: str = "zh-hans", **options: Any) -> BrowserContext:
        options = {"viewport": PHONE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"} | options
        window = chromium.new_context(base_url=live_server.url, **options)
        window.add_cookies([_cookie(live_server.url, settings.LANGUAGE_COOKIE_NAME, language)])
        windows.append(window)
        return window

    yield open_one
    for window in windows:
        window.close()


@pytest.fixture
def log_in_window(live_server: Any) -> Callable[[BrowserContext, Any], None]:
    """Logs a user in by the session cookie, without the log-in page."""

    def log_in(window: BrowserContext, user: Any) -> None:
        client = Client()
        client.force_login(user)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        window.add_cookies([_cookie(live_server.url, settings.SESSION_COOKIE_NAME, key)])

    return log_in


@pytest.fixture
def browse_as(scene: Scene, open_window: Any, log_in_window: Any) -> Callable[..., Page]:
    """`browse_as("secretary")` gives a page in which the scene's user with that role is logged in."""

    def browse(role: str, **options: Any) -> Page:
        window = open_window(**options)
        log_in_window(window, scene.users[role])
        return window.new_page()

    return browse


def _cookie(url: str, name: str, value: str) -> Any:
    return {"name": name, "value": value, "url": url}
