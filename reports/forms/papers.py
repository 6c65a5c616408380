"""What is asked for when papers are made."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.base import LaidOut, UnitField
from accounts.models import Unit, User
from core.forms import DayField
from duties import selectors as duties
from reports.forms.annual import YEARS_BACK, readable_units


class UnitForm(forms.Form):
    """Of which unit papers are to be made; in the address of the page."""

    unit = forms.ChoiceField(label=gettext_lazy("单位"))

    def __init__(self, data: Any = None, *, user: User, unit: Unit):
        super().__init__(data)
        self.fields["unit"].choices = [(row.pk, str(row)) for row in duties.units_near(user, str(unit.pk))]  # type: ignore[attr-defined]
        self.fields["unit"].widget.attrs["data-choose"] = ""
        self.initial["unit"] = unit.pk


class StretchForm(LaidOut, forms.Form):
    """A stretch of days of one's own."""

    rows = [("start", "end")]
    unit = forms.IntegerField(widget=forms.HiddenInput)
    start = DayField(label=gettext_lazy("起始日期"))
    end = DayField(label=gettext_lazy("截止日期"))


class BookForm(LaidOut, forms.Form):
    """Of which year, and what for."""

    terms = {"purpose": "reports.purpose"}
    year = forms.TypedChoiceField(label=gettext_lazy("年度"), coerce=int)
    purpose = forms.CharField(
        label=gettext_lazy("用途"), max_length=100, help_text=gettext_lazy("用途随打印记录留存备查。")
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        years = range(today.year, today.year - YEARS_BACK - 1, -1)
        self.fields["year"].choices = [(year, _("%(year)s年") % {"year": year}) for year in years]  # type: ignore[attr-defined]
        self.fields["purpose"].widget.attrs["placeholder"] = _("例如：年度检查联系记录")


class BooksForm(BookForm):
    """Of which unit, too: any that the user reads."""

    rows = [("unit", "year"), "purpose"]
    unit = UnitField(label=gettext_lazy("单位"), help_text=gettext_lazy("打印在该单位本级任职的干部，不含下级单位。"))

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = readable_units(user).select_related("parent")  # type: ignore[attr-defined]
