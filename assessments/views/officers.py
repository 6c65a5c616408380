"""Pages of liaison officers: the list, an officer's record, one's own work, settings and the mark."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView

from accounts.access import KEEPERS as POST_KEEPERS
from accounts.models import Cadre, Post
from accounts.views.base import Acting, FormPage, Versioned
from assessments.actions import officers_keeping as keeping
from assessments.forms import officers as forms
from assessments.models import IncidentReport, InformationItem, OfficerElection, OfficerMark, OfficerSettings
from assessments.querysets.officers import OFFICER_KEEPERS
from assessments.querysets.sheets import KEEPERS, READERS, SCORERS
from assessments.selectors import officers as selectors
from assessments.selectors.rewards import for_ledger, ledger_sum
from core.undo import AGAIN, EDITABLE, MISTAKEN, TOLD
from core.views import CreatePage, ListPage, TargetActionView
from petitions.actions.meetings import CONVENORS

TEAMS_SHOWN = 12
ITEMS_SHOWN = 10


class OfficersPage(Acting, FormPage):
    """A form page whose way back is the list."""

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:officers"), _("政工联络员")


class ChoosingPage(OfficersPage):
    """Its form offers what the user may choose from on this day."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}  # type: ignore[misc]


class Officers(Acting, ListPage):
    """Who is officer of which shift; what is open, for those who read the record. An officer begins with their own."""

    model = Post
    template_name = "assessments/officers.html"
    filter_class = forms.OfficerFilter

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.GET and not self.is_reader and self.own_post:
            return redirect("assessments:officers_mine")
        return super().get(request, *args, **kwargs)

    @cached_property
    def is_reader(self) -> bool:
        return self.request.user.access.has_role(*READERS)

    @cached_property
    def own_post(self) -> Post | None:
        return own_post(self.request.user, self.today)

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {**super().get_filter_kwargs(), "user": self.request.user, "today": self.today}

    def get_queryset(self) -> Any:
        held = selectors.for_list(super().get_queryset().in_force(self.today).filter(position=selectors.OFFICER))
        return self.filter_form.narrow_open(held).order_by("unit__path", "cadre__name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for post in context["object_list"]:
            post.is_read = selectors.reads(self.request.user, post)
        return context | self._facts()

    def _facts(self) -> dict[str, Any]:
        access = self.request.user.access
        teams = list(selectors.teams_without_officer(self.request.user, on=self.today)[: TEAMS_SHOWN + 1])
        return {
            "teams": teams[:TEAMS_SHOWN],
            "more_teams": len(teams) > TEAMS_SHOWN,
            "soon": self.today + selectors.SOON,
            "today": self.today,
            "is_reader": self.is_reader,
            "may_elect": access.has_role(*POST_KEEPERS),
            "may_keep": access.has_role(*OFFICER_KEEPERS),
            "may_convene": access.has_role(*CONVENORS),
            "may_set": access.has_role(*KEEPERS),
        }


def own_post(user: Any, on: Any) -> Post | None:
    """The post as officer that the user, or whom they act for, holds."""
    held = selectors.officer_posts(on=on).filter(cadre__in=user.access.cadre_ids)
    return held.select_related("unit", "cadre").order_by("pk").first()


def items_of(cadre: Cadre, user: Any) -> dict[str, Any]:
    """What the officer reported up (R17.2), the last first, and what it earned; all of it is in the ledger."""
    items = InformationItem.objects.visible_to(user).standing().filter(officer=cadre)
    return {"items": for_ledger(items)[:ITEMS_SHOWN], "sums": ledger_sum(items)}


class Officer(Acting, DetailView):
    """An officer's record (R17): how chosen, trained, what they reported, read, how scored, the mark."""

    template_name = "assessments/officer.html"
    context_object_name = "cadre"

    def get_queryset(self) -> Any:
        return selectors.records_visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cadre, user = self.object, self.request.user
        post = selectors.officer_post(cadre, self.today)
        record = selectors.record_of(cadre, user, post.unit if post else None)
        mark = next((mark for mark in record.marks if mark.ended_on is None), None)
        keeps = cadre.pk not in user.access.cadre_ids and self._keeps(post, mark)
        return super().get_context_data(
            post=post,
            record=record,
            mark=mark,
            may_mark=keeps and post is not None and mark is None,
            may_end_mark=keeps and mark is not None,
            may_report=post is not None and user.access.covers(post.unit.path, *SCORERS),
            is_own=post is not None and cadre.pk in user.access.cadre_ids,
            **items_of(cadre, user),
            **kwargs,
        )

    def _keeps(self, post: Post | None, mark: OfficerMark | None) -> bool:
        unit = post.unit if post else mark.unit if mark else None
        return unit is not None and self.request.user.access.covers(unit.path, *OFFICER_KEEPERS)


class Mine(Acting, TemplateView):
    """An officer's own work: to report, to write, to read, and what became of it."""

    template_name = "assessments/officers_mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        post = own_post(self.request.user, self.today)
        if post is None:
            raise Http404
        incidents = IncidentReport.objects.filter(officer=post.cadre)
        reading = selectors.to_read([post.cadre_id], post.unit)
        return super().get_context_data(
            post=post,
            unwritten=incidents.filter(reported_at=None),
            incidents=incidents[:5],
            unread=[item for item in reading if not item.is_read],
            election=OfficerElection.objects.filter(chosen=post.cadre, unit=post.unit).first(),
            settings=selectors.settings_of(post.unit, self.today),
            **items_of(post.cadre, self.request.user),
            **kwargs,
        )


class CallMeeting(ChoosingPage, CreatePage):
    """The officers' meeting (R17.5), with all of them invited; held and written down where all meetings are."""

    form_class = forms.OfficersMeetingForm
    heading = _("安排联络员例会")
    lead_text = _("会后在会议页面登记到会人员和会议记录，自动计入走访记录。")
    success_message = _("会议已安排，联络员会在收件箱中看到通知。")
    final = TOLD

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*CONVENORS)

    def act(self, form: Any) -> Any:
        return keeping.call_meeting(**form.cleaned_data, **self.stamp)


