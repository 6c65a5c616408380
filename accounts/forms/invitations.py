"""Forms of inviting: whom to look for, what to do with those who are chosen, and one's own first password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import FilterForm, LaidOut, UnitField, open_units
from accounts.forms.users import grantable_roles
from accounts.models import InvitationWay, Position, Unit, User


class WhomForm(FilterForm):
    """Whose log-ins one looks for."""

    unit = UnitField(label=_("单位"), empty_label=None, required=False)
    position = forms.ChoiceField(label=_("岗位类别"), required=False, choices=[("", _("全部")), *Position.choices])
    again = forms.BooleanField(label=_("包括已邀请、尚未登录的"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = open_units(Unit.objects.administered_by(user)).order_by("depth", "path")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["unit"].initial = units.first()


class InviteForm(LaidOut, forms.Form):
    """How those who are ticked are invited. The page itself lists the people."""

    rows = [("way", "role")]

    people = forms.TypedMultipleChoiceField(label=_("人员"), coerce=int, required=False)
    way = forms.ChoiceField(label=_("邀请方式"), choices=InvitationWay.choices, initial=InvitationWay.SLIP)
    role = forms.ChoiceField(
        label=_("同时授予角色"), required=False, help_text=_("范围为各人主要职务所在的单位。登记本人走访不需要角色。")
    )

    def __init__(self, *args: Any, user: User, people: list[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(key, key) for key in people]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("无")), *grantable_roles(user)]  # type: ignore[attr-defined]


class FirstPasswordForm(LaidOut, SetPasswordForm):
    """A new password, twice."""
