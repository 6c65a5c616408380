"""What a source is told by its criterion: named values that are checked before a scorecard is put in force."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from core.wording import joined

Choices = Callable[[], Sequence[tuple[str, Any]]]


@dataclass(frozen=True)
class Parameter:
    """`is_needed`: the scorecard must name it; otherwise `default` holds."""

    name: str
    title: Any
    default: Any = None
    is_needed: bool = False

    def problem(self, value: Any) -> str:
        """Why this value cannot be used, or ""."""
        raise NotImplementedError

    def names(self) -> dict[str, Any]:
        """What people call the codes that it may hold."""
        return {}


@dataclass(frozen=True)
class Codes(Parameter):
    """A list of codes: of those that `choices` knows, or of any where there are none to choose from."""

    choices: Choices | None = None

    def names(self) -> dict[str, Any]:
        return dict(self.choices()) if self.choices else {}

    def problem(self, value: Any) -> str:
        if not isinstance(value, list) or not value or not all(isinstance(code, str) and code for code in value):
            return _("“%(title)s”应为不为空的代码列表。") % {"title": self.title}
        if self.choices is None:
            return ""
        unknown = [code for code in value if code not in self.names()]
        return _("“%(title)s”中没有：%(codes)s。") % {"title": self.title, "codes": joined(unknown)} if unknown else ""


@dataclass(frozen=True)
class Number(Parameter):
    """A whole number, or one with a decimal where `places` says so."""

    least: int = 1
    most: int = 1000
    places: int = 0

    def problem(self, value: Any) -> str:
        number = as_decimal(value)
        if number is not None and self.least <= number <= self.most and number == round(number, self.places):
            return ""
        words = {"title": self.title, "least": self.least, "most": self.most}
        return _("“%(title)s”应为%(least)d至%(most)d之间的数。") % words


@dataclass(frozen=True)
class Choice(Parameter):
    """One of some codes."""

    choices: Choices = tuple

    def names(self) -> dict[str, Any]:
        return dict(self.choices())

    def problem(self, value: Any) -> str:
        if isinstance(value, str) and value in self.names():
            return ""
        words = {"title": self.title, "expected": joined(self.names())}
        return _("“%(title)s”应为其中之一：%(expected)s。") % words


def as_decimal(value: Any) -> Decimal | None:
    """The number that was written, or None where none was. True is no number."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
