"""Choosing among the regulations that come with the product."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut, UnitField, open_units
from accounts.models import Unit, User
from core.forms import DayField
from duties.models import Rulebook
from duties.shipped_books import ShippedBook, shipped_books


class ShippedForm(LaidOut, forms.Form):
    """Which of them, for whom, and from when. The page itself lists the books (`fitting`, `others`)."""

    rows = [("unit", "start")]
    terms = {"start": "duties.start"}

    books = forms.MultipleChoiceField(
        label=_("制度"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一项制度。")},
    )
    unit = UnitField(label=_("适用单位"), empty_label=None, help_text=_("包括该单位及其全部下级单位。"))
    start = DayField(label=_("施行日期"))

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = open_units(Unit.objects.administered_by(user)).order_by("depth", "path")
        first = units.first()
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["unit"].initial = first
        self.fields["start"].initial = today
        self.loaded = set(Rulebook.objects.filter(unit=first).values_list("code", flat=True))
        self.kinds = set(units.order_by().values_list("kind", flat=True).distinct())
        self.fields["books"].choices = [(book.code, book.title) for book in shipped_books().values()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[str]:
        return list(self["books"].value() or [])

    @property
    def fitting(self) -> list[ShippedBook]:
        """Those whose rules may bind units that are there, or that are chosen already."""
        return [book for book in self._open() if book.fits(self.kinds) or book.code in self.chosen]

    @property
    def others(self) -> list[ShippedBook]:
        return [book for book in self._open() if book not in self.fitting]

    def _open(self) -> list[ShippedBook]:
        return [book for book in shipped_books().values() if book.code not in self.loaded]
