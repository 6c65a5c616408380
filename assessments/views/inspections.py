"""Pages of inspections (R11.4, R12.4–5, R16.5)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.forms.base import ReasonForm
from accounts.views.base import Acting, FormPage, Versioned
from assessments.actions import inspections as actions
from assessments.forms import inspections as forms
from assessments.models import Inspection
from core.undo import AGAIN, MISTAKEN, ON_RECORD
from core.views import CreatePage, ListPage, TargetActionView, VisibleMixin

SUBJECT = ("cadre", "branch", "contact_point", "unit")


class Inspections(Acting, ListPage):
    model = Inspection
    template_name = "assessments/inspections.html"
    filter_class = forms.InspectionFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET or None, "today": self.today}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related(*SUBJECT).by_day()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for inspection in context["object_list"]:
            inspection.late = inspection.is_overdue(on=self.today)
        may = forms.units_to_inspect_for(self.request.user, on=self.today).exists()
        return context | {"may_record": may}


class InspectionPage(Acting, VisibleMixin, DetailView):
    model = Inspection
    template_name = "assessments/inspection.html"
    context_object_name = "inspection"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related(*SUBJECT, "log", "recorded_by").prefetch_related("inspectors")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        inspection = self.object
        may = not inspection.withdrawn and actions.may_look_again(self.request.user, inspection, on=self.today)
        return super().get_context_data(
            may_withdraw=may,
            may_look_again=may and inspection.waits_for_second_look,
            is_overdue=inspection.is_overdue(on=self.today),
            **kwargs,
        )


class Record(Acting, FormPage, CreatePage):
    form_class = forms.InspectionForm
    heading = _("登记检查")
    lead_text = _("检查记录同时记入联系工作，不必另行登记；被检查的本人和单位可以查阅。")
    success_message = _("已登记检查。")
    undo_view, undo_fields = "assessments:inspection_withdraw", {"reason": MISTAKEN}

    def permitted(self) -> bool:
        return forms.units_to_inspect_for(self.request.user, on=self.today).exists()

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:inspections"), _("检查")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def get_initial(self) -> dict[str, Any]:
        return {"inspectors": list(self.request.user.access.cadre_ids)}

    def act(self, form: Any) -> Inspection:
        return actions.record_inspection(**form.entry(), **self.stamp)


class InspectionStep(Acting, Versioned, FormPage, TargetActionView):
    model = Inspection

    def permitted(self) -> bool:
        return actions.may_look_again(self.request.user, self.target, on=self.today)


class LookAgain(InspectionStep):
    form_class = forms.LookAgainForm
    heading = _("登记复查")
    success_message = _("已登记复查。")
    final = ON_RECORD

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def act(self, form: Any) -> Inspection:
        return actions.look_again(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Withdraw(InspectionStep):
    form_class = ReasonForm
    heading = submit = _("撤销检查记录")
    lead_text = _("登记有误的可以撤销；撤销后不再计入联系工作，记录仍可查阅。")
    danger = True
    success_message = _("已撤销检查记录。")
    final = AGAIN

    def act(self, form: Any) -> Inspection:
        return actions.withdraw_inspection(self.target, **form.cleaned_data, version=self.version, **self.stamp)
