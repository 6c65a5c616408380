"""Lists and brackets in the reader's language."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from core.wording import joined, run_on, with_note


@pytest.mark.parametrize(("language", "text"), [("zh-hans", "甲、乙"), ("en", "甲, 乙")])
def test_a_list_is_joined_as_the_language_does(language, text):
    with translation.override(language):
        assert joined(["甲", "乙"]) == text


def test_a_note_stands_in_brackets_behind_the_text():
    assert with_note("走访", "2026年11月") == "走访（2026年11月）"


@pytest.mark.parametrize(
    ("unit", "title", "said"),
    [
        ("青禾煤矿党委", "党委书记", "青禾煤矿党委书记"),
        ("采煤一区", "区长", "采煤一区区长"),
        ("水利局", "局长", "水利局局长"),
        ("水利局", "", "水利局"),
    ],
)
def test_what_a_unit_ends_with_is_not_said_again_in_the_post(unit, title, said):
    assert run_on(unit, title) == said


def test_a_text_without_a_note_stands_alone():
    assert with_note("走访", "") == "走访"


def test_templates_join_lists_and_related_rows_and_escape_them():
    rows = SimpleNamespace(all=lambda: ["<甲>", "乙"])
    page = Template("{{ rows|joined }} {{ names|joined }} {{ title|with_note:note }}")
    shown = page.render(Context({"rows": rows, "names": ["丙"], "title": "走访", "note": "<年>"}))
    assert shown == "&lt;甲&gt;、乙 丙 走访（&lt;年&gt;）"
