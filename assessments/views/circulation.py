"""What came of a survey: the circulation, the workbook, the organisation's verdicts."""

import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.views.base import Acting, FormPage
from assessments.actions.verdicts import give_verdicts
from assessments.exports.circulation import circulation_pdf
from assessments.exports.survey_book import survey_book
from assessments.forms.verdicts import VerdictForm
from assessments.models import OF_PEOPLE, Survey, SurveyResult, SurveyState
from assessments.paper_access import may_decide
from assessments.selectors.circulation import Line, Report, report_of
from assessments.selectors.contact_work import contact_work
from assessments.survey_access import may_read_all
from assessments.views.surveys import COUNTED, SurveyMixin
from core.undo import EDITABLE
from core.views import XLSX, TargetActionView, as_pdf


class OfAll(SurveyMixin, DetailView):
    """Files with the whole result of a survey that was counted: not for who reads their own part only."""

    def get_object(self, queryset: Any = None) -> Survey:
        survey = super().get_object(queryset)
        if survey.state not in COUNTED or not may_read_all(self.request.user, survey):
            raise Http404
        return survey

    @property
    def report(self) -> Report:
        return report_of(self.object, SurveyResult.objects.all())


class Circulation(OfAll):
    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        on = self.object.published_on or self.today
        return as_pdf(circulation_pdf(self.report, on=on), f"circulation-{self.object.pk}.pdf")


class Book(OfAll):
    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        made = survey_book(self.report, made_by=str(self.request.user), on=self.today)
        answer = HttpResponse(made, content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="appraisal-{self.object.pk}.xlsx"'
        return answer


class Verdicts(Acting, FormPage, TargetActionView):
    """组织评定, with the votes and what the records say of each."""

    model = Survey
    form_class = VerdictForm
    template_name = "assessments/verdicts.html"
    heading = _("组织评定")
    lead_text = _("与测评多数不一致的，须写明理由。公布以后不能修改。")
    success_message = _("已保存。")
    final = EDITABLE

    def permitted(self) -> bool:
        return self.target.state == SurveyState.CLOSED and may_decide(self.request.user, self.target)

    def get_parent(self) -> tuple[str, Any]:
        return self.get_success_url(), self.target

    def get_success_url(self) -> str:
        return reverse("assessments:survey_results", args=[self.target.pk])

    @cached_property
    def lines(self) -> list[Line]:
        """Everybody but oneself."""
        table = report_of(self.target, SurveyResult.objects.all()).appraisal
        mine = self.request.user.access.cadre_ids
        about = [line for line in table.lines if line.subject] if table else []
        return [line for line in about if line.subject.cadre_id not in mine]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lines": self.lines}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form, work = context["form"], self._work()
        context["rows"] = [
            (line, work.get(line.subject.cadre_id), form.field_of(line, "grade"), form.field_of(line, "reason"))
            for line in self.lines
        ]
        return context

    def _work(self) -> dict[Any, Any]:
        """Of the year of the survey, for people."""
        people = [line.subject.cadre_id for line in self.lines if line.subject.kind in OF_PEOPLE]
        end = self.target.closed_on or self.today
        return contact_work(people, datetime.date(end.year, 1, 1), end)

    def act(self, form: VerdictForm) -> Survey:
        return give_verdicts(self.target, form.decided, **self.stamp)
