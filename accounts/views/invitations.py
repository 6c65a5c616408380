"""Pages of inviting: choosing whom, a round of invitations, its slips, and the way in."""

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import DetailView, View

from accounts import actions
from accounts.access import ADMINS
from accounts.exports.slips import slips_pdf
from accounts.forms import invitations as forms
from accounts.invitees import Invitee, invitees
from accounts.models import InvitationRound, Unit
from accounts.selectors import main_posts
from accounts.views.base import Acting
from core import clock
from core.errors import DomainError
from core.undo import AGAIN, Undo, tell
from core.views import (
    ActionView,
    OnceMixin,
    PermittedMixin,
    PostActionView,
    TargetMixin,
    VisibleMixin,
    as_pdf,
    say,
    show_refusal,
)

BACKEND = "accounts.backends.LockOutBackend"
ROUNDS_SHOWN = 10


class Invite(Acting, OnceMixin, ActionView):
    """Who has never logged in, and what is done about it."""

    template_name = "accounts/invite.html"
    form_class = forms.InviteForm

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*ADMINS)

    @cached_property
    def whom(self) -> forms.WhomForm:
        return forms.WhomForm(self.request.GET or None, user=self.request.user)

    @cached_property
    def unit(self) -> Unit | None:
        chosen = self.whom.cleaned_data["unit"] if self.whom.is_bound and self.whom.is_valid() else None
        return chosen or self.whom.fields["unit"].initial

    @cached_property
    def people(self) -> list[Invitee]:
        if self.unit is None:
            return []
        asked = self.whom.cleaned_data if self.whom.is_bound and self.whom.is_valid() else {}
        how = {"position": asked.get("position", ""), "again": asked.get("again", False)}
        return invitees(self.request.user, self.unit, on=self.today, **how)

    def get_form_kwargs(self) -> dict[str, Any]:
        keys = [one.cadre.pk for one in self.people]
        return {**super().get_form_kwargs(), "user": self.request.user, "people": keys}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rounds = InvitationRound.objects.visible_to(self.request.user).counted()[:ROUNDS_SHOWN]
        context = super().get_context_data(filter_form=self.whom, people=self.people, rounds=rounds, **kwargs)
        ticked = self.request.POST.getlist("people") if self.request.method == "POST" else None
        shown = self.people[: actions.MOST_INVITED]
        context["ticked"] = {one.cadre.pk for one in shown if ticked is None or str(one.cadre.pk) in ticked}
        return context | {"shown": shown, "more": len(self.people) - len(shown)}

    def act(self, form: Any) -> InvitationRound:
        data = form.cleaned_data
        if self.unit is None:
            raise DomainError(_("还没有建立单位，请先建立组织。"))
        return actions.invite(data["people"], unit=self.unit, way=data["way"], role=data["role"], **self.stamp)

    def get_success_message(self) -> str:
        count = self.result.invitations.count()
        if self.result.way == "mail":
            return _("已邀请%(count)d人，邮件将在工作时间发出。") % {"count": count}
        return _("已建立%(count)d份邀请，请打印密码条。") % {"count": count}

    def get_undo(self) -> Undo:
        return Undo(reverse("accounts:invitation_withdraw", args=[self.result.pk]))


class RoundDetail(Acting, PermittedMixin, VisibleMixin, DetailView):
    """Who was invited, and who has come."""

    queryset = InvitationRound.objects.select_related("unit", "made_by")
    template_name = "accounts/invitation_round.html"
    context_object_name = "round"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.object.invitations.select_related("user__cadre"))
        waiting = [row for row in rows if row.is_waiting]
        is_over = self.today > self.object.expires_on
        may_print = bool(waiting) and not is_over
        return super().get_context_data(rows=rows, waiting=waiting, is_over=is_over, may_print=may_print, **kwargs)


class RoundSlips(Acting, TargetMixin, PermittedMixin, View):
    """The slips: new codes each time, which stand in this answer and nowhere else."""

    http_method_names = ["post"]
    model = InvitationRound

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            given = actions.print_slips(self.target, **self.stamp)
        except DomainError as error:
            return say(request, error.message, then=self.target, level="error")
        posts = main_posts([row.user.cadre_id for row, _code in given], self.today)
        paper = slips_pdf(
            [(row, code, posts.get(row.user.cadre_id, "")) for row, code in given], expires_on=self.target.expires_on
        )
        name = f"slips-{self.target.pk}.pdf"
        answer = as_pdf(paper, name)
        # Saved, not shown in place of the page: the codes cannot be asked for again.
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "no-store"
        return answer


class RoundWithdraw(Acting, PostActionView):
    """Takes back what nobody has used."""

    model = InvitationRound
    success_url = reverse_lazy("accounts:invite")
    final = AGAIN
    count = 0

    def act(self, obj: Any) -> None:
        self.count = actions.withdraw_round(obj, **self.stamp)

    def get_success_message(self) -> str:
        return _("已撤回%(count)d份未使用的邀请。") % {"count": self.count}


@login_not_required
@never_cache
@sensitive_post_parameters()
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """The way in from a letter or a slip: one's own password, and one is logged in. 404 once the code is used."""
    found = actions.find_invitation(code, on=clock.today())
    if found is None:
        return render(request, "accounts/invitation_over.html", status=404)
    form = forms.FirstPasswordForm(found.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.accept_invitation(found, password=form.cleaned_data["new_password1"], at=clock.now())
        except DomainError as error:
            show_refusal(form, error)
        else:
            login(request, user, backend=BACKEND)
            tell(request, _("密码已设好。以后用用户名“%(name)s”登录。") % {"name": user.username})
            return redirect("home")
    return render(request, "accounts/accept.html", {"form": form, "account": found.user})
