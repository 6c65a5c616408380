"""What is asked for when a key is issued."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import ADMINS
from accounts.forms.base import LaidOut, UnitField
from accounts.models import Unit, User
from core.forms import DayField
from reports.models import Scope


class TokenForm(LaidOut, forms.Form):
    rows = [("name", "unit"), "purpose", "scopes", "expires_on"]

    name = forms.CharField(label=_("对接系统"), max_length=60, help_text=_("例如：市级信息平台。"))
    unit = UnitField(label=_("数据范围"), help_text=_("可读该单位及其全部下级单位的数据。"))
    purpose = forms.CharField(label=_("用途"), max_length=200)
    scopes = forms.MultipleChoiceField(label=_("可读内容"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple)
    expires_on = DayField(label=_("有效期至"), help_text=_("最长一年。"))

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(user.access.within("path", *ADMINS)).order_by("path")
        self.fields["expires_on"].initial = today + datetime.timedelta(days=365)
