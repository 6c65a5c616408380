"""One action on many rows: rehearsed for the preview, then done in one transaction, each through its own action."""

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError

# More at once keeps the database from everybody else for too long.
MOST = 300


class Changed(Exception):
    """What was confirmed is not what would happen now; nothing was done. Carries the new lines."""

    def __init__(self, lines: "list[Line]"):
        super().__init__()
        self.lines = lines


@dataclass(frozen=True)
class Line:
    """What happens to one row: `effect` in words, or why it is refused."""

    key: int
    label: str
    effect: str = ""
    refusal: str = ""


class Bulk:
    """An action that a list offers for several rows. Subclass it, and name it in the list's `bulks`.

    `make_form` gives the form of what is asked once for all of them, if anything is; `effect` says in words what
    happens to a row.
    """

    name = ""
    label: Any = ""
    icon = "check2-square"
    danger = False
    lead_text: Any = ""

    @staticmethod
    def permitted(user: Any) -> bool:
        """Whether the list offers it to the user at all; about each row its action decides."""
        return True

    def make_form(self, data: Any, *, user: Any, on: datetime.date) -> Any:
        return forms.Form(data)

    def label_of(self, row: Any) -> str:
        return str(row)

    def effect(self, row: Any, data: dict[str, Any]) -> str:
        return str(self.label)

    def act(self, row: Any, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date) -> None:
        raise NotImplementedError


Act = Callable[[Any], None]
Words = Callable[[Any], tuple[str, str]]


def rehearse(rows: Iterable[Any], act: Act, words: Words) -> list[Line]:
    """What would happen to each row. Everything is done and taken back: a refusal is the action's own."""
    with transaction.atomic():
        lines = [_tried(row, act, words) for row in rows]
        transaction.set_rollback(True)
    return lines


def carry_out(rows: Iterable[Any], act: Act, words: Words, *, confirmed: Collection[int]) -> int:
    """Do it to all rows that were confirmed, or to none; returns how many. Raises Changed where one is refused now."""
    with transaction.atomic():
        lines = [_tried(row, act, words) for row in rows]
        done = [line.key for line in lines if not line.refusal]
        if set(done) != set(confirmed):
            raise Changed(lines)
    return len(done)


def _tried(row: Any, act: Act, words: Words) -> Line:
    label, effect = words(row)  # before: the action may change the row in hand
    try:
        with transaction.atomic():
            act(row)
    except DomainError as error:
        return Line(row.pk, label, refusal=str(error.message))
    except PermissionDenied:
        return Line(row.pk, label, refusal=_("您无权办理这一条。"))
    return Line(row.pk, label, effect)
