"""Making a case of what was heard on a visit; and what a called unit says."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut
from core.forms import DayField
from petitions.forms.cases_steps import words
from petitions.forms.fields import AccusedFields, case_field
from petitions.models import CaseKind, RatingValue, Urgency

if TYPE_CHECKING:
    from accounts.models import User


class MatterCaseForm(LaidOut, AccusedFields):
    """Sent by the button of the queue with the kind only; the rest is asked on the page."""

    terms = {"accused_cadres": "petitions.accused", "kind": "petitions.kind", "urgency": "petitions.urgency"}
    kind = forms.ChoiceField(label=_("信访类型"), choices=CaseKind.choices, initial=CaseKind.HELP)
    field = case_field()
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=Urgency.choices, required=False, initial=Urgency.NORMAL)
    field_order = ("kind", "field", "urgency", "accused_cadres", "accused_unit", "accused_name")

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        self.offer_accused()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_accused()
        return data

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        urgency = data["urgency"] or Urgency.NORMAL
        return {"kind": data["kind"], "field": data["field"], "urgency": urgency, "accused": self.accused()}


class ReportForm(LaidOut, forms.Form):
    reply = words(_("办理情况"), _("到场做了什么，结果如何。"))
    on = DayField(label=_("日期"))

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today


class RateCallForm(LaidOut, forms.Form):
    value = forms.ChoiceField(label=_("评价"), choices=RatingValue.choices, widget=forms.RadioSelect)
