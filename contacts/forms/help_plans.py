"""Forms of help plans and their measures."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import CadreField, DayField, FilterForm, LaidOut, UnitField
from accounts.models import Cadre, Unit, User
from accounts.selectors import with_posts
from contacts.forms.base import DataForm, kept_units, visible_units
from contacts.models import HelpMeasure, HelpPlan, Household
from contacts.selectors import may_keep, may_keep_anywhere
from contacts.selectors.pairable import pairable_cadres


class PlanFilter(FilterForm):
    q = forms.CharField(label=_("户主"), required=False, max_length=40)
    unit = UnitField(label=_("帮扶单位（含下级）"), required=False)
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("进行中")), ("late", _("超过计划期限")), ("closed", _("已结束")), ("all", _("全部"))],
    )

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["unit"].queryset = visible_units(user)  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        data, rows = self.cleaned_data, self._in_state(rows)
        if data["unit"]:
            rows = rows.filter(unit__path__startswith=data["unit"].path)
        return rows.filter(household__head_name__icontains=data["q"]) if data["q"] else rows

    def _in_state(self, rows: Any) -> Any:
        state = self.cleaned_data["state"]
        if state == "all":
            return rows
        if state == "closed":
            return rows.exclude(closed_on=None)
        running = rows.filter(closed_on=None)
        return running.filter(end__lt=self.today) if state == "late" else running


class PlanForm(DataForm):
    """A plan for one household, which the address names. Who only answers for it names nobody else."""

    terms = {"cadre": "contacts.help_plan", "cause": "contacts.hardship"}
    cadre = CadreField(label=_("帮扶责任人"), required=False)
    rows = [("unit", "cadre"), "cause", ("start", "end")]

    class Meta:
        model = HelpPlan
        fields = ["unit", "cadre", "cause", "start", "end"]
        widgets = {"unit": forms.Select(attrs={"data-choose": ""})}

    def __init__(self, *args: Any, household: Household, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial |= {"start": self.today, "cause": household.hardship}
        if may_keep_anywhere(self.user) and (not self.instance.pk or may_keep(self.user, self.instance.unit)):
            self.fields["unit"].queryset = kept_units(self.user)  # type: ignore[attr-defined]
            self.fields["cadre"].queryset = pairable_cadres(self.user, None, on=self.today)  # type: ignore[attr-defined]
        elif self.instance.pk:
            self.rows = ["cause", ("start", "end")]
            del self.fields["unit"], self.fields["cadre"]
        else:
            self._only_oneself()

    def _only_oneself(self) -> None:
        """A cadre who holds the household opens a plan in their own name, for a unit where they serve."""
        own = with_posts(Cadre.objects.filter(pk__in=self.user.access.cadre_ids), self.today)
        units = Unit.objects.filter(path__in=self.user.access.home_paths).select_related("parent")
        self.fields["cadre"].queryset = own  # type: ignore[attr-defined]
        self.fields["cadre"].required = True
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.initial |= {"cadre": next(iter(own), None), "unit": next(iter(units), None)}


class MeasureForm(LaidOut, forms.ModelForm):
    due = DayField(label=_("计划落实时间"), required=False)

    class Meta:
        model = HelpMeasure
        fields = ["text", "due"]

    def _post_clean(self) -> None:
        """The action writes."""


class DoneForm(LaidOut, forms.ModelForm):
    done_on = DayField(label=_("落实时间"))
    rows = ["done_on", ("amount", "goods"), "outcome"]

    class Meta:
        model = HelpMeasure
        fields = ["done_on", "amount", "goods", "outcome"]

    def _post_clean(self) -> None:
        """The action writes."""


class CloseForm(LaidOut, forms.Form):
    on = DayField(label=_("结束帮扶日期"))
    outcome = forms.CharField(
        label=_("帮扶成效"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("如：已脱贫、就业。"),
    )
