"""One row of a ledger of adopted items, checked like a form, and the form that takes the workbook."""

import datetime
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut, UnitField, units_where
from accounts.models import Cadre, Post, Unit
from assessments.actions.rewards_importing import LedgerRow, mistakes_of
from assessments.exports.rewards_import import COLUMNS, Line
from assessments.models import AdoptionLevel
from assessments.querysets.rewards import ADOPTERS
from assessments.selectors.officers import OFFICER
from assessments.selectors.rewards import levels_for
from core.forms import DayField, WorkbookField
from petitions.actions.importing import Mistake

if TYPE_CHECKING:
    from accounts.models import User

Officers = dict[str, list[Post]]


class RowForm(forms.Form):
    """Give `today` and the officers under the unit by name; a second officer of a name is told by the unit."""

    on = DayField(error_messages={"required": _("请填写日期，例如 2026-03-20。")})
    title = forms.CharField(max_length=60, error_messages={"required": _("请填写题目。")})
    officer = forms.CharField(max_length=40, error_messages={"required": _("请填写报送人。")})
    unit = forms.CharField(required=False, max_length=100)
    level = forms.CharField(max_length=40, error_messages={"required": _("请填写采用层级。")})
    adopted_on = DayField(required=False)
    amount = forms.DecimalField(max_digits=8, decimal_places=2, error_messages={"required": _("请填写奖金。")})

    def __init__(self, data: dict[str, str], *, today: datetime.date, officers: Officers, levels: "Levels"):
        super().__init__(data)
        self.today, self.officers, self.levels = today, officers, levels

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["adopted_on"] = data.get("adopted_on") or data.get("on")
        if data.get("on") and data["adopted_on"] and not data["on"] <= data["adopted_on"] <= self.today:
            self.add_error("adopted_on", gettext("采用日期不能早于报送日期，也不能晚于今天。"))
        if data.get("officer") and data.get("on"):
            data["post"] = self._post(data)
        if data.get("post") and data.get("level") and data.get("adopted_on"):
            data["found"] = self._level(data)
        return data

    def _post(self, data: dict[str, Any]) -> Post | None:
        """The post of the officer of this name on that day."""
        day, unit = data["on"], data.get("unit")
        posts = [post for post in self.officers.get(data["officer"], []) if _held(post, day)]
        posts = [post for post in posts if not unit or unit in (post.unit.name, post.unit.label)]
        if len({post.cadre_id for post in posts}) != 1:
            text = (
                gettext("有几位同名的联络员，请填写单位。")
                if posts
                else gettext("当日没有这位联络员，请核对姓名、单位和日期。")
            )
            self.add_error("officer", text)
            return None
        return posts[0]

    def _level(self, data: dict[str, Any]) -> AdoptionLevel | None:
        name = data["level"]
        found = self.levels.of(data["post"].unit, data["adopted_on"]).get(name)
        if found is None:
            self.add_error("level", gettext("采用当日没有这个采用层级：%(name)s。") % {"name": name})
        return found

    def row(self, number: int) -> LedgerRow:
        data = self.cleaned_data
        cadre: Cadre = data["post"].cadre
        return LedgerRow(number, data["on"], data["title"], cadre, data["found"], data["adopted_on"], data["amount"])

    def mistakes(self, number: int) -> list[Mistake]:
        headings = dict(COLUMNS)
        return [
            Mistake(number, str(headings.get(name, "")), str(text))
            for name, texts in self.errors.items()
            for text in texts
        ]


def _held(post: Post, day: datetime.date) -> bool:
    return post.start <= day and (post.end is None or post.end >= day)


class Levels:
    """The levels in force in a unit on a day, by their names; each is asked for once."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, datetime.date], dict[str, AdoptionLevel]] = {}

    def of(self, unit: Unit, on: datetime.date) -> dict[str, AdoptionLevel]:
        key = (unit.pk, on)
        if key not in self._found:
            self._found[key] = {level.name: level for level in levels_for(unit, on=on)}
        return self._found[key]


class LedgerImportForm(LaidOut, forms.Form):
    file = WorkbookField(label=_("填好的表格"))
    unit = UnitField(label=_("单位（含下属）"), empty_label=None)

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        units = units_where(user, *ADOPTERS).order_by("depth", "path")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def parse(self, lines: list[Line], last: Line) -> tuple[list[LedgerRow], list[Mistake]]:
        """What was read, as rows and as mistakes, all of them."""
        officers, levels = _officers_under(self.cleaned_data["unit"]), Levels()
        checked = [
            (number, RowForm(data, today=self.today, officers=officers, levels=levels)) for number, data in lines
        ]
        mistakes = [mistake for number, form in checked for mistake in form.mistakes(number)]
        stated = _amount(last[1]["amount"])
        if stated is None:
            mistakes.append(Mistake(last[0], gettext("奖金"), gettext("请填写合计金额。")))
        if mistakes or stated is None:
            return [], mistakes
        rows = [form.row(number) for number, form in checked]
        return rows, mistakes_of(rows, stated, last[0])


def _officers_under(unit: Unit) -> Officers:
    posts: Officers = defaultdict(list)
    found = Post.objects.filter(position=OFFICER, unit__path__startswith=unit.path)
    for post in found.select_related("cadre", "unit"):
        posts[post.cadre.name].append(post)
    return posts


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
