"""Pages of topics and decisions."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.views.base import Acting, FormPage, Versioned
from core import clock
from core.keys import parse_number
from core.undo import ON_RECORD, TOLD
from core.views import CreatePage, ListPage, TargetActionView, VisibleMixin, as_pdf
from petitions.actions import agenda
from petitions.actions.meetings import CONVENORS, may_convene
from petitions.actions.sending_up import may_send_up_topic, send_up_topic
from petitions.columns import DECISIONS
from petitions.exports.topic_sheet import topic_sheet_pdf
from petitions.forms import meetings as forms
from petitions.forms.consulting import SendUpTopicForm
from petitions.models import Case, Decision, SentUp, Topic, TopicState
from visits.models import Matter


def may_hand_in(user: Any) -> bool:
    """Staff, and those who keep a unit's business; who only oversees hands in nothing."""
    return bool(user.access.home_paths) or user.access.has_role(*CONVENORS)


class Topics(Acting, ListPage):
    model = Topic
    template_name = "petitions/topics.html"
    filter_class = forms.TopicFilter

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("unit", "meeting", "proposer")
        return rows.order_by("-handed_in_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_hand_in=may_hand_in(self.request.user), **kwargs)


class TopicSheet(VisibleMixin, DetailView):
    """The topic form (议题单, R15) on paper, with what was decided on it once there is something."""

    model = Topic

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("unit", "proposer", "meeting__unit")
        return rows.prefetch_related("decisions__unit", "decisions__cadre")

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return as_pdf(topic_sheet_pdf(self.object), f"topic-{self.object.pk}.pdf")


class HandIn(Acting, FormPage, CreatePage):
    """/topics/new/?case=3 or ?matter=4: about something that waits, or about anything else."""

    form_class = forms.TopicForm
    heading = submit = _("提交议题")
    success_message = _("议题已提交。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return may_hand_in(self.request.user)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("petitions:topics"), _("议题")

    def _about(self, model: Any, name: str) -> Any:
        """The visible case or matter that the address names, if it names one."""
        asked = self.request.GET.get(name)
        return get_object_or_404(model.objects.visible_to(self.request.user), pk=parse_number(asked)) if asked else None

    @cached_property
    def about(self) -> dict[str, Any]:
        return {"case": self._about(Case, "case"), "matter": self._about(Matter, "matter")}

    def get_initial(self) -> dict[str, Any]:
        about = self.about["case"] or self.about["matter"]
        asked = {"meeting": parse_number(self.request.GET.get("meeting"))}
        return {**asked, "title": str(about)[:60], "text": about.text} if about else asked

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "at": clock.now()}

    def get_success_url(self) -> str:
        return self.result.meeting.get_absolute_url() if self.result.meeting else reverse("petitions:topics")

    def act(self, form: Any) -> Topic:
        return agenda.hand_in_topic(**form.cleaned_data, **self.about, **self.stamp)


class OfTopic(Acting, Versioned, FormPage, TargetActionView):
    """One form on a topic that is on a meeting, for who called the meeting."""

    model = Topic

    def permitted(self) -> bool:
        topic = self.target
        waiting = topic.meeting is not None and topic.state == TopicState.HANDED_IN
        return waiting and may_convene(self.request.user, topic.meeting.unit)

    def get_parent(self) -> tuple[str, Any]:
        return self.target.meeting.get_absolute_url(), self.target.meeting

    def get_success_url(self) -> str:
        return self.target.meeting.get_absolute_url()

    def get_lead_text(self) -> Any:
        return self.target.title


class Decide(OfTopic):
    form_class = forms.DecideForm
    heading = _("登记议定事项")
    success_message = _("议定事项已登记，责任人会在收件箱中看到。")
    final = TOLD

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: Any) -> Topic:
        memo = form.cleaned_data["memo"]
        return agenda.decide_topic(self.target, form.decided(), memo=memo, version=self.version, **self.stamp)


class TakeUp(OfTopic):
    form_class = forms.TakeUpForm
    heading = submit = _("提交领导办公会")
    success_message = _("已提交，等待领导办公会研究。")
    final = ON_RECORD

    def act(self, form: Any) -> Topic:
        return agenda.take_up_topic(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class SendUpTopic(OfTopic):
    """Of a delegates' meeting (R8.4)."""

    form_class = SendUpTopicForm
    heading = submit = _("上报")
    success_message = _("已上报，答复后会显示在会议页面。")
    final = TOLD

    def permitted(self) -> bool:
        return may_send_up_topic(self.request.user, self.target, on=self.today)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: Any) -> SentUp:
        return send_up_topic(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Decisions(Acting, ListPage):
    model = Decision
    template_name = "petitions/decisions.html"
    filter_class = forms.DecisionFilter
    columns = DECISIONS
    cells, row_name = "petitions/_decision_cells.html", "decision"

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET, "today": self.today}

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("unit", "cadre", "topic__meeting")
        return rows.order_by("done_on", "due", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=self.today, **kwargs)

    def prepare(self, rows: list[Decision]) -> list[Decision]:
        for decision in rows:
            decision.may_report = agenda.may_report(self.request.user, decision)  # type: ignore[attr-defined]
        return rows


class Report(Acting, Versioned, FormPage, TargetActionView):
    model = Decision
    form_class = forms.ReportForm
    heading = _("报告落实情况")
    success_message = _("已保存。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return agenda.may_report(self.request.user, self.target)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("petitions:decisions"), _("议定事项")

    def get_lead_text(self) -> Any:
        return self.target.text

    def get_success_url(self) -> str:
        return reverse("petitions:decisions")

    def act(self, form: Any) -> Decision:
        return agenda.report_decision(self.target, **form.cleaned_data, version=self.version, **self.stamp)
