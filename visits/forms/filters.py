"""Forms that narrow the lists; they stand in the address, so that a list can be kept and passed on."""

import datetime
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from core.forms import DayField
from visits.models import LogState, MatterState, VisitKind

if TYPE_CHECKING:
    from accounts.models import User
    from visits.querysets import MatterQuerySet, VisitLogQuerySet


class PeriodForm(forms.Form):
    """From a day to a day, and a part of the tree."""

    since = DayField(label=_("自"), required=False)
    until = DayField(label=_("至"), required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("单位（含下属）"),
        required=False,
        empty_label=_("全部单位"),
        widget=forms.Select(attrs={"data-choose": ""}),
    )

    def __init__(self, *args: Any, user: "User", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["unit"].queryset = Unit.objects.visible_to(user)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("截止日期不能早于开始日期。"))
        return data

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        data = self.cleaned_data
        return data["since"] or datetime.date.min, data["until"] or datetime.date.max


class LogFilter(PeriodForm):
    """What a list of logs can be narrowed by."""

    MARKS = (
        ("", _("不限")),
        ("open", _("有待办理诉求")),
        ("late", _("补记（超过7天）")),
        ("welcome", _("有迎送或宴请")),
        ("meals", _("未交纳餐费")),
        ("entourage", _("陪同超过3人")),
    )
    kind = forms.ModelChoiceField(
        VisitKind.objects.all(), label=_("走访形式"), required=False, empty_label=_("全部形式")
    )
    cadre = forms.CharField(label=_("走访干部"), required=False, max_length=40)
    target = forms.CharField(label=_("走访对象"), required=False, max_length=40)
    q = forms.CharField(label=_("内容"), required=False, max_length=40)
    mark = forms.ChoiceField(label=_("标记"), required=False, choices=MARKS)
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("已登记")), (LogState.WITHDRAWN, _("已撤回")), ("all", _("全部"))],
    )

    field_order = ("since", "until", "unit", "kind", "cadre", "target", "q", "mark", "state")

    def narrow(self, logs: "VisitLogQuerySet") -> "VisitLogQuerySet":
        data = self.cleaned_data
        if data["since"] or data["until"]:
            logs = logs.in_period(*self.days)
        if data["unit"]:
            logs = logs.under(data["unit"].path)
        if data["kind"]:
            logs = logs.filter(kind=data["kind"])
        if data["state"] != "all":
            logs = logs.filter(state=data["state"] or LogState.RECORDED)
        return self._by_words(self._by_mark(logs))

    def _by_words(self, logs: "VisitLogQuerySet") -> "VisitLogQuerySet":
        data = self.cleaned_data
        if data["cadre"]:
            logs = logs.by_cadre(data["cadre"])
        if data["target"]:
            logs = logs.reaching(data["target"])
        return logs.with_text(data["q"], reader=self.user) if data["q"] else logs

    def _by_mark(self, logs: "VisitLogQuerySet") -> "VisitLogQuerySet":
        """By what was recorded; what it breaks is judged by the rules (visits.hooks), not here."""
        mark = self.cleaned_data["mark"]
        columns = {"welcome": {"had_welcome": True}, "meals": {"meals": "unpaid"}, "entourage": {"entourage__gt": 3}}
        if mark in columns:
            return logs.filter(**columns[mark])
        if mark == "late":
            return logs.entered_late()
        return logs.with_open_matter(reader=self.user) if mark == "open" else logs


class MatterFilter(PeriodForm):
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *MatterState.choices])
    q = forms.CharField(label=_("内容"), required=False, max_length=40)

    field_order = ("state", "since", "until", "unit", "q")

    def narrow(self, matters: "MatterQuerySet") -> "MatterQuerySet":
        data = self.cleaned_data
        since, until = self.days
        matters = matters.filter(log__first_day__lte=until, log__last_day__gte=since)
        if data["state"]:
            matters = matters.filter(state=data["state"])
        if data["unit"]:
            matters = matters.filter(unit__path__startswith=data["unit"].path)
        return matters.filter(text__icontains=data["q"]) if data["q"] else matters
