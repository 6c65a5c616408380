"""Papers: the brief of a unit, the report of a round of visits, record books. In the browser and as PDF."""

import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from django.views.generic.detail import SingleObjectMixin

from accounts.views.base import Acting, FormPage
from core import periods
from core.errors import DomainError
from core.keys import parse_number
from core.periods import Period
from core.views import PermittedMixin, as_pdf, show_refusal
from reports import actions, jobs
from reports.actions import papers as printing
from reports.asking import Question
from reports.exports.brief import brief_pdf
from reports.exports.brief import title_of as brief_title
from reports.exports.round_report import round_pdf
from reports.exports.round_report import title_of as round_title
from reports.forms.annual import readable_units
from reports.forms.papers import BookForm, BooksForm, StretchForm, UnitForm
from reports.papers.books import readable_cadres
from reports.papers.briefs import Brief, brief_of
from reports.papers.round_words import sentences
from reports.papers.rounds import Round, round_of
from reports.views.rollup import Asking


class Papers(Asking, TemplateView):
    """Which papers there are: of a unit that the user reads, and the user's own record book."""

    template_name = "reports/papers.html"

    def permitted(self) -> bool:
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if readable_units(self.request.user).exists():
            kwargs |= self._of_unit()
        return super().get_context_data(own=self.request.user.cadre, **kwargs)

    def _of_unit(self) -> dict[str, Any]:
        unit, user = self.unit, self.request.user
        offered = [Question(unit, period) for period in offered_periods(self.today)]
        return {
            "unit": unit,
            "unit_form": UnitForm(user=user, unit=unit),
            "briefs": offered,
            "rounds": [question for question in offered if question.period.kind == "year"],
            "stretch_form": StretchForm(initial={"unit": unit.pk}),
        }


def offered_periods(today: datetime.date) -> list[Period]:
    """Of which a brief is offered: the last one that is over, then the one that runs, from the month to the year."""
    running = [periods.containing(kind, today) for kind in periods.OF_MONTHS]
    return [period for now in running for period in (now.previous, now)]


class BriefPage(Asking, TemplateView):
    template_name = "reports/brief.html"

    @cached_property
    def brief(self) -> Brief:
        return brief_of(self.unit, self.question.period, **self.reading)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = brief_title(self.brief)
        return super().get_context_data(brief=self.brief, title=title, query=self.question.query(), **kwargs)


class BriefPaper(BriefPage):
    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return as_pdf(brief_pdf(self.brief), f"{context['title']}.pdf")


class RoundPage(Asking, TemplateView):
    """R14: a round is the year, unless the address says otherwise."""

    template_name = "reports/round.html"

    @property
    def question(self) -> Question:
        asks = self.request.GET.get("start") and self.request.GET.get("end")
        return super().question if asks else Question(self.unit, periods.year(self.today))

    @cached_property
    def report(self) -> Round:
        return round_of(self.unit, self.question.period, **self.reading)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": round_title(self.report), "sentences": sentences(self.report)}
        return super().get_context_data(report=self.report, query=self.question.query(), **words, **kwargs)


class RoundPaper(RoundPage):
    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return as_pdf(round_pdf(self.report), f"{context['title']}.pdf")


class BookPage(Acting, FormPage, PermittedMixin, FormView):
    """A form that is answered with a PDF; what is refused is said in the form."""

    submit = gettext_lazy("生成PDF")
    lead_text = gettext_lazy("记录本由系统按已登记的记录生成，包括联系对象、职责落实和每次联系的情况，无需另行填写。")

    def get_parent(self) -> tuple[str, Any]:
        return reverse("reports:papers"), _("简报与打印")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "today": self.today}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.answer(form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)

    def answer(self, asked: dict[str, Any]) -> HttpResponse:
        raise NotImplementedError

    @property
    def act(self) -> dict[str, Any]:
        return {**self.stamp, "on": self.today}


class Book(SingleObjectMixin, BookPage):
    """The record book of one cadre: their own, or of somebody in a part of the tree that the user reads."""

    form_class = BookForm
    heading = gettext_lazy("打印民情日记")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return readable_cadres(self.request.user)

    def get_parent(self) -> tuple[str, Any]:
        return self.object.get_absolute_url(), self.object

    def answer(self, asked: dict[str, Any]) -> HttpResponse:
        return as_pdf(printing.print_book(self.object, **asked, **self.act), book_name(self.object, asked["year"]))


class Books(BookPage):
    """Those of a unit one after the other (R11.4): few at once, many from the worker."""

    form_class = BooksForm
    heading = gettext_lazy("打印单位民情日记")

    def permitted(self) -> bool:
        return readable_units(self.request.user).exists()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        asked = parse_number(self.request.GET.get("unit"))
        return {"unit": asked or readable_units(self.request.user).first(), "year": self.today.year}

    def answer(self, asked: dict[str, Any]) -> HttpResponse:
        unit, year = asked["unit"], asked["year"]
        params = jobs.params_of(periods.year(datetime.date(year, 1, 1)))
        if jobs.KINDS["record_books"].is_small(unit, params):
            return as_pdf(printing.print_books(**asked, **self.act), book_name(unit, year))
        printing.check_books(unit, year)
        purpose = asked["purpose"]
        return redirect(actions.request_report("record_books", unit=unit, params=params, purpose=purpose, **self.stamp))


def book_name(whose: Any, year: int) -> str:
    return _("%(whose)s%(year)s年民情日记") % {"whose": whose, "year": year} + ".pdf"
