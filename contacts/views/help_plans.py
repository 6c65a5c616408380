"""Pages of help plans."""

from typing import Any

from django.db.models import Count, Q, Sum
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from accounts.views.base import Acting, Versioned
from contacts import actions
from contacts.columns import PLANS
from contacts.forms import help_plans as forms
from contacts.models import HelpMeasure, HelpPlan, Household
from contacts.selectors import may_edit_household, may_edit_plan, may_keep_anywhere, may_read_private
from contacts.views.base import FormPage, PlaceList
from core.keys import parse_number
from core.undo import AGAIN, EDITABLE
from core.views import CreatePage, EditPage, OnceMixin, PostActionView, TargetActionView, VisibleMixin


class PlanList(PlaceList):
    model = HelpPlan
    template_name = "contacts/help_plans.html"
    filter_class = forms.PlanFilter
    columns = PLANS
    cells, row_name = "contacts/_plan_cells.html", "plan"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("household__unit", "unit", "cadre")
        done = Count("measures", filter=Q(measures__done_on__isnull=False))
        counted = rows.annotate(measure_count=Count("measures"), done_count=done, spent=Sum("measures__amount"))
        return counted.order_by("-start", "-pk")

    def prepare(self, rows: list[HelpPlan]) -> list[HelpPlan]:
        for plan in rows:
            plan.is_over = plan.end < self.today  # type: ignore[attr-defined]
        return rows


class PlanDetail(Acting, VisibleMixin, DetailView):
    model = HelpPlan
    template_name = "contacts/help_plan.html"
    context_object_name = "plan"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("household__unit", "unit", "cadre")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan, user = self.object, self.request.user
        return super().get_context_data(
            measures=plan.measures.all(),
            spent=plan.measures.aggregate(total=Sum("amount"))["total"],
            may_edit=plan.closed_on is None and may_edit_plan(user, plan),
            may_read_household=may_read_private(user, plan.household),
            is_late=plan.closed_on is None and plan.end < self.today,
            **kwargs,
        )


class PlanCreate(FormPage, CreatePage):
    """/help-plans/new/?household=3: by keepers, and by who holds the household."""

    form_class = forms.PlanForm
    heading = gettext_lazy("制定帮扶计划")
    success_message = gettext_lazy("帮扶计划已保存。")
    final = EDITABLE

    @cached_property
    def household(self) -> Household:
        rows = Household.objects.visible_to(self.request.user).select_related("unit")
        return get_object_or_404(rows, pk=parse_number(self.request.GET.get("household")))

    def permitted(self) -> bool:
        user = self.request.user
        return may_edit_household(user, self.household) or may_keep_anywhere(user)

    def get_parent(self) -> tuple[str, Any]:
        return self.household.get_absolute_url(), self.household

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "household": self.household}

    def act(self, form: Any) -> HelpPlan:
        return actions.create_help_plan(data={**form.cleaned_data, "household": self.household}, **self.stamp)


class PlanPage(FormPage):
    """A page about a plan that the user may change."""

    model = HelpPlan

    def permitted(self) -> bool:
        return may_edit_plan(self.request.user, self.target)

    def get_parent(self) -> tuple[str, Any]:
        return self.target.get_absolute_url(), _("%(name)s户帮扶计划") % {"name": self.target}

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class PlanEdit(PlanPage, EditPage):
    form_class = forms.PlanForm
    heading = gettext_lazy("编辑帮扶计划")
    success_message = gettext_lazy("帮扶计划已保存。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "household": self.target.household}

    def act(self, form: Any) -> HelpPlan:
        return actions.edit_help_plan(self.target, data=form.cleaned_data, version=self.version, **self.stamp)


class Plain:
    """A form that depends neither on the user nor on the day."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()  # type: ignore[misc]
        return {name: value for name, value in kwargs.items() if name not in ("user", "today")}


class MeasureCreate(OnceMixin, Plain, PlanPage, TargetActionView):
    form_class = forms.MeasureForm
    heading = gettext_lazy("添加帮扶措施")
    success_message = gettext_lazy("帮扶措施已添加。")
    undo_view = "contacts:measure_remove"

    def act(self, form: Any) -> HelpMeasure:
        return actions.add_measure(self.target, data=form.cleaned_data, **self.stamp)


class PlanClose(Versioned, Plain, PlanPage, TargetActionView):
    form_class = forms.CloseForm
    heading = gettext_lazy("结束帮扶")
    submit = gettext_lazy("结束帮扶")
    success_message = gettext_lazy("帮扶已结束。")
    final = gettext_lazy("已结束的帮扶不能恢复；仍需帮扶的，请另建计划。")

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def act(self, form: Any) -> HelpPlan:
        return actions.close_help_plan(self.target, version=self.version, **form.cleaned_data, **self.stamp)


class OfMeasure:
    """About one measure of a plan that the user may change."""

    model = HelpMeasure

    def permitted(self) -> bool:
        return may_edit_plan(self.request.user, self.target.plan)  # type: ignore[attr-defined]

    def get_success_url(self) -> str:
        return self.target.plan.get_absolute_url()  # type: ignore[attr-defined]


class MeasureDone(Plain, OfMeasure, FormPage, EditPage):
    """When a measure was carried out, with what money and goods. Sent twice, it says the same twice."""

    form_class = forms.DoneForm
    heading = gettext_lazy("登记落实情况")
    success_message = gettext_lazy("落实情况已登记。")
    final = EDITABLE
    version = ""

    def get_initial(self) -> dict[str, Any]:
        return {} if self.target.done_on else {"done_on": self.today}

    def get_parent(self) -> tuple[str, Any]:
        return self.target.plan.get_absolute_url(), _("%(name)s户帮扶计划") % {"name": self.target.plan}

    def act(self, form: Any) -> HelpMeasure:
        return actions.mark_measure_done(self.target, data=form.cleaned_data, **self.stamp)


class MeasureRemove(Acting, OfMeasure, PostActionView):
    success_message = gettext_lazy("帮扶措施已删除。")
    final = AGAIN

    def act(self, obj: HelpMeasure) -> None:
        actions.remove_measure(obj, **self.stamp)
