"""What is asked for when a unit has reports made regularly."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut
from accounts.models import Unit, User
from core.forms import DayField
from core.wording import with_note
from reports import jobs
from reports.models import Frequency, ReportSubscription
from reports.models.subscriptions import MOST_DELAY, MOST_RECIPIENTS
from reports.selectors import readers_of


class SubscriptionChangeForm(LaidOut, forms.Form):
    """When it is made and for whom."""

    delay_days = forms.IntegerField(
        label=_("期末后第几天生成"),
        min_value=1,
        max_value=MOST_DELAY,
        initial=3,
        help_text=_("留出补录时间：填3，则4月的报表在5月3日生成。"),
    )
    recipients = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        label=_("接收人"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只列出可以查看该单位的用户，最多%(most)s人。每人收到的报表按本人权限生成，不含联系电话。")
        % {"most": MOST_RECIPIENTS},
    )

    def __init__(self, *args: Any, unit: Unit, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["recipients"].queryset = readers_of(unit, on=today)  # type: ignore[attr-defined]


class SubscriptionForm(SubscriptionChangeForm):
    """The same with what is made, and from when on."""

    report = forms.ChoiceField(label=_("报表"))
    starts_on = DayField(label=_("首期所含日期"), help_text=_("从该日所在的一期开始；已经结束的各期会一并补做。"))
    field_order = ("report", "starts_on", "delay_days", "recipients")
    rows = ["report", ("starts_on", "delay_days"), "recipients"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["report"].choices = kinds_offered()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["kind"], _colon, data["frequency"] = data.pop("report", "").partition(":")
        return data


def kinds_offered() -> list[tuple[str, str]]:
    """Each report with each frequency at which it can be made."""
    return [
        (f"{kind.code}:{often}", with_note(kind.name, Frequency(often).label))
        for kind in jobs.KINDS.values()
        for often in kind.periods
    ]


class SubscriptionFilter(forms.Form):
    """Running ones unless all are asked for."""

    ended = forms.BooleanField(label=_("显示已停止的"), required=False)

    def narrow(self, rows: Any) -> Any:
        return rows if self.cleaned_data["ended"] else rows.running()


def initial_of(subscription: ReportSubscription) -> dict[str, Any]:
    recipients = [user.pk for user in subscription.recipients.all()]
    return {"delay_days": subscription.delay_days, "recipients": recipients}
