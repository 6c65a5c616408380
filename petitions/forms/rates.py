"""Forms of the three rates and of the year's figures."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import FilterForm, LaidOut, UnitField, open_units
from accounts.models import Unit
from petitions.models import ExclusionState, RateKind
from petitions.selectors.rates import quarter_of

if TYPE_CHECKING:
    from accounts.models import User

YEARS_BACK = 6
QUARTERS = [(1, _("第一季度")), (2, _("第二季度")), (3, _("第三季度")), (4, _("第四季度"))]


def _years(today: datetime.date) -> list[tuple[int, str]]:
    return [(year, str(year)) for year in range(today.year, today.year - YEARS_BACK, -1)]


class QuarterForm(LaidOut, forms.Form):
    """Which quarter. Without data, the last one that is over."""

    year = forms.TypedChoiceField(label=_("年份"), coerce=int)
    quarter = forms.TypedChoiceField(label=_("季度"), choices=QUARTERS, coerce=int)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = _years(today)  # type: ignore[attr-defined]
        year, quarter = quarter_of(today)
        self.initial = {"year": year, "quarter": quarter}

    @property
    def asked(self) -> tuple[int, int]:
        """What was chosen; what is shown without a choice, or for one that is none, is the current quarter."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        return chosen["year"], chosen["quarter"]


class YearForm(LaidOut, forms.Form):
    year = forms.TypedChoiceField(label=_("年份"), coerce=int)
    unit = UnitField(label=_("单位（含下属）"), empty_label=None)

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = _years(today)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = open_units(Unit.objects.visible_to(user)).order_by("depth", "path")  # type: ignore[attr-defined]


class AskForm(LaidOut, forms.Form):
    rate = forms.ChoiceField(label=_("比率"), choices=RateKind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class RuleForm(LaidOut, forms.Form):
    is_granted = forms.TypedChoiceField(
        label=_("审核"),
        choices=[("yes", _("不计入")), ("no", _("照常计入"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    ruling = forms.CharField(label=_("审核意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AppealForm(LaidOut, forms.Form):
    reason = forms.CharField(label=_("申诉理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class ExclusionFilter(LaidOut, FilterForm):
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *ExclusionState.choices])

    def narrow(self, rows: Any) -> Any:
        state = self.cleaned_data["state"]
        return rows.filter(state=state) if state else rows
