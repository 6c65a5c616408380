"""The reader's language on a page: its tag, and the ways into the others. A builtin of every template."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language

from core import wording

register = template.Library()

# How browsers, screen readers and fonts are told of it (BCP 47).
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


def tag_of(code: str) -> str:
    return TAGS.get(code, code)


@register.simple_tag
def html_lang() -> str:
    """`<html lang="{% html_lang %}">`: of what is written on the page."""
    return tag_of(get_language() or settings.LANGUAGE_CODE)


@register.simple_tag
def other_languages() -> list[dict[str, str]]:
    """`{% other_languages as languages %}`: what the page can be read in as well, each in its own words."""
    here = get_language() or settings.LANGUAGE_CODE
    return [{"code": code, "name": name, "tag": tag_of(code)} for code, name in settings.LANGUAGES if code != here]


@register.filter
def shipped(text: Any) -> str:
    """`{{ rule.title|shipped }}`: a name that came with the product, in the characters of the reader."""
    return wording.shipped(text)
