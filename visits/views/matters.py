"""Matters heard: the unit's queue, one matter, and its answer."""

from typing import Any

from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from core import clock
from core.undo import ON_RECORD
from core.views import ListPage, OnceMixin, TargetActionView, TargetMixin
from visits import actions
from visits.actions.matters import may_solve
from visits.bulks import SolveMatters
from visits.columns import MATTERS
from visits.forms import MatterFilter, MatterForm, SolveForm
from visits.models import Matter
from visits.views.logs import LogActionView


class Matters(ListPage):
    template_name = "visits/matters.html"
    model = Matter
    filter_class = MatterFilter
    title = gettext_lazy("群众诉求")
    columns = MATTERS
    bulks = (SolveMatters,)
    cells, row_name = "visits/_matter_cells.html", "matter"

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET, "user": self.request.user}

    def get_queryset(self) -> Any:
        return super().get_queryset().for_list()

    def get_export_queryset(self) -> Any:
        """What is sealed stands in no workbook, not even of those who heard it (article 30)."""
        return self.get_queryset().unsealed()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=clock.today(), **kwargs)


class MatterMixin(TargetMixin):
    queryset = Matter.objects.for_list()
    context_object_name = "matter"


class MatterDetail(MatterMixin, DetailView):
    template_name = "visits/matter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = may_solve(self.request.user, self.target)
        return super().get_context_data(may_solve=may, today=clock.today(), **kwargs)


class Solve(MatterMixin, TargetActionView):
    template_name = "visits/solve.html"
    form_class = SolveForm
    success_message = gettext_lazy("已办结。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return may_solve(self.request.user, self.target)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": clock.today()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(version=self.request.POST.get("version", str(self.target.version)), **kwargs)

    def act(self, form: SolveForm) -> Matter:
        data, version = form.cleaned_data, self.request.POST.get("version", "")
        return actions.solve_matter(
            self.target, by=self.request.user, at=clock.now(), on=data["on"], reply=data["reply"], version=version
        )


class AddMatter(OnceMixin, LogActionView):
    template_name = "visits/add_matter.html"
    form_class = MatterForm
    success_message = gettext_lazy("已登记诉求。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return self.may_change

    def act(self, form: MatterForm) -> Matter:
        return actions.add_matter(self.target, by=self.request.user, at=clock.now(), heard=form.heard())
