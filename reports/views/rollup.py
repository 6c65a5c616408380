"""The rollup of a unit, the records behind each of its figures, and what it shows as a workbook."""

from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView, View

from accounts.models import Unit, User
from accounts.views.base import FoundFirst
from core import clock
from core.errors import DomainError
from core.keys import parse_number
from core.views import PermittedMixin, as_download, say, show_refusal
from reports import actions
from reports.actions.recounting import recount
from reports.asking import Question
from reports.charts import Chart
from reports.comparing import Against, choices, compared
from reports.exports.rollup import RollupBook
from reports.figures import BY_CODE
from reports.forms.annual import readable_units
from reports.forms.rollup import QuestionForm, RollupExportForm, RollupForm
from reports.rollup import Rollup, changed_since, records, rollup
from reports.tables import tables_of
from reports.trends import months_of, units_of
from reports.way import way_to
from reports.wording import shown


class Asking(PermittedMixin):
    """A page about the Question in its address. A unit that the user does not read answers 404."""

    request: Any

    def permitted(self) -> bool:
        return readable_units(self.request.user).exists()

    @cached_property
    def today(self) -> Any:
        return clock.today()

    @cached_property
    def unit(self) -> Unit:
        rows, asked = readable_units(self.request.user), self.request.GET.get("unit")
        return get_object_or_404(rows, pk=parse_number(asked) or 0) if asked else rows[0]

    @property
    def question(self) -> Question:
        return self.asking.question

    @cached_property
    def asking(self) -> Any:
        return QuestionForm(self.request.GET, unit=self.unit, today=self.today)

    @property
    def reading(self) -> dict[str, Any]:
        return {"reader": self.request.user, "on": self.today}


class RollupAsking(Asking):
    """The same for the pages that show a whole rollup."""

    @cached_property
    def asking(self) -> RollupForm:
        return RollupForm(self.request.GET, user=self.request.user, unit=self.unit, today=self.today)

    def query(self, question: Question) -> str:
        """The address of a question, with what is compared and charted as it is now."""
        asked = {name: self.asking.asked.get(name, "") for name in ("against", "figure")}
        return f"{question.query()}&{urlencode({name: value for name, value in asked.items() if value})}"

    @cached_property
    def found(self) -> Rollup:
        return rollup(self.question, **self.reading)

    @cached_property
    def earlier(self) -> Rollup | None:
        against = self.asking.asked.get("against", "")
        period = compared(self.question.period, against, on=self.today)
        return rollup(replace(self.question, period=period), **self.reading) if period else None

    @property
    def against(self) -> str:
        """What the earlier figures are called: 上年同期 or 上一期."""
        return str(Against(self.asking.asked.get("against", "")).label)


class RollupPage(FoundFirst, RollupAsking, TemplateView):
    template_name = "reports/rollup.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question, found = self.question, self.found
        asked = {
            "question": question,
            "form": self.asking,
            "figure": self.asking.charted,
            "query": self.query(question),
        }
        told = {"rollup": found, "earlier": self.earlier, "changes": self.changes, "charts": self.charts}
        tables = tables_of(self.found, self.earlier, named=self.against, query=self.query)
        way = [(unit, self.query(above)) for unit, above in way_to(question, self.request.user)]
        quick = [(name, part, self.query(replace(question, period=part))) for name, part in choices(self.today)]
        return super().get_context_data(**asked, **told, tables=tables, way=way, quick=quick, **kwargs)

    @property
    def charts(self) -> list[Chart]:
        figure = self.asking.charted
        units = units_of(self.found, self.earlier, figure, named=self.against)
        return [months_of(self.question, figure, **self.reading), *([units] if units else [])]

    @property
    def changes(self) -> int:
        """What happened since stored figures were counted."""
        return changed_since(self.question, self.found.as_of) if self.found.as_of else 0


class Recount(RollupAsking, View):
    """The button beside stored figures: counts them anew."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.found.as_of:
            recount(self.question, by=request.user, at=clock.now(), on=self.today)
        return say(request, _("已重新汇总。"), then=f"{reverse('reports:rollup')}?{self.query(self.question)}")


class RollupExport(RollupAsking, FormView):
    """Asks what the workbook is for, and answers with it."""

    template_name = "components/form_page.html"
    form_class = RollupExportForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = f"{reverse('reports:rollup')}?{self.query(self.question)}"
        lead = _("%(unit)s，%(period)s") % {"unit": self.unit, "period": self.question.period}
        said = {"heading": _("导出汇总表"), "submit": _("下载工作簿"), "lead_text": lead}
        return super().get_context_data(**said, parent_url=back, parent=_("汇总"), cancel_url=back, **kwargs)

    def form_valid(self, form: RollupExportForm) -> Any:
        user: User = self.request.user
        book = RollupBook(self.question, self.asking.asked.get("against", ""), str(user), self.today)
        try:
            file = actions.export_rollup(book, **form.cleaned_data, by=user, at=clock.now())
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        return as_download(file, _("%(unit)s%(period)s汇总表.xlsx") % {"unit": self.unit, "period": book.period})


class RecordsPage(Asking, ListView):
    """The records behind one figure: as many as it says."""

    template_name = "reports/records.html"
    paginate_by = 25

    @cached_property
    def records(self) -> Any:
        code = self.request.GET.get("figure", "")
        if code not in BY_CODE:
            raise Http404
        return records(self.question, code, own=self.is_own, **self.reading)

    @property
    def is_own(self) -> bool:
        return self.request.GET.get("own") == "1"

    def get_queryset(self) -> Any:
        return self.records.queryset

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        lines = [(self.records.url(row), self._cells(row)) for row in context["object_list"]]
        is_sum = bool(self.records.measure.total)
        total = self.records.total if is_sum else context["paginator"].count
        more = {"lines": lines, "records": self.records, "total": shown(total, "money" if is_sum else "number")}
        return context | more | {"question": self.question, "is_own": self.is_own, "asking": self.asking}

    def _cells(self, row: Any) -> list[tuple[Any, Any]]:
        return [(heading, read(row)) for heading, read in self.records.columns]
