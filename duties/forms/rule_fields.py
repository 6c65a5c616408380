"""Fields of the form for a rule: lists in one line, days without a year, and what goes with what."""

import re
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

AnyField = TypeVar("AnyField", bound=forms.Field)
# Commas and semicolons of both scripts; a month and a day with a hyphen, stroke, dot or their Chinese signs.
BETWEEN_WORDS = re.compile(r"[\u3001,\uff0c;\uff1b\s]+")
MONTH_AND_DAY = re.compile(r"^(\d{1,2})(?:-|/|\.|\u6708)(\d{1,2})\u65e5?$")
LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def goes_with(rule: str, field: AnyField) -> AnyField:
    """Have the field count (and, with script, show) only while another has one of these values: "of:count,minutes"."""
    field.goes_with = rule  # type: ignore[attr-defined]
    field.widget.attrs["data-goes-with"] = rule
    return field


def many(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class WordsField(forms.CharField):
    """Words in one line, with 、 between them; gives a list."""

    def __init__(self, label: Any, help_text: Any = "", **options: Any):
        super().__init__(label=label, help_text=help_text, required=False, max_length=500, **options)

    def clean(self, value: Any) -> Any:
        words = [part for part in BETWEEN_WORDS.split(super().clean(value) or "") if part]
        return [self.read(word) for word in dict.fromkeys(words)]

    def read(self, word: str) -> Any:
        return word


class NumbersField(WordsField):
    """Numbers of days, 0 to 120."""

    least, most = 0, 120

    def read(self, word: str) -> int:
        if not (word.isascii() and word.isdecimal()) or not self.least <= int(word) <= self.most:
            words = {"least": self.least, "most": self.most}
            raise forms.ValidationError(_("请填写%(least)d至%(most)d之间的数，用顿号隔开。") % words)
        return int(word)


class DaysField(NumbersField):
    """Days of the month; a month that has no such day uses its last."""

    least, most = 1, 31

    def __init__(self) -> None:
        text = gettext_lazy("例如 10、20、30。当月没有的日期，以月末日为准。")
        super().__init__(gettext_lazy("每月几日"), text)

    def clean(self, value: Any) -> Any:
        return sorted(super().clean(value))


class MonthDaysField(WordsField):
    """Days of any year, as a rulebook writes them: "07-01"."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("日期"), gettext_lazy("例如 7月1日、10月1日，用顿号隔开。"))

    def read(self, word: str) -> str:
        return read_month_day(word)


class MonthDayField(forms.CharField):
    """One such day; "" where none is given."""

    def __init__(self, label: Any):
        text = gettext_lazy("例如 3月1日。")
        super().__init__(label=label, required=False, max_length=10, help_text=text)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return read_month_day(text) if text else ""


def read_month_day(text: str) -> str:
    """7月1日, 7-1 or 07-01 as "07-01". Raises ValidationError."""
    found = MONTH_AND_DAY.match(text)
    month, day = (int(part) for part in found.groups()) if found else (0, 0)
    if not (1 <= month <= 12 and 1 <= day <= LONGEST_MONTHS[month - 1]):
        raise forms.ValidationError(_("请写成月和日，例如 7月1日。"))
    return f"{month:02d}-{day:02d}"
