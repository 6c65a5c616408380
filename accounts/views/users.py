"""Pages of log-ins and roles."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts import actions, selectors
from accounts.access import ADMINS
from accounts.bulks import CloseLogIns, OpenLogIns
from accounts.columns import USERS
from accounts.forms import users as forms
from accounts.models import RoleGrant, User
from accounts.querysets import not_over
from accounts.views.base import Acting, FormPage
from core.views import CreatePage, ListPage, OnceMixin, PermittedMixin, PostActionView, TargetActionView, TargetMixin

READERS = (*ADMINS, "auditor")


class ReadsUsers(Acting, PermittedMixin):
    """Log-ins are for administrators and auditors; everybody has 我的账号 for their own."""

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*READERS)

    def get_queryset(self) -> Any:
        grants = RoleGrant.objects.filter(not_over(self.today)).select_related("unit")
        return User.objects.visible_to(self.request.user).prefetch_related(
            Prefetch("grants", grants, to_attr="current_grants")
        )


class UserList(ReadsUsers, ListPage):
    model = User
    template_name = "accounts/users.html"
    filter_class = forms.UserFilter
    columns = USERS
    bulks = (OpenLogIns, CloseLogIns)
    cells, row_name = "accounts/_user_cells.html", "account"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("cadre").order_by("username")
        return self.filter_form.narrow(rows) if self.filter_form.is_valid() else rows

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_create = self.request.user.access.has_role(*ADMINS)
        return super().get_context_data(may_create=may_create, **kwargs)

    def prepare(self, rows: list[User]) -> list[User]:
        at = self.stamp["at"]
        for account in rows:
            account.locked_now = account.is_locked(at=at)  # type: ignore[attr-defined]
        return rows


class UserDetail(ReadsUsers, TargetMixin, DetailView):
    model = User
    template_name = "accounts/user.html"
    context_object_name = "account"

    def permitted(self) -> bool:
        return bool(self.target) and super().permitted()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        admin, at = self.request.user, self.stamp["at"]
        for grant in self.object.current_grants:
            grant.may_revoke = admin.access.covers(grant.unit.path, *_revokers(grant))
        return super().get_context_data(
            may_manage=selectors.manages_user(admin, self.object, self.today),
            may_grant=admin.access.has_role(*ADMINS),
            is_locked=self.object.is_locked(at=at),
            **kwargs,
        )


def _revokers(grant: RoleGrant) -> tuple[str, ...]:
    return ("system_admin",) if grant.role == "system_admin" else ADMINS


class ShowsPassword:
    """The one-time password is in the answer to the POST, and nowhere else: not in a session, not in a message."""

    def show_password(self, user: User, password: str) -> HttpResponse:
        context = {"account": user, "password": password}
        response = render(self.request, "accounts/one_time_password.html", context)  # type: ignore[attr-defined]
        response["Cache-Control"] = "no-store"
        return response


class UserCreate(ShowsPassword, Acting, FormPage, CreatePage):
    form_class = forms.UserForm
    heading = _("新增用户")
    submit = _("新增用户")

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*ADMINS)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("accounts:users"), _("用户")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def get_initial(self) -> dict[str, Any]:
        return {"cadre": self.request.GET.get("cadre", "")}

    def act(self, form: Any) -> User:
        user, self.password = actions.create_user(**form.cleaned_data, **self.stamp)
        return user

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        return self.show_password(self.result, self.password) if self.result else response


class OnUser(Acting):
    """A page about a log-in, for those who manage it."""

    model = User

    def get_queryset(self) -> Any:
        return User.objects.visible_to(self.request.user)

    def permitted(self) -> bool:
        return selectors.manages_user(self.request.user, self.target, self.today)


class PasswordReset(ShowsPassword, OnUser, PostActionView):
    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        return self.show_password(self.target, self.password) if hasattr(self, "password") else response

    def act(self, obj: Any) -> None:
        self.password = actions.reset_password(obj, **self.stamp)


class UserOpen(OnUser, PostActionView):
    success_message = _("账号已启用。")
    undo_view = "accounts:user_close"

    def act(self, obj: Any) -> None:
        actions.set_active(obj, is_active=True, **self.stamp)


class UserClose(OnUser, PostActionView):
    success_message = _("账号已停用。")
    undo_view = "accounts:user_open"

    def act(self, obj: Any) -> None:
        actions.set_active(obj, is_active=False, **self.stamp)


class UserUnlock(OnUser, PostActionView):
    success_message = _("账号已解除锁定。")
    final = _("连续输错密码的，账号会再次锁定。")

    def act(self, obj: Any) -> None:
        actions.unlock_user(obj, **self.stamp)


class GrantCreate(OnceMixin, OnUser, FormPage, TargetActionView):
    form_class = forms.GrantForm
    heading = _("授予角色")
    submit = _("授予")
    success_message = _("角色已授予。")
    undo_view = "accounts:grant_revoke"

    def permitted(self) -> bool:
        return bool(self.target) and self.request.user.access.has_role(*ADMINS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def get_success_url(self) -> str:
        return str(self.target.get_absolute_url())

    def act(self, form: Any) -> RoleGrant:
        return actions.grant_role(self.target, **form.cleaned_data, **self.stamp)


class GrantRevoke(Acting, PostActionView):
    model = RoleGrant
    success_message = _("角色已收回。")
    final = _("收错的，请重新授予。")

    def get_queryset(self) -> Any:
        seen = User.objects.visible_to(self.request.user)
        return RoleGrant.objects.filter(not_over(self.today), user__in=seen).select_related("unit", "user")

    def permitted(self) -> bool:
        return self.request.user.access.covers(self.target.unit.path, *_revokers(self.target))

    def get_success_url(self) -> str:
        return str(self.target.user.get_absolute_url())

    def act(self, obj: Any) -> None:
        actions.revoke_role(obj, **self.stamp)
