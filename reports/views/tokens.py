"""Keys for programs of other systems, and what they can ask."""

from typing import Any

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, FormView

from accounts.access import ADMINS
from core import clock
from core.errors import DomainError
from core.views import ListPage, PermittedMixin, PostActionView, TargetMixin, show_refusal
from reports import actions
from reports.actions.tokens import MOST
from reports.forms.tokens import TokenForm
from reports.models import ApiToken


class Tokens(PermittedMixin, ListPage):
    """Who may read over the API, and how it is asked."""

    queryset = ApiToken.objects.select_related("unit", "made_by")
    template_name = "reports/tokens.html"

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*ADMINS, "auditor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_issue = self.request.user.access.has_role(*ADMINS)
        base = f"{settings.BASE_URL}/api/"
        return super().get_context_data(may_issue=may_issue, today=clock.today(), base=base, most=MOST, **kwargs)


class TokenCreate(PermittedMixin, FormView):
    """The answer shows the key, once; it is in no message and no address."""

    form_class = TokenForm
    template_name = "components/form_page.html"
    extra_context = {
        "heading": _("签发接口密钥"),
        "submit": _("签发"),
        "cancel_url": reverse_lazy("reports:tokens"),
        "lead_text": _("密钥只显示一次，请当面交对接单位保管，不要用邮件、聊天工具转发。"),
    }

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*ADMINS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": clock.today()}

    def form_valid(self, form: TokenForm) -> Any:
        try:
            token, key = actions.issue_token(
                **form.cleaned_data, by=self.request.user, at=clock.now(), on=clock.today()
            )
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        answer = render(self.request, "reports/token_key.html", {"token": token, "key": key})
        answer["Cache-Control"] = "no-store"
        return answer


class TokenDetail(PermittedMixin, TargetMixin, DetailView):
    model = ApiToken
    template_name = "reports/token.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_revoke = self.request.user.access.covers(self.target.unit.path, *ADMINS)
        return super().get_context_data(token=self.target, may_revoke=may_revoke, today=clock.today(), **kwargs)


class TokenRevoke(PostActionView):
    model = ApiToken
    success_message = _("已停用，该密钥即刻失效。")
    final = _("停用的密钥不能恢复；需要的，请另发密钥。")

    def act(self, obj: ApiToken) -> None:
        actions.revoke_token(obj, by=self.request.user, at=clock.now())
