"""Filling in the form of a page as a person would, and reading off what stands in it afterwards."""

from typing import Any
from urllib.parse import urlsplit

from lxml import html

TYPED = {
    **{"number": "7", "date": "2026-11-05", "month": "2026-10", "time": "09:30", "email": "a@example.org"},
    **{"datetime-local": "2026-11-05T09:30", "url": "https://example.org", "tel": "13900000000", "color": "#112233"},
}
KEPT_BACK = {"hidden", "password", "file", "submit", "button", "image", "reset"}
Values = dict[str, list[str]]


def form_of(content: bytes, path: str) -> Any | None:
    """The form of the page itself: it posts to where the page is, and has the most fields."""
    tree = html.fromstring(content)
    forms = [
        form
        for form in tree.xpath("//main//form[@method='post']")
        if urlsplit(form.get("action") or path).path == path and shown(form)
    ]
    return max(forms, key=lambda form: len(shown(form)), default=None)


def shown(form: Any) -> Values:
    """What stands in the fields that a person fills in; what is not ticked or chosen is not there."""
    found: Values = {}
    for field in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        if field.get("disabled") is None and field.get("type") not in KEPT_BACK:
            found.setdefault(field.get("name"), []).extend(_standing(field))
    return found


def _standing(field: Any) -> list[str]:
    if field.tag == "select":
        chosen = [option.get("value", "") for option in field.xpath(".//option[@selected]")]
        return [value for value in chosen if value]
    if field.tag == "textarea":
        return [(field.text or "").lstrip("\n")]
    if field.get("type") in {"checkbox", "radio"}:
        return [field.get("value", "on")] if field.get("checked") is not None else []
    return [field.get("value", "")]


def hidden(form: Any) -> Values:
    fields = form.xpath(".//input[@type='hidden'][@name]")
    return {field.get("name"): [field.get("value", "")] for field in fields}


def filled(form: Any) -> Values:
    """Something typed, ticked or chosen in every field, other than what stood there where that is possible."""
    typed: Values = {}
    for number, field in enumerate(form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]")):
        if field.get("disabled") is None and field.get("type") not in KEPT_BACK:
            values = _typed(field, number)
            if values and not (field.get("type") == "checkbox" and field.get("name") in typed):
                typed[field.get("name")] = values
    return typed


def _typed(field: Any, number: int) -> list[str]:
    kind = field.get("type", "text")
    if field.tag == "select":
        return [option.get("value") for option in field.xpath(".//option[@value!='']")][-1:]
    if field.tag == "textarea":
        return [f"改写{number}\n第二行"]
    if kind in {"checkbox", "radio"}:
        return [field.get("value", "on")]
    return [TYPED.get(kind, f"改{number}"[: int(field.get("maxlength") or 20)])]
