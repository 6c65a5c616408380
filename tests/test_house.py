"""Tests of the repository itself: what every file, template and address keeps to."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse

from core import audit
from tests import house
from tests.addresses import addresses

# Pages that answer somebody who is not logged in. Every other one leads to the log-in page.
# The feed is asked for by calendar programs; its address is a secret. The people have no account.
PUBLIC = {"accounts:accept", "accounts:login", "duties:feed", "healthz", "set_language", "visits:rota_notice"}
PUBLIC |= {f"petitions:{name}" for name in house.PEOPLES}
PUBLIC |= {f"assessments:{name}" for name in house.EVERYBODYS}
PUBLIC |= {f"reports:{name}" for name in house.PUBLISHED}
PUBLIC |= {f"api:{name}" for name in house.INTERFACE}

# Files whose Chinese is data of an organisation, not the interface.
CHINESE_DATA = ("liaison/sample/", "commands/sample.py", "/shipped.py", "accounts/actions/founding.py")

TEMPLATES = house.files("templates", "*.html")
PYTHON = [path for path in house.files("", "*.py") if house.is_product(path)]
TESTS = house.files("tests", "*.py")
STATIC = [path for path in house.files("static", "*") if path.suffix in {".css", ".js"}]


def every(paths: list[Path]) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """One test of all these files, which names each that breaks the rule; a test for each takes four times as long."""

    def of_all(rule: Callable[[Path], None]) -> Callable[[], None]:
        def test() -> None:
            broken = [f"{house.name(path)}: {said}" for path in paths if (said := _broken(rule, path))]
            assert not broken, "\n".join(broken)

        return test

    return of_all


def _broken(rule: Callable[[Path], None], path: Path) -> str:
    try:
        rule(path)
    except AssertionError as found:
        return str(found) or rule.__name__
    return ""


# --- who may come in


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_is_private_unless_it_is_on_the_list(client, method):
    log_in = reverse("accounts:login")
    ask = getattr(client, method)
    open_pages = {at.name for at in addresses() if not getattr(ask(at.path), "url", "").startswith(log_in)}
    assert open_pages == PUBLIC


# --- templates


@every(TEMPLATES)
def test_a_template_is_short(path):
    lines = len(path.read_text().splitlines())
    assert lines < 120


@every(TEMPLATES)
def test_a_template_has_no_style_script_or_markup_of_its_own(path):
    text = path.read_text()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []
    assert re.findall(r"\|\s*safe\b|autoescape off|mark_safe", text) == []


@every(TEMPLATES)
def test_every_word_of_a_template_can_be_translated(path):
    assert house.untranslated(path.read_text()) == []


@every(TEMPLATES)
def test_what_a_template_posts_carries_the_token(path):
    posts = re.findall(r"<form[^>]*method=\"post\".*?</form>", house.without_comments(path.read_text()), re.DOTALL)
    assert [form for form in posts if "csrf_token" not in form] == []


@every(TEMPLATES)
def test_tables_pictures_and_new_windows_say_what_they_are(path):
    text = house.without_comments(path.read_text())
    assert len(re.findall(r"<table\b", text)) == len(re.findall(r"<caption\b", text))
    assert [cell for cell in re.findall(r"<th\b[^>]*>", text) if "scope=" not in cell] == []
    assert [picture for picture in re.findall(r"<img\b[^>]*>", text) if " alt=" not in picture] == []
    assert [link for link in re.findall(r"<(?:a|form)\b[^>]*>", text) if " target=" in link] == []


@every(TEMPLATES)
def test_an_empty_list_speaks_of_conditions_only_where_there_are_some(path):
    text = path.read_text()
    said = [place.start() for place in re.finditer("没有符合条件的", text)]
    assert path.name == "nothing_found.html" or all(
        re.search(r"is_narrowed|request\.GET", text[max(0, place - 200) : place]) for place in said
    )


@every(TEMPLATES + STATIC)
def test_nothing_is_fetched_from_elsewhere(path):
    addresses_named = set(re.findall(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}", path.read_text()))
    assert addresses_named <= {"http://www.w3.org"}


# --- Python


@every(PYTHON + TESTS)
def test_a_file_is_at_most_400_lines(path):
    lines = len(path.read_text().splitlines())
    assert lines <= 400


@every([path for path in PYTHON if path.name != "apps.py"])
def test_a_module_says_what_it_is_for(path):
    text = path.read_text()
    documented = bool(ast.get_docstring(ast.parse(text)))
    assert documented or not text.strip()


@every(PYTHON)
def test_every_word_of_the_interface_can_be_translated(path):
    if not any(part in path.as_posix() for part in CHINESE_DATA):
        assert house.untranslated_strings(path.read_text()) == []


@every(PYTHON + TESTS)
def test_nothing_is_left_for_later_or_left_out(path):
    if path != Path(__file__):
        left = r"\b(TODO|FIXME|XXX)\b|pragma: no cover|pytest\.(skip|mark\.skip|xfail)"
        assert re.findall(left, path.read_text()) == []


@every([path for path in PYTHON if "views" in path.name or "views" in path.parts or path.name == "pages.py"])
def test_a_view_is_at_most_20_lines(path):
    assert [name for name, length in house.functions(path) if length > 20] == []


def test_functions_are_small():
    lengths = sorted(length for path in PYTHON for _name, length in house.functions(path))
    assert lengths[len(lengths) // 2] < 9
    assert lengths[len(lengths) * 9 // 10] < 26


@every([path for path in PYTHON if house.is_view_module(path)])
def test_a_module_of_views_has_its_tests(path):
    assert house.tests_of(path) != []


@every([path for path in PYTHON if path.name != "clock.py"])
def test_only_the_clock_asks_what_time_it_is(path):
    assert (
        re.findall(r"\bdate\.today\(|datetime\.now\(|timezone\.(?:now|localdate|localtime)\(\)", path.read_text()) == []
    )


def test_every_action_in_the_audit_trail_has_a_name_that_people_use():
    recorded = {action for path in PYTHON for action in house.recorded_actions(path)}
    assert recorded - audit.names().keys() == set()
    parts = {part for path in PYTHON for part in house.recorded_in_parts(path)}
    steps = {step for path in PYTHON if "actions" in path.as_posix() for step in house.named_steps(path)}
    recorded |= {name for name in audit.names() for part in parts if name.removeprefix(part) in steps}
    assert audit.names().keys() - recorded == set()


# --- everything


def test_no_lock_file_names_a_host():
    for path in [*house.ROOT.glob("requirements*"), house.ROOT / "package-lock.json"]:
        assert re.findall(r"(?:\"resolved\"|index-url|^-i|@ ?https?:).*", path.read_text(), re.MULTILINE) == [], path


def test_every_app_is_one_of_the_houses_floors():
    floors = set(house.APPS)
    ours = {config.name for config in apps.get_app_configs() if Path(config.path).parent == house.ROOT}
    assert ours <= floors
