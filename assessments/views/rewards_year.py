"""The year's list for the committee that names the best officers (R17.6): for personnel, leader and auditor only."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from accounts.views.base import Acting, FormPage
from assessments.actions.rewards_year import record_best
from assessments.exports.rewards import best_book, best_pdf, best_title
from assessments.forms import rewards as forms
from assessments.models import YearProposal
from assessments.querysets.rewards import PROPOSAL_READERS, PROPOSERS
from assessments.selectors import rewards_year as reads
from assessments.selectors.quarters import QUARTERS
from core.exports.sheets import SheetHead
from core.undo import EDITABLE
from core.views import CreatePage, PermittedMixin, as_pdf, send_book


class OfYear(Acting, PermittedMixin):
    """`unit` and `year` of the address; the list as it is, or as it was when the committee decided."""

    request: Any

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*PROPOSAL_READERS)

    @cached_property
    def form(self) -> forms.BestForm:
        return forms.BestForm(self.request.GET or None, user=self.request.user, today=self.today)

    @cached_property
    def asked(self) -> tuple[Any, int]:
        unit, year = self.form.asked
        if unit is None:
            raise Http404
        return unit, year

    @cached_property
    def proposal(self) -> YearProposal | None:
        unit, year = self.asked
        return YearProposal.objects.visible_to(self.request.user).filter(unit=unit, year=year).first()

    @cached_property
    def lines(self) -> list[reads.YearLine]:
        return reads.decided_lines(self.proposal) if self.proposal else reads.best_of(*self.asked)

    @property
    def query(self) -> str:
        unit, year = self.asked
        return f"?unit={unit.pk}&year={year}"


class Best(OfYear, TemplateView):
    template_name = "assessments/best.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit, year = self.asked
        self.form.initial = {"unit": unit, "year": year}
        waiting = 0 if self.proposal else reads.open_sheets(unit, year)
        covers = self.request.user.access.covers(unit.path, *PROPOSERS)
        is_over = year < self.today.year
        return super().get_context_data(
            form=self.form,
            unit=unit,
            year=year,
            lines=self.lines,
            quarters=QUARTERS,
            proposal=self.proposal,
            waiting=waiting,
            query=self.query,
            may_decide=bool(covers and is_over and self.lines and not self.proposal and not waiting),
            **kwargs,
        )


class BestBook(OfYear, View):
    def get(self, request: HttpRequest) -> HttpResponse | FileResponse:
        unit, year = self.asked
        head = SheetHead(best_title(unit, year), unit.name, self.today, str(request.user))
        name = gettext("优秀联络员人选名单.xlsx")
        return send_book(request, lambda: best_book(self.lines, head), name, then="assessments:best")


class BestPaper(OfYear, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        unit, year = self.asked
        context = {"heading": best_title(unit, year), "unit": unit, "lines": self.lines, "today": self.today}
        context |= {"quarters": QUARTERS, "proposal": self.proposal}
        return as_pdf(best_pdf(context), gettext("优秀联络员人选名单.pdf"))


class Decide(OfYear, FormPage, CreatePage):
    """What the committee decided, beside the list that it had before it."""

    form_class = forms.DecideForm
    heading = _("登记研究决定")
    lead_text = _("登记后名单和决定不能更改。")
    success_message = _("已登记。")
    final = EDITABLE

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*PROPOSERS)

    def get_parent(self) -> tuple[str, Any]:
        return self.get_success_url(), _("年度优秀联络员")

    def get_success_url(self) -> str:
        return f"{reverse('assessments:best')}{self.query}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lines": self.lines}

    def act(self, form: Any) -> YearProposal:
        unit, year = self.asked
        return record_best(unit, year=year, **form.cleaned_data, **self.stamp)
