"""The core's own pages: inbox, audit trail, mail."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core import actions, clock
from core.bulks import ReadNotices, RetryLetters
from core.columns import AUDIT
from core.errors import DomainError
from core.forms import AuditFilter, OutboxFilter
from core.models import AuditEntry, InboxItem, OutboxMessage
from core.sweep import is_mail_configured
from core.views import ListPage, PostActionView, TargetMixin, local_url, say


class RoleOnlyMixin:
    """A page that does not exist for those who hold none of `roles` anywhere."""

    roles: tuple[str, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.access.has_role(*self.roles):  # type: ignore[union-attr]
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class Inbox(ListPage):
    """One's own notices, newest first."""

    model = InboxItem
    template_name = "core/inbox.html"
    bulks = (ReadNotices,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unread = InboxItem.objects.visible_to(self.request.user).unread().exists()
        return super().get_context_data(has_unread=unread, **kwargs)


class OpenNotice(TargetMixin, View):
    """Marks a notice as read and leads to what it is about, if that is on this site. A POST, because it changes."""

    model = InboxItem
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions.read_notice(self.target, by=request.user, at=clock.now())
        return redirect(local_url(request, self.target.url, otherwise=reverse("core:inbox")))


class ReadNotice(PostActionView):
    """Marks a notice as read and stays."""

    model = InboxItem
    success_url = reverse_lazy("core:inbox")

    def act(self, obj: InboxItem) -> None:
        actions.read_notice(obj, by=self.request.user, at=clock.now())


class ReadAll(View):
    """Marks all of one's own notices as read."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        actions.read_all_notices(by=request.user, at=clock.now())
        return say(request, _("已全部标为已读。"), then="core:inbox")


class AuditTrail(RoleOnlyMixin, ListPage):
    """Who did what, for auditors and system administrators, within their part of the tree."""

    roles = ("auditor", "system_admin")
    queryset = AuditEntry.objects.select_related("actor", "on_behalf_of")
    template_name = "core/audit.html"
    filter_class = AuditFilter
    title = gettext_lazy("操作记录")
    columns = AUDIT
    cells, row_name = "core/_audit_cells.html", "entry"


class Outbox(RoleOnlyMixin, ListPage):
    """Letters that wait, went out, or were given up."""

    roles = ("system_admin", "organisation_admin")
    queryset = OutboxMessage.objects.select_related("recipient")
    template_name = "core/outbox.html"
    filter_class = OutboxFilter
    bulks = (RetryLetters,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letters = OutboxMessage.objects.visible_to(self.request.user)
        facts = {"configured": is_mail_configured(), "health": letters.counts(), "mail_hours": settings.MAIL_HOURS}
        return super().get_context_data(**facts, **kwargs)


class RetryLetter(RoleOnlyMixin, PostActionView):
    """Sends a letter that was given up once more."""

    roles = Outbox.roles
    model = OutboxMessage
    success_url = reverse_lazy("core:outbox")
    success_message = gettext_lazy("已重新排队，稍后发送。")

    def act(self, obj: OutboxMessage) -> None:
        actions.retry_letter(obj, by=self.request.user, at=clock.now())


class TestLetter(RoleOnlyMixin, View):
    """Queues a test mail to oneself."""

    roles = Outbox.roles
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            actions.send_test_letter(by=request.user, at=clock.now())
        except DomainError as error:
            return say(request, error.message, then="core:outbox", level="error")
        return say(request, _("测试邮件已排队，将发往您的邮箱。"), then="core:outbox")
