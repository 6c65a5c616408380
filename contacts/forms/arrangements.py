"""Forms of the annual arrangement."""

import datetime
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import DayField, FilterForm, LaidOut, UnitField
from accounts.models import User
from contacts.forms.base import kept_units, visible_units
from contacts.models import Arrangement, ArrangementState

NUMBER = re.compile(r"^(?P<word>[^\d〔〕\[\]()（）]+)[〔\[\(（](?P<year>\d{4})[〕\]\)）]0*(?P<number>[1-9]\d*)号?$")


class YearFilter(FilterForm):
    year = forms.IntegerField(label=_("年度"), required=False, min_value=2000, max_value=2100)
    unit = UnitField(label=_("制发单位（含下级）"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *ArrangementState.choices])

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["unit"].queryset = visible_units(user)  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        data = self.cleaned_data
        if data["year"]:
            rows = rows.filter(year=data["year"])
        if data["unit"]:
            rows = rows.filter(unit__path__startswith=data["unit"].path)
        return rows.filter(state=data["state"]) if data["state"] else rows


class DraftForm(LaidOut, forms.Form):
    terms = {"title": "contacts.arrangement"}
    unit = UnitField(label=_("制发单位"))
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    title = forms.CharField(
        label=_("标题"),
        max_length=100,
        required=False,
        help_text=_("不填时按制发单位和年度拟定，如：某某县2026年度领导干部基层联系点安排。"),
    )
    copy = forms.BooleanField(
        label=_("从上年安排复制"),
        required=False,
        initial=True,
        help_text=_("只复制仍然有效的联系对象和仍在任的干部，未复制的列出原因。"),
    )

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = kept_units(user)  # type: ignore[attr-defined]
        self.initial.setdefault("year", today.year)

    def clean(self) -> dict[str, Any]:
        """A title that was left out is made of the unit and the year."""
        data = super().clean() or self.cleaned_data
        if not data.get("title") and data.get("unit") and data.get("year"):
            title = _("%(unit)s%(year)s年度领导干部基层联系点安排") % {"unit": data["unit"].name, "year": data["year"]}
            data["title"] = title[:100]
        return data


class PublishForm(LaidOut, forms.ModelForm):
    published_on = DayField(label=_("公布日期"))
    rows = ["title", ("number", "published_on"), "addressee", "body"]

    class Meta:
        model = Arrangement
        fields = ["title", "number", "published_on", "addressee", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["number"].required = True
        self.initial["published_on"] = today

    def clean_number(self) -> str:
        """代字〔year〕number号, whatever brackets were typed, and no leading zero (GB/T 9704)."""
        found = NUMBER.match("".join(self.cleaned_data["number"].split()))
        if found is None:
            raise forms.ValidationError(_("文号格式应为：代字〔年份〕序号，如：长办发〔2026〕5号。"))
        return "{word}〔{year}〕{number}号".format(**found.groupdict())

    def _post_clean(self) -> None:
        """The action writes."""


class SheetFilter(FilterForm):
    """The working table, narrowed to a part of the tree or to what is still missing."""

    part = UnitField(label=_("单位（含下级）"), required=False)
    gaps = forms.BooleanField(label=_("只看未配齐的"), required=False)

    def __init__(self, *args: Any, user: User, arrangement: Arrangement, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["part"].queryset = visible_units(user).under(arrangement.unit)  # type: ignore[attr-defined]

    def keep(self, row: Any) -> bool:
        """Whether a row of the table stays."""
        if not self.is_valid():
            return True
        part = self.cleaned_data["part"]
        inside = part is None or row.unit.path.startswith(part.path)
        return inside and (row.has_gap or not self.cleaned_data["gaps"])
