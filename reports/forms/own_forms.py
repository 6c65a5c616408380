"""What is asked for when a form of the organisation is set up and filled."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut, UnitField
from accounts.models import Unit, User
from core import periods
from core.forms import WorkbookField
from core.periods import KIND_NAMES, Period
from reports.forms.annual import readable_units
from reports.models import OwnForm

# How many periods of each kind are offered, the running one first.
OFFERED = {"month": 13, "quarter": 8, "half_year": 4, "year": 5}


class FormFileForm(LaidOut, forms.Form):
    file = WorkbookField(
        label=_("表样文件"),
        help_text=_("XLSX 格式，不超过2 MB，不含宏、图片、图表和外部链接。要填写的单元格按名称清单命名。"),
    )


class OwnFormForm(FormFileForm):
    """A new form: whose it is and what it is called."""

    unit = UnitField(label=_("所属单位"), help_text=_("该单位及其下级单位都可以使用。"))
    name = forms.CharField(label=_("表样名称"), max_length=60)
    field_order = ("unit", "name", "file")
    rows = [("unit", "name"), "file"]

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = Unit.objects.kept_by(user).open_on(today).select_related("parent").order_by("path")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class FillForm(LaidOut, forms.Form):
    """For which unit and period it is filled, and what for."""

    terms = {"purpose": "reports.purpose"}
    unit = UnitField(label=_("填报单位"))
    period = forms.ChoiceField(label=_("期间"))
    purpose = forms.CharField(label=_("用途"), max_length=100, help_text=_("用途随导出记录留存备查。"))
    rows = [("unit", "period"), "purpose"]

    def __init__(self, *args: Any, form: OwnForm, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = readable_units(user).under(form.unit).select_related("parent")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["period"].choices = periods_offered(today)  # type: ignore[attr-defined]

    def clean_period(self) -> Period:
        kind, _colon, start = self.cleaned_data["period"].partition(":")
        return periods.containing(kind, datetime.date.fromisoformat(start))


def periods_offered(today: datetime.date) -> list[Any]:
    """Grouped by kind, the newest first."""
    return [(KIND_NAMES[kind], [(f"{kind}:{p.start}", p.label) for p in _back(kind, today)]) for kind in OFFERED]


def _back(kind: str, today: datetime.date) -> list[Period]:
    found = [periods.containing(kind, today)]
    while len(found) < OFFERED[kind]:
        found.append(found[-1].previous)
    return found
