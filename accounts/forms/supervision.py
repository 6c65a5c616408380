"""Forms on who supervises what."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import CadreField, DayField, LaidOut, UnitField, open_units
from accounts.models import Unit, User
from accounts.selectors import cadres_for_choice, kept_cadres_for_choice


class SupervisionForm(LaidOut, forms.Form):
    """What a leader supervises: a unit or a colleague."""

    terms = {"unit": "accounts.supervision"}
    unit = UnitField(label=_("分管单位"), required=False, help_text=_("分管单位的，谈心谈话等面向该单位主要负责人。"))
    cadre = CadreField(label=_("分管同志"), required=False, help_text=_("单位和同志二者选一。"))
    start = DayField(label=_("开始日期"))
    end = DayField(label=_("结束日期"), required=False, help_text=_("尚未确定的可以留空。"))
    rows = ["unit", "cadre", ("start", "end")]

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = open_units(Unit.objects.visible_to(user))
        self.fields["cadre"].queryset = cadres_for_choice(user, today)
        self.fields["start"].initial = today


class UnitLeaderForm(LaidOut, forms.Form):
    """Who supervises a unit."""

    terms = {"leader": "accounts.supervision"}
    leader = CadreField(label=_("分管领导"))
    start = DayField(label=_("开始日期"))
    rows = ["leader", "start"]

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = kept_cadres_for_choice(user, today)
        self.fields["start"].initial = today
