"""The annual workbook."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.views.base import FoundFirst
from core import clock
from core.errors import DomainError
from core.views import PermittedMixin, as_download, show_refusal
from reports import actions, jobs
from reports.figures import ANNUAL as FIGURES
from reports.forms import AnnualReportForm, readable_units
from reports.views.jobs import SaysWhetherAWorkerRuns


class AnnualReportView(FoundFirst, SaysWhetherAWorkerRuns, PermittedMixin, FormView):
    """Asks for unit, year and purpose, and answers with the workbook, or with the page of its job."""

    template_name = "reports/annual.html"
    form_class = AnnualReportForm

    def permitted(self) -> bool:
        return readable_units(self.request.user).exists()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": clock.today()}

    def get_initial(self) -> dict[str, Any]:
        return {"unit": readable_units(self.request.user).first(), "year": clock.today().year}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(figures=FIGURES, **kwargs)

    def form_valid(self, form: AnnualReportForm) -> Any:
        try:
            return self.answer(form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)

    def answer(self, asked: dict[str, Any]) -> HttpResponse | FileResponse:
        """A small one at once, a long one from the worker."""
        by, at, on = self.request.user, clock.now(), clock.today()
        params = jobs.params_of(actions.year_begun(asked["year"], on=on))
        if not jobs.KINDS["annual"].is_small(asked["unit"], params):
            purpose = asked["purpose"]
            return redirect(
                actions.request_report("annual", unit=asked["unit"], params=params, purpose=purpose, by=by, at=at)
            )
        name = _("%(unit)s%(year)s年度联系群众工作报表.xlsx") % asked
        return as_download(actions.export_annual(**asked, by=by, at=at, on=on), name)
