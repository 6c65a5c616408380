"""The annual workbook."""

from typing import Any

from django.utils.translation import gettext as _
from django.views.generic import FormView

from core import clock
from core.errors import DomainError
from core.views import PermittedMixin, as_download, show_refusal
from reports import actions
from reports.figures import ANNUAL as FIGURES
from reports.forms import AnnualReportForm, readable_units


class AnnualReportView(PermittedMixin, FormView):
    """Asks for unit, year and purpose, and answers with the workbook."""

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
        asked = form.cleaned_data
        try:
            file = actions.export_annual(**asked, by=self.request.user, at=clock.now(), on=clock.today())
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        name = _("%(unit)s%(year)s年度联系群众工作报表.xlsx") % asked
        return as_download(file, name)
