"""Forms of plans put to all staff, and of what delegates send up."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import CadreField, FilterForm, LaidOut, UnitField, open_units, units_where
from accounts.models import Unit
from accounts.selectors import cadres_for_choice
from core.forms import DayField, long_text
from petitions.access import WRITERS
from petitions.actions.consulting import delegates_units
from petitions.actions.meetings import CONVENORS
from petitions.models import ProposalKind

if TYPE_CHECKING:
    from accounts.models import User


class ConsultationForm(LaidOut, forms.Form):
    unit = UnitField(
        label=_("征求意见的单位"), empty_label=None, help_text=_("本单位和下属单位的全体人员都可以提意见。")
    )
    title = forms.CharField(label=_("标题"), max_length=60)
    text = long_text(_("方案内容"), 10, most=10000)
    opens_on = DayField(label=_("开始日期"))
    closes_on = DayField(label=_("截止日期"))
    rows = ["unit", "title", "text", ("opens_on", "closes_on")]

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_where(user, *CONVENORS)
        self.fields["opens_on"].initial = today


class OpinionForm(LaidOut, forms.Form):
    text = long_text(_("意见"), 6, error_messages={"required": _("请填写意见。")}, most=10000)
    is_anonymous = forms.BooleanField(
        label=_("匿名"), required=False, help_text=_("匿名的意见不记录提出人，任何人都无法查到。")
    )


class ResultForm(LaidOut, forms.Form):
    result = long_text(
        _("意见采纳情况"), 6, help_text=_("采纳了哪些；没有采纳的说明理由。发布后全体人员可见。"), most=10000
    )


class ProposalForm(LaidOut, forms.Form):
    unit = UnitField(label=_("报送单位"), empty_label=None)
    proposal_kind = forms.ChoiceField(label=_("类别"), choices=ProposalKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("事由"), max_length=60)
    text = long_text(_("内容"), 6, most=10000)
    undertaker = UnitField(label=_("承办单位"), required=False)
    lead = CadreField(label=_("牵头人"), required=False)
    due = DayField(label=_("答复时限"), required=False)
    rows = ["unit", "proposal_kind", "title", "text", ("undertaker", "lead", "due")]

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mine = Q(pk__in=delegates_units(user, on=today)) | user.access.within("path", *WRITERS)
        self.fields["unit"].queryset = open_units(Unit.objects.filter(mine))
        self.fields["undertaker"].queryset = open_units(Unit.objects.all())
        self.fields["lead"].queryset = cadres_for_choice(user, today)


class SendUpTopicForm(LaidOut, forms.Form):
    """The delegates' meeting names who takes it on, always (R8.4)."""

    proposal_kind = forms.ChoiceField(label=_("类别"), choices=ProposalKind.choices, widget=forms.RadioSelect)
    undertaker = UnitField(label=_("承办单位"), error_messages={"required": _("请选择承办单位。")})
    lead = CadreField(label=_("牵头人"), error_messages={"required": _("请选择牵头人。")})
    due = DayField(label=_("答复时限"), required=False)
    rows = ["proposal_kind", ("undertaker", "lead", "due")]

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["undertaker"].queryset = open_units(Unit.objects.all())
        self.fields["lead"].queryset = cadres_for_choice(user, today)


class ProposalFilter(LaidOut, FilterForm):
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *ProposalKind.choices])

    def narrow(self, rows: Any) -> Any:
        kind = self.cleaned_data["kind"]
        return rows.filter(proposal_kind=kind) if kind else rows
