"""What the list of cases, and its ledger, is narrowed by. It stands in the address."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import FilterForm, LaidOut
from core.files import CheckedFile
from core.forms import DayField
from petitions.models import CaseField, CaseKind, Channel, Urgency
from petitions.workflow import ENDED, CaseState
from visits.forms.fields import FilesField
from visits.forms.filters import PeriodForm

if TYPE_CHECKING:
    from accounts.models import User
    from petitions.querysets import CaseQuerySet

# Tabs of the queue. Which one is open stands in the address as `tab`.
TABS = (
    ("", _("待办")),
    ("overdue", _("已超时限")),
    ("new", _("待登记")),
    ("mine", _("我承办的")),
    ("ended", _("已结束")),
    ("all", _("全部")),
)


class CaseFilter(PeriodForm):
    """`narrow` needs `on`: what is overdue is a question of the day."""

    tab = forms.ChoiceField(choices=TABS, required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("编号或内容"), required=False, max_length=40)
    state = forms.ChoiceField(label=_("进度"), required=False, choices=[("", _("不限")), *CaseState.choices])
    channel = forms.ChoiceField(label=_("来源"), required=False, choices=[("", _("全部来源")), *Channel.choices])
    kind = forms.ChoiceField(label=_("信访类型"), required=False, choices=[("", _("全部类型")), *CaseKind.choices])
    field = forms.ModelChoiceField(
        CaseField.objects.all(), label=_("事项类别"), required=False, empty_label=_("全部类别")
    )
    urgency = forms.ChoiceField(label=_("紧急程度"), required=False, choices=[("", _("不限")), *Urgency.choices])

    field_order = ("tab", "q", "unit", "state", "channel", "kind", "field", "urgency", "since", "until")

    def __init__(self, *args: Any, user: "User", on: datetime.date, **kwargs: Any):
        super().__init__(*args, user=user, **kwargs)
        self.user, self.on = user, on
        self.fields["unit"].label = _("责任单位（含下属）")

    def narrow(self, cases: "CaseQuerySet") -> "CaseQuerySet":
        data = self.cleaned_data
        same = {name: data[name] for name in ("state", "channel", "kind", "field", "urgency") if data[name]}
        cases = self._by_tab(cases.filter(**same))
        if data["since"] or data["until"]:
            cases = cases.in_period(*self.days)
        if data["unit"]:
            cases = cases.in_hand_under(data["unit"])
        return self._by_words(cases)

    def _by_tab(self, cases: "CaseQuerySet") -> "CaseQuerySet":
        """The queue stands by clock, what has ended by day of receipt. A state that is asked for widens the queue."""
        tab = self.cleaned_data["tab"]
        if tab == "overdue":
            cases = cases.overdue(on=self.on)
        elif tab == "new":
            cases = cases.filter(state=CaseState.RECEIVED)
        elif tab == "mine":
            cases = cases.handled_by(self.user)
        elif tab == "ended":
            cases = cases.filter(state__in=ENDED)
        elif not tab and not self.cleaned_data["state"]:
            cases = cases.open()
        if tab in ("ended", "all"):
            return cases
        return cases.order_by(F("next_due").asc(nulls_last=True), "-received_on", "-pk")

    def _by_words(self, cases: "CaseQuerySet") -> "CaseQuerySet":
        text = self.cleaned_data["q"].strip()
        if "〔" in text:
            return cases.filter(number=text)
        return cases.with_text(text) if text else cases


class LookFilter(FilterForm):
    """Who looked at whose identity, when."""

    who = forms.CharField(label=_("查看人"), required=False, max_length=40)
    number = forms.CharField(label=_("事项编号"), required=False, max_length=40)
    since = DayField(label=_("自"), required=False)
    until = DayField(label=_("至"), required=False)

    def narrow(self, looks: Any) -> Any:
        data = self.cleaned_data
        if data["who"]:
            looks = looks.filter(Q(user__name__icontains=data["who"]) | Q(on_behalf_of__name__icontains=data["who"]))
        if data["number"]:
            looks = looks.filter(case__number=data["number"].strip())
        if data["since"]:
            looks = looks.filter(at__date__gte=data["since"])
        return looks.filter(at__date__lte=data["until"]) if data["until"] else looks


class LedgerForm(LaidOut, forms.Form):
    """What a ledger is made for; it goes into the audit trail."""

    purpose = forms.CharField(
        label=_("用途"), max_length=100, help_text=_("例如：报送联席会议。用途随导出记录留存备查。")
    )
    with_identity = forms.BooleanField(
        label=_("包含信访人姓名、联系方式和地址"),
        required=False,
        help_text=_("只包含您承办的事项；每一件都计入身份查阅记录。其余显示为“信访人1”。"),
    )


class ReasonForm(LaidOut, forms.Form):
    """Why somebody who does not handle a case looks at who raised it."""

    reason = forms.CharField(
        label=_("查看事由"),
        max_length=200,
        help_text=_("您不是这件事项的承办人员。查看时间、查看人和事由都会留痕，纪检和督查可以看到。"),
        error_messages={"required": _("请填写查看事由。")},
    )


class FilesForm(LaidOut, forms.Form):
    attachments = FilesField(label=_("选择文件"), help_text=_("可以上传图片、PDF、DOCX、XLSX 文件。"))
    shows_identity = forms.BooleanField(
        label=_("含信访人身份信息（来信、身份证明等）"),
        required=False,
        help_text=_("勾选后，打开附件须留痕，非承办人员须写明事由。"),
    )

    def clean_attachments(self) -> list[CheckedFile]:
        if not self.cleaned_data["attachments"]:
            raise forms.ValidationError(_("请选择文件。"))
        return self.cleaned_data["attachments"]