class OfRecord(OfficersPage, TargetActionView):
    """One form on an officer whose record the user reads."""

    model = Cadre

    def get_queryset(self) -> Any:
        return selectors.records_visible_to(self.request.user)

    def get_parent(self) -> tuple[str, Any]:
        return selectors.officer_url(self.target), self.target

    def get_success_url(self) -> str:
        return selectors.officer_url(self.target)


class GiveMark(OfRecord):
    form_class = forms.MarkForm
    heading = _("列为专职岗位优先考虑人选")
    success_message = _("已列为优先考虑人选。")
    undo_view, undo_fields = "assessments:mark_end", {"reason": MISTAKEN}

    def permitted(self) -> bool:
        post = selectors.officer_post(self.target, self.today)
        keeps = post is not None and self.request.user.access.covers(post.unit.path, *OFFICER_KEEPERS)
        return keeps and self.target.pk not in self.request.user.access.cadre_ids

    def act(self, form: Any) -> OfficerMark:
        return keeping.give_mark(self.target, **form.cleaned_data, on=self.today, **self.stamp)


class EndMark(Versioned, Acting, FormPage, TargetActionView):
    model = OfficerMark
    form_class = forms.MarkForm
    heading = submit = _("取消优先考虑")
    danger = True
    success_message = _("已取消。")
    final = AGAIN

    def permitted(self) -> bool:
        keeps = self.request.user.access.covers(self.target.unit.path, *OFFICER_KEEPERS)
        return keeps and self.target.officer_id not in self.request.user.access.cadre_ids

    def get_parent(self) -> tuple[str, Any]:
        return selectors.officer_url(self.target.officer), self.target.officer

    def get_success_url(self) -> str:
        return selectors.officer_url(self.target.officer)

    def act(self, form: Any) -> OfficerMark:
        return keeping.end_mark(self.target, **form.cleaned_data, on=self.today, version=self.version, **self.stamp)


class SettingsList(Acting, ListPage):
    """What was set for which unit, from which day on."""

    model = OfficerSettings
    template_name = "assessments/officer_settings.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "made_by").order_by("unit__path", "-effective_from")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = self.request.user.access.has_role(*KEEPERS)
        return super().get_context_data(may_set=may, today=self.today, **kwargs)


class SaveSettings(ChoosingPage, CreatePage):
    form_class = forms.SettingsForm
    heading = _("新的设置")
    lead_text = _("自施行日期起有效；此前发生的，仍按原来的设置。")
    success_message = _("已保存设置。")
    final = EDITABLE
    success_url = reverse_lazy("assessments:officer_settings")

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*KEEPERS)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:officer_settings"), _("联络员设置")

    def act(self, form: Any) -> OfficerSettings:
        data = form.cleaned_data
        return keeping.save_settings(data.pop("unit"), **data, **self.stamp)
