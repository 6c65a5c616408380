"""Pages of volunteer days and activities (R5.2–5.4)."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.forms.base import ReasonForm
from accounts.models import Group
from accounts.views.base import Acting, FormPage, Versioned
from assessments.forms import volunteers as forms
from assessments.selectors import volunteers as selectors
from core.undo import MISTAKEN, ON_RECORD, TOLD, Undo
from core.views import CreatePage, ListPage, PostActionView, TargetActionView, VisibleMixin
from visits.actions import volunteers as actions
from visits.models import VolunteerEvent, VolunteerEventKind, VolunteerEventState, VolunteerPlace, VolunteerSignUp


class Events(Acting, ListPage):
    queryset = VolunteerEvent.objects.with_places()
    template_name = "assessments/volunteers.html"
    filter_class = forms.EventFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        context = super().get_context_data(
            may_plan=selectors.convened_teams(user, on=self.today).exists(),
            without_a_day=[(team, _plan_url(team)) for team in selectors.teams_without_a_day(user, on=self.today)],
            next_day=selectors.next_volunteer_day(self.today),
            today=self.today,
            **kwargs,
        )
        for event in context["object_list"]:
            event.wanted = sum(place.wanted for place in event.places.all())
            event.taken = sum(place.taken for place in event.places.all())
        return context


def _plan_url(team: Group) -> str:
    query = urlencode({"kind": VolunteerEventKind.DAY, "group": team.pk})
    return f"{reverse('assessments:volunteer_plan')}?{query}"


class Detail(Acting, VisibleMixin, DetailView):
    queryset = VolunteerEvent.objects.with_places().select_related("log__kind")
    template_name = "assessments/volunteer_event.html"
    context_object_name = "event"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        event, user = self.object, self.request.user
        may = actions.may_convene(user, event.group, on=self.today)
        is_planned = event.state == VolunteerEventState.PLANNED
        signed = list(event.sign_ups.select_related("cadre", "place"))
        cadre = selectors.own_cadre(user)
        is_open = is_planned and event.on >= self.today
        belongs = is_open and cadre in actions.members_on(event.group, event.on)
        return super().get_context_data(
            signed=signed if may else [],
            own=next((row for row in signed if row.cadre == cadre), None),
            may_sign_up=belongs,
            may_cancel=may and is_planned,
            may_confirm=may and is_planned and event.on <= self.today,
            **kwargs,
        )


class Plan(Acting, FormPage, CreatePage):
    form_class = forms.EventForm
    heading = _("安排志愿服务")
    submit = _("通知队员")
    success_message = _("已安排，队员会在收件箱中看到通知。")
    undo_view, undo_fields = "assessments:volunteer_cancel", {"reason": MISTAKEN}

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:volunteers"), _("志愿服务")

    def permitted(self) -> bool:
        return selectors.convened_teams(self.request.user, on=self.today).exists()

    def get_initial(self) -> dict[str, Any]:
        return {name: self.request.GET[name] for name in ("group", "kind") if name in self.request.GET}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: Any) -> VolunteerEvent:
        return actions.plan_event(**form.cleaned_data, **self.stamp)


class OfEvent(Versioned, Acting, FormPage, TargetActionView):
    """A page with a form about an event that was neither confirmed nor cancelled, for who convenes the team."""

    queryset = VolunteerEvent.objects.select_related("group__unit")
    target: VolunteerEvent

    def permitted(self) -> bool:
        is_planned = self.target.state == VolunteerEventState.PLANNED
        return is_planned and actions.may_convene(self.request.user, self.target.group, on=self.today)

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class Cancel(OfEvent):
    form_class = ReasonForm
    heading = _("取消志愿服务")
    submit = _("取消活动")
    danger = True
    success_message = _("已取消，报名的队员会看到通知。")
    final = TOLD

    def act(self, form: Any) -> VolunteerEvent:
        return actions.cancel_event(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Confirm(OfEvent):
    form_class = forms.ConfirmForm
    heading = _("确认到场人员")
    submit = _("确认")
    lead_text = _("确认后自动生成走访记录，队伍和到场队员的志愿服务职责随之计算，不必另行登记。")
    success_message = _("已确认，走访记录已生成。")
    final = ON_RECORD

    def get_form_kwargs(self) -> dict[str, Any]:
        members = actions.members_on(self.target.group, self.target.on)
        return {**super().get_form_kwargs(), "event": self.target, "members": members}

    def act(self, form: Any) -> VolunteerEvent:
        return actions.confirm_event(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class SignUp(Acting, PostActionView):
    """A button: takes a post for oneself."""

    model = VolunteerPlace
    success_message = _("已报名。")

    def permitted(self) -> bool:
        return selectors.own_cadre(self.request.user) is not None

    def get_success_url(self) -> str:
        return self.target.event.get_absolute_url()

    def act(self, obj: VolunteerPlace) -> VolunteerSignUp:
        cadre = selectors.own_cadre(self.request.user)
        assert cadre is not None, "permitted"
        return actions.sign_up(obj, cadre=cadre, **self.stamp)

    def get_undo(self) -> Undo:
        return Undo(reverse("assessments:volunteer_sign_off", args=[self.target.event_id]))


class SignOff(Acting, PostActionView):
    """A button: takes one's own sign-up back."""

    model = VolunteerEvent
    success_message = _("已取消报名。")
    final = _("仍要参加的，可以再次报名。")

    def act(self, obj: VolunteerEvent) -> None:
        row = obj.sign_ups.filter(cadre=selectors.own_cadre(self.request.user)).first()
        if row is not None:
            actions.sign_off(row, **self.stamp)
