"""Forms of delegates (R8)."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut
from accounts.models import Cadre
from assessments.forms.volunteers import PresentField
from core.forms import DayField, long_text


class ActivityForm(LaidOut, forms.Form):
    terms = {"present": "assessments.delegate_activity"}
    on = DayField(label=_("日期"))
    content = long_text(
        _("活动内容"),
        4,
        most=2000,
        help_text=_("例如调研、视察、建言的题目和地点。"),
        error_messages={"required": _("请填写活动内容。")},
    )
    present = PresentField(label=_("参加的党代表"), error_messages={"required": _("请选择参加的党代表。")})
    people_count = forms.IntegerField(label=_("参加总人数"), required=False, min_value=1)

    def __init__(self, *args: Any, members: list[Cadre], today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
        keys = [cadre.pk for cadre in members]
        self.fields["present"].queryset = Cadre.objects.filter(pk__in=keys).order_by("name", "pk")


class ContactForm(LaidOut, forms.Form):
    text = forms.CharField(
        label=_("公开的联系方式"),
        max_length=200,
        help_text=_("任何人不用登录都能看到，例如接待时间、地点、办公电话。可以随时撤回。"),
        error_messages={"required": _("请填写联系方式。")},
    )
