"""Pages on which people complain about the product itself, and on which a system administrator answers."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, View

from accounts import actions
from accounts.actions.feedback import may_answer_feedback
from accounts.exports.feedback import feedback_book
from accounts.forms import feedback as forms
from accounts.models import Feedback
from accounts.views.base import Acting, FormPage
from core.exports.sheets import SheetHead
from core.undo import AGAIN, TOLD, Undo
from core.views import ActionView, CreatePage, EditPage, ListPage, PostActionView, VisibleMixin, send_book


class FeedbackList(ListPage):
    """One's own; all of them for a system administrator."""

    queryset = Feedback.objects.select_related("sender")
    template_name = "accounts/feedback_list.html"
    filter_class = forms.FeedbackFilter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_answer=may_answer_feedback(self.request.user), **kwargs)


class FeedbackSend(Acting, FormPage, CreatePage):
    form_class = forms.FeedbackForm
    heading = gettext_lazy("对本系统提意见")
    submit = gettext_lazy("提交")
    lead_text = gettext_lazy("用着不顺手、看不懂、出错的地方，请告诉系统管理员。内容只留在本系统，不会发往别处。")
    success_url = reverse_lazy("accounts:feedback_list")

    def get_parent(self) -> tuple[str, Any]:
        return reverse("accounts:feedback_list"), _("使用意见")

    def get_initial(self) -> dict[str, Any]:
        return {"page": self.request.GET.get("page", "")[:200]}

    def perform(self, form: Any) -> str:
        """The key by which a form does its work once says whose form it was, and when."""
        if form.cleaned_data["wants_reply"]:
            return super().perform(form)
        return ActionView.perform(self, form)

    def act(self, form: Any) -> Feedback:
        return actions.send_feedback(**form.cleaned_data, **self.stamp)

    def get_success_message(self) -> str:
        if self.result.sender_id:
            return _("已提交给系统管理员，办理情况会通知您。")
        return _("已提交给系统管理员。因为没有记录是谁反映的，不能再撤回。")

    def get_undo(self) -> Undo | None:
        withdraw = reverse("accounts:feedback_withdraw", args=[self.result.pk])
        return Undo(withdraw) if self.result.sender_id else None


class FeedbackDetail(VisibleMixin, DetailView):
    queryset = Feedback.objects.select_related("sender", "answered_by")
    template_name = "accounts/feedback.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, said = self.request.user, self.object
        may_withdraw = said.sender_id == user.pk and said.state == "new"
        return super().get_context_data(may_answer=may_answer_feedback(user), may_withdraw=may_withdraw, **kwargs)


class FeedbackAnswer(Acting, FormPage, EditPage):
    model = Feedback
    form_class = forms.FeedbackAnswerForm
    heading = gettext_lazy("办理使用意见")
    success_message = gettext_lazy("已保存。希望得到答复的人会在收件箱中看到。")
    final = TOLD

    def permitted(self) -> bool:
        return may_answer_feedback(self.request.user)

    def get_lead_text(self) -> str:
        return self.target.happened

    def act(self, form: Any) -> Feedback:
        return actions.answer_feedback(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class FeedbackWithdraw(Acting, PostActionView):
    model = Feedback
    success_url = reverse_lazy("accounts:feedback_list")
    success_message = gettext_lazy("已撤回，内容已删除。")
    final = AGAIN

    def permitted(self) -> bool:
        return self.target.sender_id == self.request.user.pk

    def act(self, obj: Feedback) -> None:
        actions.withdraw_feedback(obj, **self.stamp)


class FeedbackExport(Acting, View):
    """For those who make the product: without names. The administrator hands it over, the product sends nothing."""

    def get(self, request: HttpRequest) -> HttpResponse | FileResponse:
        if not may_answer_feedback(request.user):
            raise PermissionDenied
        rows = Feedback.objects.visible_to(request.user)
        head = SheetHead(_("使用意见"), "", self.today, str(request.user))
        return send_book(request, lambda: feedback_book(rows, head), _("使用意见.xlsx"), then="accounts:feedback_list")
