"""Pages of meetings: planned, invited to, held, with what became of the last one's decisions on top."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.forms.base import PlainForm
from accounts.views.base import Acting, FormPage, Versioned
from core.undo import EDITABLE, MISTAKEN, TOLD
from core.views import CreatePage, ListPage, Restorable, TargetActionView, VisibleMixin, as_pdf
from petitions.actions import agenda, meetings, series
from petitions.actions.meetings import CONVENORS, may_convene
from petitions.actions.sending_up import may_send_up_of
from petitions.exports.minutes import minutes_pdf
from petitions.forms import meetings as forms
from petitions.models import Meeting, MeetingSeries, MeetingState, Topic
from petitions.selectors.meetings import last_decisions, not_yet_solved, waiting_topics, with_answers
from petitions.views.topics import may_hand_in


class Meetings(Acting, ListPage):
    model = Meeting
    template_name = "petitions/meetings.html"
    filter_class = forms.MeetingFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "chair").order_by("-on", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = self.request.user.access.has_role(*CONVENORS)
        context = super().get_context_data(may_plan=may, **kwargs)
        self._count(context["object_list"])
        return context

    def _count(self, rows: Any) -> None:
        """Only the topics that one sees: a number tells nobody that something is said about them."""
        seen = Topic.objects.visible_to(self.request.user).filter(meeting__in=[row.pk for row in rows])
        open_decisions = Count("decisions", filter=Q(decisions__done_on=None), distinct=True)
        counted = seen.order_by().values_list("meeting").annotate(all=Count("pk", distinct=True), open=open_decisions)
        found = {meeting: counts for meeting, *counts in counted}
        for row in rows:
            row.topic_count, row.open_count = found.get(row.pk, (0, 0))


class MeetingPage(Acting, VisibleMixin, DetailView):
    model = Meeting
    context_object_name = "meeting"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "chair", "recorder", "series", "log__kind")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, user = self.object, self.request.user
        topics = Topic.objects.visible_to(user).filter(meeting=meeting)
        topics = topics.select_related("unit", "proposer", "meeting__unit", "sent_up__undertaker", "sent_up__lead")
        return super().get_context_data(
            topics=with_answers(topics.prefetch_related("decisions__unit", "decisions__cadre"), user),
            attendances=meeting.attendances.select_related("cadre"),
            before=last_decisions(meeting, user),
            today=self.today,
            **kwargs,
        )


class Detail(MeetingPage):
    template_name = "petitions/meeting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, user = self.object, self.request.user
        may, planned = may_convene(user, meeting.unit), meeting.state == MeetingState.PLANNED
        return super().get_context_data(
            may_convene=may,
            may_hand_in=planned and may_hand_in(user),
            is_planned=planned,
            may_hold=may and planned and meeting.on <= self.today,
            may_send_up=may_send_up_of(user, meeting, on=self.today),
            may_decide=may and meeting.state != MeetingState.CANCELLED and meeting.on <= self.today,
            unsolved=not_yet_solved(meeting.unit, user) if planned else [],
            **kwargs,
        )


class Minutes(MeetingPage):
    """The minutes as PDF: invitation, those present, what was decided, who answers for it."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return as_pdf(minutes_pdf(context), f"minutes-{self.object.pk}.pdf")


class MeetingFormPage(Acting, FormPage):
    """A page that is one form about a meeting, for those who call meetings there."""

    def get_parent(self) -> tuple[str, Any]:
        return reverse("petitions:meetings"), _("会议")


class Plan(MeetingFormPage, CreatePage):
    form_class = forms.MeetingForm
    heading = _("安排会议")
    success_message = _("会议已安排，参会人员会在收件箱中看到通知。")
    undo_view, undo_fields = "petitions:meeting_cancel", {"reason": MISTAKEN}

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*CONVENORS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: Any) -> Meeting:
        return meetings.plan_meeting(**form.cleaned_data, **self.stamp)


class OfMeeting(Versioned, MeetingFormPage, TargetActionView):
    """One form on a meeting that is still to come."""

    model = Meeting

    def permitted(self) -> bool:
        return self.target.state == MeetingState.PLANNED and may_convene(self.request.user, self.target.unit)

    def get_parent(self) -> tuple[str, Any]:
        return self.target.get_absolute_url(), self.target


class WithPeople(OfMeeting):
    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"user": self.request.user, "today": self.today, "meeting": self.target}
        return {**super().get_form_kwargs(), **more}


class Change(Restorable, WithPeople):
    form_class = forms.MeetingForm
    heading = _("修改会议安排")
    success_message = _("已保存。")

    def act(self, form: Any) -> Meeting:
        return meetings.change_meeting(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Hold(WithPeople):
    form_class = forms.HoldForm
    heading = _("登记会议")
    lead_text = _("登记后自动计入本单位的会议记录，不必另行登记走访。")
    success_message = _("会议已登记。")
    final = EDITABLE

    def act(self, form: Any) -> Meeting:
        return meetings.hold_meeting(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Cancel(OfMeeting):
    form_class = forms.ReasonForm
    heading = submit = _("取消会议")
    success_message = _("会议已取消，议题留待下一次会议。")
    final = TOLD

    def act(self, form: Any) -> Meeting:
        return meetings.cancel_meeting(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Agenda(OfMeeting):
    form_class = forms.AgendaForm
    heading = submit = _("列入议程")
    success_message = _("已列入议程。")
    final = TOLD

    @cached_property
    def waiting(self) -> Any:
        return waiting_topics(self.target, self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "waiting": self.waiting}

    def act(self, form: Any) -> Meeting:
        return agenda.put_on_agenda(self.target, form.cleaned_data["topics"], **self.stamp)


class SeriesList(Acting, ListPage):
    model = MeetingSeries
    template_name = "petitions/series.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(ended_on=None).select_related("unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        context = super().get_context_data(may_plan=user.access.has_role(*CONVENORS), **kwargs)
        for row in context["object_list"]:
            row.day, row.may_end = forms.WEEKDAYS[row.weekday], may_convene(user, row.unit)
        return context


class StartSeries(MeetingFormPage, CreatePage):
    form_class = forms.SeriesForm
    heading = _("设立例会")
    lead_text = _("系统提前一周排出会议、收集议题；到截止时间没有议题的，自动取消。")
    success_message = _("例会已设立。")
    undo_view = "petitions:series_end"

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*CONVENORS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def get_success_url(self) -> str:
        return reverse("petitions:series")

    def act(self, form: Any) -> MeetingSeries:
        return series.start_series(**form.cleaned_data, **self.stamp)


class EndSeries(MeetingFormPage, TargetActionView):
    model = MeetingSeries
    form_class = PlainForm
    heading = submit = _("停止例会")
    danger = True
    success_message = _("例会已停止。")
    final = _("停止的例会不能恢复；仍需召开的，请重新设立。")

    def permitted(self) -> bool:
        return self.target.ended_on is None and may_convene(self.request.user, self.target.unit)

    def get_success_url(self) -> str:
        return reverse("petitions:series")

    def act(self, form: Any) -> MeetingSeries:
        return series.end_series(self.target, on=self.today, **self.stamp)
