"""Logging a visit, the list, one log, changing it, taking it back."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, View

from core import clock
from core.models import AuditEntry
from core.undo import EDITABLE
from core.views import ListPage, TargetActionView, TargetMixin, as_pdf
from core.wording import joined
from visits import actions, hooks
from visits.actions.guards import may_change, may_withdraw
from visits.columns import LOGS
from visits.exports.forum_sheet import forum_sheet_pdf
from visits.exports.overall_view import overall_view_pdf
from visits.forms import ChangeForm, LogFilter, WithdrawForm, initial_of
from visits.models import VisitLog
from visits.paging import CappedPaginator
from visits.selectors import content_of, may_read_content
from visits.selectors.suggest import may_log

DAY = datetime.timedelta(days=1)
OVERALL_VIEW = "overall_view"


class Logs(ListPage):
    template_name = "visits/list.html"
    model = VisitLog
    filter_class = LogFilter
    paginator_class = CappedPaginator
    columns = LOGS
    cells, row_name = "visits/_log_cells.html", "log"

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET, "user": self.request.user}

    def get_queryset(self) -> Any:
        return super().get_queryset().for_list(reader=self.request.user)

    def prepare(self, rows: list[VisitLog]) -> list[VisitLog]:
        hooks.flag_all(rows)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_log=may_log(self.request.user), **kwargs)


class LogMixin(TargetMixin):
    """Pages about one log that the user sees."""

    model = VisitLog
    context_object_name = "log"
    request: HttpRequest

    def get_queryset(self) -> Any:
        return super().get_queryset().for_list(reader=self.request.user).select_related("recorded_by")

    @cached_property
    def may_change(self) -> bool:
        return may_change(self.request.user, self.target)

    @cached_property
    def may_withdraw(self) -> bool:
        return may_withdraw(self.request.user, self.target)


class Detail(LogMixin, DetailView):
    template_name = "visits/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, log = self.request.user, self.target
        return super().get_context_data(
            content=content_of(user, log),
            may_read=may_read_content(user, log),
            may_change=self.may_change,
            may_withdraw=self.may_withdraw,
            flags=hooks.flags(log),
            history=AuditEntry.objects.about(log).select_related("actor", "on_behalf_of").order_by("at", "pk"),
            **kwargs,
        )


class OverallView(LogMixin, View):
    """The overall view of a contact (R11.8), printed for the contact: whoever it is about may read it."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(kind__code=OVERALL_VIEW).recorded()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return as_pdf(overall_view_pdf(self.target), f"overall-view-{self.target.pk}.pdf")


class ForumSheet(LogMixin, View):
    """The record of a forum or another gathering, printed as it is filed."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(kind__is_meeting=True).recorded().prefetch_related("matters__unit")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return as_pdf(forum_sheet_pdf(self.words()), f"forum-{self.target.pk}.pdf")

    def words(self) -> dict[str, Any]:
        log = self.target
        people = list(log.participants.all())
        host = next((part.cadre for part in people if part.is_lead), "")
        return {
            "log": log,
            "content": content_of(self.request.user, log),
            "places": joined(row.contact_point for row in log.targets.all() if row.contact_point),
            "host": host,
            "others": joined(part.cadre for part in people if part.cadre != host),
        }


class LogActionView(LogMixin, TargetActionView):
    """A form about one log."""

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class Change(LogActionView):
    template_name = "visits/change.html"
    form_class = ChangeForm
    success_message = gettext_lazy("已保存修改。")
    final = EDITABLE

    def permitted(self) -> bool:
        return self.may_change

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.target)

    def get_form_kwargs(self) -> dict[str, Any]:
        extra = {"user": self.request.user, "today": clock.today(), "log": self.target}
        return super().get_form_kwargs() | extra

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.request.POST.get("version", self.target.version)
        today = clock.today()
        return super().get_context_data(version=version, is_new=False, today=today, yesterday=today - DAY, **kwargs)

    def act(self, form: ChangeForm) -> VisitLog:
        version = self.request.POST.get("version", "")
        reason = form.cleaned_data["reason"]
        return actions.change_log(
            self.target, by=self.request.user, at=clock.now(), version=version, reason=reason, **form.entry()
        )


class Withdraw(LogActionView):
    template_name = "components/confirm_page.html"
    form_class = WithdrawForm
    success_message = gettext_lazy("已撤回。")
    final = gettext_lazy("撤回的记录留存备查，不能恢复；撤错的，请重新登记。")

    def permitted(self) -> bool:
        return self.may_withdraw

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=_("撤回走访记录"),
            question=_("撤回%(log)s的记录？") % {"log": self.target},
            submit=_("撤回"),
            cancel_url=self.target.get_absolute_url(),
            danger=True,
            **kwargs,
        )

    def act(self, form: WithdrawForm) -> VisitLog:
        reason = form.cleaned_data["reason"]
        return actions.withdraw_log(self.target, by=self.request.user, at=clock.now(), reason=reason)
