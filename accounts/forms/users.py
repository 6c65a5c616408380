"""Forms on log-ins, roles, delegations and one's own account."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import CadreField, DayField, FilterForm, LaidOut, UnitField, UserField, open_units
from accounts.models import Cadre, Role, Unit, User
from accounts.selectors import cadres_for_choice


class LogInForm(LaidOut, AuthenticationForm):
    """Name and password. The refusal does not tell whether the name exists, is closed or is locked."""

    error_messages = {
        "invalid_login": _("用户名或密码不正确。连续输错5次的，账号锁定15分钟。"),
        "inactive": _("用户名或密码不正确。连续输错5次的，账号锁定15分钟。"),
    }


class OwnPasswordForm(LaidOut, PasswordChangeForm):
    """The old password, and a new one twice. A one-time password cannot be kept."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password = data.get("new_password1")
        if password and password == data.get("old_password"):
            self.add_error("new_password1", _("新密码不能与原密码相同。"))
        return data


class UserFilter(FilterForm):
    q = forms.CharField(label=_("姓名或用户名"), required=False)
    role = forms.ChoiceField(label=_("角色"), required=False, choices=[("", _("全部")), *Role.choices])
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), ("active", _("启用")), ("closed", _("停用"))]
    )

    def narrow(self, rows: Any) -> Any:
        asked = self.cleaned_data
        if asked["q"]:
            rows = rows.filter(name__icontains=asked["q"]) | rows.filter(username__icontains=asked["q"])
        if asked["role"]:
            rows = rows.filter(pk__in=User.objects.filter(grants__role=asked["role"], grants__end=None))
        if asked["state"]:
            rows = rows.filter(is_active=asked["state"] == "active")
        return rows


def grantable_roles(user: User) -> list[tuple[str, Any]]:
    """Only a system administrator makes another one."""
    roles = Role.choices
    return roles if user.access.has_role(Role.SYSTEM_ADMIN) else [r for r in roles if r[0] != Role.SYSTEM_ADMIN]


class UserForm(LaidOut, forms.Form):
    """A log-in for a cadre, or (with name, role and unit) for somebody who is none."""

    terms = {"unit": "accounts.scope"}
    cadre = CadreField(label=_("对应干部"), required=False)
    name = forms.CharField(label=_("姓名"), max_length=40, required=False, help_text=_("不对应干部时填写。"))
    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        validators=[UnicodeUsernameValidator()],
        help_text=_("用于登录，例如姓名全拼。"),
    )
    email = forms.EmailField(label=_("电子邮箱"), required=False)
    role = forms.ChoiceField(
        label=_("角色"), required=False, help_text=_("登记本人走访不需要角色。"), choices=[("", _("无"))]
    )
    unit = UnitField(label=_("范围"), required=False)
    rows = [("cadre", "name"), ("username", "email"), ("role", "unit")]

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = Unit.objects.administered_by(user)
        posted = Cadre.objects.filter(posts__unit__in=units)
        self.fields["cadre"].queryset = cadres_for_choice(user, today).filter(user=None, pk__in=posted)
        self.fields["role"].choices = [("", _("无")), *grantable_roles(user)]
        self.fields["unit"].queryset = open_units(units)


class GrantForm(LaidOut, forms.Form):
    terms = {"unit": "accounts.scope"}
    role = forms.ChoiceField(label=_("角色"))
    unit = UnitField(label=_("范围"), help_text=_("包括该单位及其全部下级单位。"))
    start = DayField(label=_("开始日期"))
    end = DayField(label=_("结束日期"), required=False)
    rows = [("role", "unit"), ("start", "end")]

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = grantable_roles(user)
        self.fields["unit"].queryset = open_units(Unit.objects.administered_by(user))
        self.fields["start"].initial = today


class DelegationForm(LaidOut, forms.Form):
    terms = {"deputy": "accounts.delegation"}
    deputy = UserField(label=_("受托人"))
    start = DayField(label=_("开始日期"))
    end = DayField(label=_("结束日期"))
    reason = forms.CharField(label=_("事由"), max_length=100, required=False)
    rows = ["deputy", ("start", "end"), "reason"]

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        colleagues = Cadre.objects.visible_to(user).serving_on(today)
        users = User.objects.filter(cadre__in=colleagues, is_active=True).exclude(pk=user.pk)
        self.fields["deputy"].queryset = users.order_by("name")
        self.fields["start"].initial = today


class MeForm(LaidOut, forms.ModelForm):
    """What everybody sets for themselves."""

    language = forms.ChoiceField(label=_("界面语言"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["email", "language", "mail_preference"]
        help_texts = {
            "mail_preference": _(
                "每个工作日最多一封，夜间和休息日不发。选不发送的，仍在收件箱提醒；下级逾期需要督促的，照常发送。"
            )
        }
