"""Pages of elections and trainings of liaison officers (R17.1)."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.access import KEEPERS as POST_KEEPERS
from accounts.views.base import Acting, Versioned
from assessments.actions import officers_keeping as keeping
from assessments.actions.officers_elections import record_election
from assessments.forms import officers as forms
from assessments.models import ElectionMode, OfficerElection, OfficerTraining
from assessments.querysets.officers import OFFICER_KEEPERS
from assessments.selectors.officers import without_officer
from assessments.views.officers import ChoosingPage
from core.keys import parse_number
from core.undo import EDITABLE
from core.views import CreatePage, ListPage, Restorable, TargetActionView, VisibleMixin
from core.wording import joined

# Shifts without an officer that the page names.
MOST_VACANT = 20


class Elections(Acting, ListPage):
    """All that were recorded, the last one first."""

    model = OfficerElection
    template_name = "assessments/elections.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "chosen").order_by("-on", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        vacant = list(without_officer(user, on=self.today).order_by("path")[: MOST_VACANT + 1])
        facts = {"vacant": joined(vacant[:MOST_VACANT]), "are_more_vacant": len(vacant) > MOST_VACANT}
        return super().get_context_data(may_elect=user.access.has_role(*POST_KEEPERS), **facts, **kwargs)


class Election(VisibleMixin, DetailView):
    model = OfficerElection
    template_name = "assessments/election.html"
    context_object_name = "election"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "chosen", "recorded_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        candidates, is_elected = self.object.candidates.all(), self.object.mode == ElectionMode.ELECTED
        return super().get_context_data(candidates=candidates, is_elected=is_elected, **kwargs)


class RecordElection(ChoosingPage, CreatePage):
    """`?unit=`: of which shift."""

    form_class = forms.ElectionForm
    heading = _("登记联络员推选")
    lead_text = _("只登记票数，不登记谁投了谁。保存后当选人即任联络员，原联络员同时免去。")
    success_message = _("已登记，任职同时生效。")
    final = _("登记错的，请更正任职或者免去职务。")

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*POST_KEEPERS)

    def get_initial(self) -> dict[str, Any]:
        unit = parse_number(self.request.GET.get("unit"))
        return {"unit": unit, "on": self.today, "term_start": self.today, "mode": ElectionMode.ELECTED}

    def act(self, form: Any) -> OfficerElection:
        data = form.recorded()
        return record_election(data.pop("unit"), **data, **self.stamp)


class Trainings(Acting, ListPage):
    model = OfficerTraining
    template_name = "assessments/trainings.html"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("unit").annotate(people=Count("attendances"))
        return rows.order_by("-on", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_keep=self.request.user.access.has_role(*OFFICER_KEEPERS), **kwargs)


class Training(VisibleMixin, DetailView):
    """Who took part, for those who keep the record; an officer sees that they did themselves."""

    model = OfficerTraining
    template_name = "assessments/training.html"
    context_object_name = "training"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        access, training = self.request.user.access, self.object
        there = training.attendances.select_related("cadre")
        if not access.covers(training.unit.path, *forms.READERS):
            there = there.filter(cadre__in=access.cadre_ids)
        may_change = access.covers(training.unit.path, *OFFICER_KEEPERS)
        return super().get_context_data(attendances=there, may_change=may_change, **kwargs)


class TrainingPage(ChoosingPage):
    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:trainings"), _("联络员培训")


class RecordTraining(TrainingPage, CreatePage):
    form_class = forms.TrainingForm
    heading = _("登记联络员培训")
    success_message = _("已登记培训。")
    final = EDITABLE

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*OFFICER_KEEPERS)

    def act(self, form: Any) -> OfficerTraining:
        data = form.cleaned_data
        return keeping.record_training(data.pop("unit"), **data, **self.stamp)


class ChangeTraining(Restorable, Versioned, TrainingPage, TargetActionView):
    model = OfficerTraining
    form_class = forms.TrainingForm
    heading = _("更正联络员培训")
    success_message = _("已保存。")

    def permitted(self) -> bool:
        return self.request.user.access.covers(self.target.unit.path, *OFFICER_KEEPERS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "training": self.target}

    def act(self, form: Any) -> OfficerTraining:
        return keeping.change_training(self.target, **form.cleaned_data, version=self.version, **self.stamp)
