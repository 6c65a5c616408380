"""Quarterly pay lists: prepared, approved, closed, printed (R17.7)."""

from functools import partial
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.views.base import Acting, FormPage, Versioned
from assessments.actions import rewards_paying as actions
from assessments.exports.rewards import pay_list_book, pay_list_title
from assessments.forms import rewards as forms
from assessments.models import PayLine, PayList, PayListState
from assessments.querysets.rewards import APPROVERS, PAYERS
from assessments.querysets.sheets import READERS
from assessments.shipped import in_capitals
from core.pages import RoleOnlyMixin
from core.undo import AGAIN, ON_RECORD
from core.views import CreatePage, ListPage, PostActionView, TargetActionView, TargetMixin, send_book


class PayLists(Acting, RoleOnlyMixin, ListPage):
    roles = READERS
    queryset = PayList.objects.select_related("unit")
    template_name = "assessments/pay_lists.html"
    filter_class = forms.PayListFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {**super().get_filter_kwargs(), "today": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_prepare=self.request.user.access.has_role(*PAYERS), **kwargs)


class Prepare(Acting, FormPage, CreatePage):
    form_class = forms.PayListForm
    heading = _("编制奖金发放表")
    submit = _("编制")
    lead_text = _("列入到季度末为止应发而未发的采用奖金和已归档考核表的奖励。")
    success_message = _("已编制，请核对后由领导审核。")
    undo_view = "assessments:pay_list_discard"

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:pay_lists"), _("奖金发放表")

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*PAYERS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: Any) -> PayList:
        return actions.prepare_list(**form.cleaned_data, **self.stamp)


class PayListPage(ListPage):
    """The list with its lines, a page of them at a time."""

    queryset = PayLine.objects.order_by("number")
    template_name = "assessments/pay_list.html"
    paginate_by = 50

    @cached_property
    def pay_list(self) -> PayList:
        rows = PayList.objects.visible_to(self.request.user)
        people = ("prepared_by", "approved_by", "closed_by")
        return get_object_or_404(rows.select_related("unit", *people), pk=self.kwargs["pk"])

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(pay_list=self.pay_list)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, access = self.pay_list, self.request.user.access
        pays, is_open = access.covers(row.unit_path, *PAYERS), row.state == PayListState.PREPARED
        context = super().get_context_data(pay_list=row, title=pay_list_title(row), **kwargs)
        for line in context["object_list"]:
            line.counts = [(name, line.items.get(code, 0)) for code, name in row.columns]
        return context | {
            "capitals": in_capitals(row.total),
            "may_refresh": pays and is_open,
            "may_approve": is_open and access.covers(row.unit_path, *APPROVERS),
            "may_close": pays and row.state == PayListState.APPROVED,
        }


class Paper(TargetMixin, View):
    """The list as it is signed."""

    queryset = PayList.objects.select_related("unit", "prepared_by")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse | FileResponse:
        row = self.target
        on, made_by = row.closed_on or timezone.localdate(row.prepared_at), str(row.prepared_by or "")
        book = partial(pay_list_book, row, made_by=made_by, on=on)
        return send_book(request, book, gettext("奖金发放表.xlsx"), then=row)


class OnList(Acting, PostActionView):
    """A button on the list; `version` is the one that was looked at."""

    model = PayList

    @property
    def version(self) -> str:
        return self.request.POST.get("version", "")


class Refresh(OnList):
    success_message = _("已更新。")
    final = _("可以随时再次更新。")

    def act(self, obj: PayList) -> PayList:
        return actions.refresh_list(obj, version=self.version, **self.stamp)


class Approve(OnList):
    success_message = _("已审核。")
    final = ON_RECORD

    def act(self, obj: PayList) -> PayList:
        return actions.approve_list(obj, version=self.version, **self.stamp)


class Discard(OnList):
    success_message = _("已作废，各项奖金可以另行编制发放。")
    final = AGAIN

    def get_success_url(self) -> str:
        return reverse("assessments:pay_lists")

    def get_refused_url(self) -> str:
        return str(self.target.get_absolute_url())

    def act(self, obj: PayList) -> None:
        actions.discard_list(obj, version=self.version, **self.stamp)


class Close(Versioned, Acting, FormPage, TargetActionView):
    model = PayList
    form_class = forms.PaidForm
    heading = _("登记发放")
    submit = _("登记发放")
    lead_text = _("登记后不能更改；需要更正的列入下一季度。")
    success_message = _("已登记发放。")
    final = _("已登记发放的，不能撤销。")

    def permitted(self) -> bool:
        return self.request.user.access.covers(self.target.unit_path, *PAYERS)

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def act(self, form: Any) -> PayList:
        return actions.close_list(self.target, **form.cleaned_data, version=self.version, **self.stamp)
