"""Pages of democratic-life meetings (R16.6)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.forms.base import ReasonForm
from accounts.selectors import headed_units
from accounts.views.base import Acting, FormPage, Versioned
from assessments import access
from assessments.actions import life_meetings as actions
from assessments.exports.statements import life_meeting_pdf
from assessments.forms import statements as forms
from assessments.models import LifeMeeting, LifeMeetingState, Speech
from core.undo import EDITABLE, MISTAKEN, TOLD
from core.views import CreatePage, ListPage, Restorable, TargetActionView, VisibleMixin, as_pdf


def may_plan(user: Any, on: Any) -> bool:
    return user.access.has_role(*access.CONVENORS) or headed_units(user, on=on).exists()


class LifeMeetings(Acting, ListPage):
    queryset = LifeMeeting.objects.select_related("unit")
    template_name = "assessments/life_meetings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_plan=may_plan(self.request.user, self.today), today=self.today, **kwargs)


class LifeMeetingPage(Acting, VisibleMixin, DetailView):
    queryset = LifeMeeting.objects.select_related("unit", "recorder", "log", "ready_log")
    template_name = "assessments/life_meeting.html"
    context_object_name = "meeting"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, user = self.object, self.request.user
        speeches = access.with_readable_texts(user, meeting, on=self.today)
        planned = meeting.state == LifeMeetingState.PLANNED
        convenes = access.may_convene(user, meeting.unit, on=self.today)
        records = meeting.recorder_id in user.access.cadre_ids
        return super().get_context_data(
            speeches=speeches,
            may_convene=convenes and planned,
            may_hold=(convenes or records) and planned and meeting.on <= self.today,
            reads_minutes=bool(meeting.minutes) and access.may_read_minutes(user, meeting, on=self.today),
            is_planned=planned,
            is_late=planned and self.today > meeting.prepare_until and meeting.ready_log is None,
            **kwargs,
        )


class Minutes(LifeMeetingPage):
    """The minutes as PDF, for those who may read them."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if not context["reads_minutes"]:
            return HttpResponse(status=403)
        return as_pdf(life_meeting_pdf(context), f"life-meeting-{self.object.pk}.pdf")


class LifeMeetingForm(Acting, FormPage):
    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:life_meetings"), _("民主生活会")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}  # type: ignore[misc]


class Plan(LifeMeetingForm, CreatePage):
    form_class = forms.LifeMeetingForm
    heading = _("安排民主生活会")
    lead_text = _("会前三日须报告组织部门和纪检机关，并备好发言提纲。")
    success_message = _("已安排，班子成员会在收件箱中看到通知。")
    undo_view, undo_fields = "assessments:life_meeting_cancel", {"reason": MISTAKEN}

    def permitted(self) -> bool:
        return may_plan(self.request.user, self.today)

    def act(self, form: Any) -> LifeMeeting:
        return actions.plan_life_meeting(**form.cleaned_data, **self.stamp)


class OfLifeMeeting(Versioned, Acting, FormPage, TargetActionView):
    """A form on a meeting that is still to come, for who calls it."""

    model = LifeMeeting
    success_message = _("已保存。")

    def permitted(self) -> bool:
        convenes = access.may_convene(self.request.user, self.target.unit, on=self.today)
        return convenes and self.target.state == LifeMeetingState.PLANNED


class WithMembers(OfLifeMeeting):
    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"user": self.request.user, "today": self.today, "meeting": self.target}
        return {**super().get_form_kwargs(), **more}


class Change(Restorable, WithMembers):
    form_class = forms.LifeMeetingForm
    heading = _("修改会议安排")

    def act(self, form: Any) -> LifeMeeting:
        return actions.change_life_meeting(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Inform(OfLifeMeeting):
    form_class = forms.InformForm
    heading = _("登记会前报告")
    lead_text = _("会前三日向组织部门和纪检机关报告，全部发言提纲备好后，自动计为按时准备。")
    final = EDITABLE

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.target, name) for name in ("organisation_told_on", "discipline_told_on")}

    def act(self, form: Any) -> LifeMeeting:
        return actions.inform(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Hold(WithMembers):
    form_class = forms.HoldLifeMeetingForm
    heading = _("登记民主生活会")
    lead_text = _("登记后自动计入本单位的会议和各人的口头汇报，不必另行登记。")
    final = EDITABLE

    def permitted(self) -> bool:
        records = self.target.recorder_id in self.request.user.access.cadre_ids
        planned = self.target.state == LifeMeetingState.PLANNED
        return planned and (records or access.may_convene(self.request.user, self.target.unit, on=self.today))

    def act(self, form: Any) -> LifeMeeting:
        return actions.hold_life_meeting(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Cancel(OfLifeMeeting):
    form_class = ReasonForm
    heading = _("取消会议")
    submit = _("取消会议")
    danger = True
    final = TOLD

    def act(self, form: Any) -> LifeMeeting:
        return actions.cancel_life_meeting(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class WriteSpeech(Acting, FormPage, TargetActionView):
    """One's own speech."""

    queryset = Speech.objects.select_related("meeting__unit", "cadre")
    form_class = forms.SpeechForm
    heading = _("发言提纲")
    success_message = _("已保存。")
    final = EDITABLE

    def permitted(self) -> bool:
        own = self.target.cadre_id in self.request.user.access.cadre_ids
        return own and self.target.meeting.state == LifeMeetingState.PLANNED

    def get_parent(self) -> tuple[str, Any]:
        return self.target.meeting.get_absolute_url(), self.target.meeting

    def get_initial(self) -> dict[str, Any]:
        return {"text": self.target.text, "is_ready": self.target.ready_on is not None}

    def get_success_url(self) -> str:
        return self.target.meeting.get_absolute_url()

    def act(self, form: Any) -> Speech:
        return actions.prepare_speech(self.target, **form.cleaned_data, **self.stamp)
