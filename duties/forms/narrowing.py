"""Narrowing the lists of those who are behind and of points that many visited."""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from core.forms import DayField
from duties import selectors
from duties.summary import PERSON, RULE, UNIT

USUAL_BURDEN = 10


class BehindFilter(forms.Form):
    """By unit (with those below), regulation, person, and how late."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("单位"),
        required=False,
        empty_label=gettext_lazy("全部"),
        widget=forms.Select(attrs={"data-choose": ""}),
    )
    rule = forms.ChoiceField(label=gettext_lazy("条款"), required=False)
    person = forms.CharField(label=gettext_lazy("责任人"), required=False, max_length=40)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[
            ("", gettext_lazy("近三个月逾期")),
            ("overdue", gettext_lazy("全部已逾期")),
            ("risk", gettext_lazy("即将到期")),
            ("all", gettext_lazy("全部未完成")),
        ],
    )
    by = forms.ChoiceField(
        label=gettext_lazy("显示方式"),
        required=False,
        choices=[
            ("", gettext_lazy("逐项列出")),
            (UNIT, gettext_lazy("按单位汇总")),
            (RULE, gettext_lazy("按条款汇总")),
            (PERSON, gettext_lazy("按责任人汇总")),
        ],
    )

    def __init__(self, *args: Any, user: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        unit: Any = self.fields["unit"]
        unit.queryset = selectors.units_for_filter(user)
        near = selectors.units_near(user, self.data.get("unit", ""))
        unit.choices = [("", unit.empty_label), *((found.pk, str(found)) for found in near)]
        # A rule keeps its code from version to version: the list names each once.
        named = {f"{book}:{code}": title for book, code, title in selectors.rules_owed_under(user)}
        self.fields["rule"].choices = [("", _("全部"))] + [  # type: ignore[attr-defined]
            (key, f"{key.split(':')[1]} {title}") for key, title in named.items()
        ]

    def narrow(self, rows: Any) -> Any:
        data = self.cleaned_data
        if data["unit"]:
            rows = rows.under(data["unit"].path)
        if data["rule"]:
            book, code = data["rule"].split(":")
            rows = rows.filter(rule__version__rulebook__code=book, rule__code=code)
        if name := data["person"]:
            named = Q(cadre__name__icontains=name) | Q(unit__name__icontains=name) | Q(group__name__icontains=name)
            rows = rows.filter(named)
        return _STATES[data["state"]](rows, self.today)


_STATES: dict[str, Callable[[Any, datetime.date], Any]] = {
    "": lambda rows, on: rows.overdue_lately(on),
    "overdue": lambda rows, on: rows.overdue(on),
    "risk": lambda rows, on: rows.at_risk(on),
    "all": lambda rows, on: rows.unmet().begun(on),
}


class BurdenFilter(forms.Form):
    """A stretch of days (default: this year so far), and how many cadres make a burden (default: ten)."""

    start = DayField(label=gettext_lazy("起始日期"), required=False)
    end = DayField(label=gettext_lazy("截止日期"), required=False)
    least = forms.IntegerField(label=gettext_lazy("到访干部不少于（人）"), required=False, min_value=1, max_value=1000)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        for name, value in self._usual().items():
            self.fields[name].widget.attrs["placeholder"] = value

    def _usual(self) -> dict[str, Any]:
        return {"start": self.today.replace(month=1, day=1), "end": self.today, "least": USUAL_BURDEN}

    @property
    def meant(self) -> dict[str, Any]:
        """What the list shows: what was asked for, else the usual."""
        given = getattr(self, "cleaned_data", {})
        return {name: given.get(name) or usual for name, usual in self._usual().items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            self.add_error("end", _("截止日期不能早于开始日期。"))
        return data

    def narrow(self, points: Any) -> Any:
        meant = self.meant
        return selectors.with_burden(points, meant["start"], meant["end"]).filter(cadres__gte=meant["least"])
