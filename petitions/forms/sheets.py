"""Forms of work contact sheets."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import FilterForm, LaidOut, UnitField, open_units
from accounts.models import Unit
from core.forms import DayField, long_text
from petitions.actions.marks import grounds_for
from petitions.models import MarkGround, MarkState, WorkSheet
from petitions.sheet_workflow import SheetState

if TYPE_CHECKING:
    from accounts.models import User


class StepForm(LaidOut, forms.Form):
    """A form for one step of a sheet; most ask for nothing but the button."""

    def __init__(self, *args: Any, sheet: WorkSheet, user: "User", today: Any, **kwargs: Any):
        self.sheet, self.user, self.today = sheet, user, today
        super().__init__(*args, **kwargs)


class SheetForm(LaidOut, forms.Form):
    """What is asked of whom, by when."""

    terms = {"receiver": "petitions.sheet"}
    sender = UnitField(label=_("发出单位"), empty_label=None)
    receiver = UnitField(label=_("主送单位"))
    subject = forms.CharField(label=_("事由"), max_length=60, help_text=_("一句话说明，例如“协调解决柳树村路灯维修”。"))
    text = long_text(_("内容"), most=2000)
    request = long_text(_("工作要求"), 3, most=2000)
    due = DayField(label=_("完成时限"))
    rows = [("sender", "receiver"), "subject", "text", "request", "due"]

    def __init__(self, *args: Any, user: "User", sheet: WorkSheet | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        grants = [path for role, path in user.access.grants]
        mine = Unit.objects.filter(path__in=[*user.access.home_paths, *grants])
        self.fields["sender"].queryset = open_units(mine)
        self.fields["receiver"].queryset = open_units(Unit.objects.all())
        if sheet is not None:
            del self.fields["sender"]
            self.rows = ["receiver", *self.rows[1:]]
            self.initial = {name: getattr(sheet, name) for name in self.fields}


class ReasonForm(StepForm):
    reason = long_text(_("理由"), most=2000)


class ProgressForm(StepForm):
    note = long_text(_("进展情况"), most=2000)


class ReplyForm(StepForm):
    text = long_text(_("回复意见"), 6, help_text=_("怎样办理的，结果如何。"), most=2000)


class CloseForm(StepForm):
    note = long_text(_("核验意见"), 3, required=False, most=2000)


class RuleForm(StepForm):
    """The leader's ruling; what is left as it is goes out unchanged."""

    ruling = long_text(_("裁定意见"), 3, most=2000)
    request = long_text(_("工作要求"), 3, help_text=_("需要修改的，直接改写。"), most=2000)
    due = DayField(label=_("完成时限"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial = {"request": self.sheet.request, "due": self.sheet.due}


class SendBackForm(StepForm):
    reason = long_text(_("哪些要求没有达到"), most=2000)
    due = DayField(label=_("新的完成时限"), required=False, help_text=_("不改时限的，留空。"))


class SuperviseForm(StepForm):
    to = UnitField(label=_("督察督办单位"))
    reason = long_text(_("移送理由"), help_text=_("写明已经催办的情况和仍未解决的问题。"), most=2000)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = open_units(Unit.objects.exclude(pk=self.sheet.receiver_id))


class MarkForm(StepForm):
    terms = {"points": "petitions.mark"}
    ground = forms.ChoiceField(label=_("理由"), help_text=_("只列出联系单记录能够证明的理由。"))
    points = forms.DecimalField(label=_("扣分"), max_digits=4, decimal_places=1, min_value=Decimal("0.1"), initial=1)
    note = long_text(_("说明"), 3, required=False, most=2000)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        found = grounds_for(self.sheet, on=self.today)
        self.fields["ground"].choices = [(value, label) for value, label in MarkGround.choices if value in found]


class AppealForm(LaidOut, forms.Form):
    terms = {"reason": "petitions.mark"}
    reason = long_text(_("申诉理由"), most=2000)


class MarkRulingForm(LaidOut, forms.Form):
    is_upheld = forms.TypedChoiceField(
        label=_("裁定"),
        choices=[("yes", _("批准记分")), ("no", _("不予记分"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    ruling = long_text(_("裁定意见"), 3, required=False, help_text=_("对方已申诉的，必须填写。"), most=2000)


class SheetFilter(LaidOut, FilterForm):
    """Where a sheet is, which way it goes, what it is about."""

    WAYS = (("", _("全部")), ("mine", _("待我单位处理")), ("sent", _("我单位发出")), ("received", _("我单位收到")))
    way = forms.ChoiceField(label=_("范围"), required=False, choices=WAYS)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *SheetState.choices])
    late = forms.BooleanField(label=_("只看逾期"), required=False)
    q = forms.CharField(label=_("事由或内容"), required=False, max_length=40)

    def __init__(self, *args: Any, user: "User", today: Any, **kwargs: Any):
        self.user, self.today = user, today
        super().__init__(*args, **kwargs)

    def narrow(self, rows: Any) -> Any:
        data = self.cleaned_data
        home = self.user.access.home_paths
        by_way = {"sent": {"sender__path__in": home}, "received": {"receiver__path__in": home}}
        rows = rows.filter(**by_way.get(data["way"], {}))
        rows = rows.waiting_for(self.user) if data["way"] == "mine" else rows
        rows = rows.filter(state=data["state"]) if data["state"] else rows
        rows = rows.overdue(on=self.today) if data["late"] else rows
        return rows.with_text(data["q"]) if data["q"] else rows


class MarkFilter(LaidOut, FilterForm):
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *MarkState.choices])

    def narrow(self, rows: Any) -> Any:
        state = self.cleaned_data["state"]
        return rows.filter(state=state) if state else rows
