"""Log-in, log-out, password, one's own account, and acting for somebody."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, UpdateView, View

from accounts import actions
from accounts.forms import users as forms
from accounts.middleware import ACTING_FOR
from accounts.models import Delegation, RoleGrant, Unit, User
from accounts.querysets import in_force
from accounts.views.base import Acting, FormPage
from core import clock
from core.undo import AGAIN, EDITABLE
from core.views import ActionMixin, CreatePage, PostActionView


class LogIn(auth.LoginView):
    template_name = "accounts/login.html"
    authentication_form = forms.LogInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        idle = self.request.GET.get("idle", "")
        return super().get_context_data(was_idle=bool(idle), is_unsaved=idle == "unsaved", **kwargs)

    def get_default_redirect_url(self) -> str:
        if self.request.user.is_superuser and not Unit.objects.exists():
            return reverse("accounts:found")
        return super().get_default_redirect_url()

    def form_valid(self, form: Any) -> HttpResponse:
        actions.record_log_in(form.get_user(), at=clock.now())
        _drop_messages(self.request)
        response = super().form_valid(form)
        _speak(response, form.get_user().language)
        return response


def _drop_messages(request: HttpRequest) -> None:
    """What was said to one person and not yet shown lies in a cookie, which outlives the session: it is read here, so
    that nobody else reads it."""
    list(messages.get_messages(request))


class LogOut(auth.LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Pages that the browser holds go as well: "back" shows them to nobody."""
        if request.user.is_authenticated:
            actions.record_log_out(request.user, at=clock.now())
        _drop_messages(request)
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


class Password(auth.PasswordChangeView):
    template_name = "accounts/password_change.html"
    form_class = forms.OwnPasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        password = form.cleaned_data["new_password1"]
        user = actions.change_password(self.request.user, password, by=self.request.user, at=clock.now())
        update_session_auth_hash(self.request, user)
        messages.success(self.request, _("密码已修改。"))
        return HttpResponseRedirect(self.get_success_url())


class Me(Acting, ActionMixin, UpdateView):
    """One's own data and settings."""

    template_name = "accounts/me.html"
    # Not "user": that is whoever is logged in, with whom they act for.
    context_object_name = "account"
    form_class = forms.MeForm
    success_url = reverse_lazy("accounts:me")
    success_message = gettext_lazy("已保存。")
    final = EDITABLE

    def get_object(self, queryset: Any = None) -> User:
        return User.objects.select_related("cadre").get(pk=self.request.user.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, self.today
        posts = user.cadre.posts.in_force(today).select_related("unit") if user.cadre else []
        version = self.request.POST.get("version", str(user.version))
        grants = RoleGrant.objects.filter(in_force(today), user=user).select_related("unit")
        return super().get_context_data(posts=posts, grants=grants, version=version, **kwargs)

    def act(self, form: Any) -> User:
        version = self.request.POST.get("version", "")
        return actions.update_me(**form.cleaned_data, version=version, **self.stamp)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if self.result:
            _speak(response, self.result.language)
        return response


def _speak(response: HttpResponse, language: str) -> None:
    """The interface in the user's own language from the next page on."""
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")


class DelegationList(Acting, ListView):
    """Delegations that one gave or holds."""

    template_name = "accounts/delegations.html"
    paginate_by = 25

    def get_queryset(self) -> Any:
        mine = Q(principal=self.request.user) | Q(deputy=self.request.user)
        return Delegation.objects.filter(mine).select_related("principal", "deputy")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=self.today, **kwargs)


class DelegationCreate(Acting, FormPage, CreatePage):
    form_class = forms.DelegationForm
    heading = gettext_lazy("委托代办")
    submit = gettext_lazy("委托")
    lead_text = gettext_lazy("受托人在委托期间可以代您登记和查看，每次操作都会注明是代您办理。")
    success_url = reverse_lazy("accounts:delegations")
    success_message = gettext_lazy("委托已登记，已通知受托人。")
    undo_view = "accounts:delegation_revoke"

    def get_parent(self) -> tuple[str, Any]:
        return reverse("accounts:delegations"), _("代理")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: Any) -> Delegation:
        return actions.give_delegation(**form.cleaned_data, **self.stamp)


class OnDelegation(Acting, PostActionView):
    model = Delegation
    success_url = reverse_lazy("accounts:delegations")


class DelegationRevoke(OnDelegation):
    success_message = gettext_lazy("委托已撤回。")
    final = AGAIN

    def get_queryset(self) -> Any:
        return Delegation.objects.filter(principal=self.request.user)

    def act(self, obj: Any) -> None:
        actions.revoke_delegation(obj, **self.stamp)


class DelegationAct(OnDelegation):
    def get_queryset(self) -> Any:
        return Delegation.objects.filter(deputy=self.request.user).select_related("principal")

    def get_success_message(self) -> str:
        return _("您现在代%(name)s办理。") % {"name": self.target.principal.name}

    def act(self, obj: Any) -> None:
        actions.begin_acting(obj, **self.stamp)
        self.request.session[ACTING_FOR] = obj.pk


class DelegationStop(Acting, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        actions.stop_acting(**self.stamp)
        request.session.pop(ACTING_FOR, None)
        messages.success(request, _("已结束代办。"))
        return redirect("accounts:delegations")
