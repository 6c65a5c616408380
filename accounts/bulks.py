"""What can be done to several cadres or log-ins at once."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions
from accounts.access import ADMINS, KEEPERS
from accounts.forms.base import LaidOut
from accounts.models import Cadre, Group, User
from core.errors import DomainError
from core.forms import DayField
from core.lists import Bulk


class GroupField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any):
        super().__init__(Group.objects.none(), widget=forms.Select(attrs={"data-choose": ""}), **kwargs)


class JoinForm(LaidOut, forms.Form):
    group = GroupField(label=gettext_lazy("小组"))
    start = DayField(label=gettext_lazy("加入日期"))

    def __init__(self, *args: Any, user: User, on: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        groups = Group.objects.filter(user.access.within("unit__path", *KEEPERS), closed_on=None)
        self.fields["group"].queryset = groups.select_related("unit")  # type: ignore[attr-defined]
        self.fields["start"].initial = on


class JoinGroup(Bulk):
    name = "join"
    label = gettext_lazy("加入小组")
    icon = "person-plus"

    @staticmethod
    def permitted(user: Any) -> bool:
        return user.access.has_role(*KEEPERS)

    def make_form(self, data: Any, *, user: Any, on: datetime.date) -> JoinForm:
        return JoinForm(data, user=user, on=on)

    def effect(self, row: Cadre, data: dict[str, Any]) -> str:
        return _("%(day)s起加入“%(group)s”") % {"day": data["start"], "group": data["group"]}

    def act(self, row: Cadre, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date) -> None:
        actions.add_member(data["group"], row, start=data["start"], by=by, at=at)


class OpenLogIns(Bulk):
    name = "open"
    label = gettext_lazy("启用")
    icon = "unlock"
    is_active = True

    @staticmethod
    def permitted(user: Any) -> bool:
        return user.access.has_role(*ADMINS)

    def label_of(self, row: User) -> str:
        return f"{row.username} {row.name}"

    def act(self, row: User, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date) -> None:
        if row.is_active == self.is_active:
            raise DomainError(_("账号已是这个状态。"))
        actions.set_active(row, is_active=self.is_active, by=by, at=at)


class CloseLogIns(OpenLogIns):
    name = "close"
    label = gettext_lazy("停用")
    icon = "lock"
    danger = True
    is_active = False
