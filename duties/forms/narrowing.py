"""Narrowing the lists of those who are behind and of points that many visited."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from core.forms import DayField
from duties import selectors
from duties.models import Rule
from duties.querysets import AT_RISK, OVERDUE


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
            ("", gettext_lazy("已逾期")),
            ("risk", gettext_lazy("即将到期")),
            ("all", gettext_lazy("全部未完成")),
        ],
    )

    def __init__(self, *args: Any, user: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = selectors.units_for_filter(user)  # type: ignore[attr-defined]
        # A rule keeps its code from version to version: the list names each once.
        rules = Rule.objects.filter(kind="duty").order_by("version__rulebook__code", "order", "-version__number")
        named = {f"{book}:{code}": title for book, code, title in rules.values_list(*_RULE)}
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
        if data["person"]:
            rows = rows.filter(cadre__name__icontains=data["person"])
        wanted = {"": [OVERDUE], "risk": [AT_RISK]}.get(data["state"])
        return rows.filter(state__in=wanted) if wanted else rows


class BurdenFilter(forms.Form):
    """A stretch of days, and how many cadres make a burden."""

    start = DayField(label=gettext_lazy("自"), required=False)
    end = DayField(label=gettext_lazy("至"), required=False)
    least = forms.IntegerField(label=gettext_lazy("到访干部不少于（人）"), required=False, min_value=1, max_value=1000)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            self.add_error("end", _("截止日期不能早于开始日期。"))
        return data

    def narrow(self, points: Any) -> Any:
        data = self.cleaned_data
        start = data["start"] or self.today.replace(month=1, day=1)
        return selectors.with_burden(points, start, data["end"] or self.today).filter(cadres__gte=data["least"] or 10)


_RULE = ("version__rulebook__code", "code", "title")
