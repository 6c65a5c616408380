"""Pages of surveys and appraisals: the list, one of them, who takes part, what came of it."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import DetailView, ListView

from accounts.views.base import Acting
from assessments.findings import findings
from assessments.forms.answers import AnswerForm
from assessments.forms.surveys import SurveyFilter
from assessments.models import Participant, Pool, Survey, SurveyResult, SurveyState
from assessments.paper_access import may_decide
from assessments.querysets.surveys import ORGANISERS, READERS
from assessments.selectors.circulation import own_report, report_of
from assessments.selectors.surveys import by_unit, pools_of, progress_of, texts_of, waiting_for
from assessments.survey_access import may_organise, may_read_all
from core.views import ListPage, PermittedMixin, VisibleMixin

COUNTED = (SurveyState.CLOSED, SurveyState.PUBLISHED)


class Surveys(Acting, ListPage):
    """On top those in which one takes part oneself."""

    model = Survey
    template_name = "assessments/surveys.html"
    filter_class = SurveyFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit").order_by("-opens_on", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        may = {"may_create": user.access.has_role(*ORGANISERS), "reads": user.access.has_role(*READERS)}
        return super().get_context_data(waiting=waiting_for(user, on=self.today), **may, **kwargs)


class SurveyMixin(Acting, VisibleMixin):
    """One survey that the user may see."""

    model = Survey
    context_object_name = "survey"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "created_by")


class SurveyPage(SurveyMixin, DetailView):
    """A draft with all that is to be asked; later how far it is. Who is assessed goes on to their own result."""

    template_name = "assessments/survey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        survey, user = self.object, self.request.user
        return super().get_context_data(
            questions=survey.questions.all(),
            subjects=survey.subjects.all(),
            pools=pools_of(survey),
            progress=progress_of(survey) if survey.state == SurveyState.OPEN else [],
            may_organise=may_organise(user, survey.unit),
            reads_all=may_read_all(user, survey),
            is_counted=survey.state in COUNTED,
            **kwargs,
        )


class Preview(SurveyMixin, DetailView):
    """The sheet as the people see it; nothing can be sent."""

    template_name = "assessments/survey_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form=AnswerForm(survey=self.object), **kwargs)


class Results(SurveyMixin, DetailView):
    """What was counted: all of it for who reads the unit, one's own for who is assessed."""

    template_name = "assessments/survey_results.html"

    def get_object(self, queryset: Any = None) -> Any:
        survey = super().get_object(queryset)
        if survey.state not in COUNTED:
            raise Http404
        return survey

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        survey, user = self.object, self.request.user
        results, reads_all = SurveyResult.objects.visible_to(user), may_read_all(user, survey)
        report = report_of(survey, results) if reads_all else own_report(survey, results, user.access.cadre_ids)
        decides = survey.state == SurveyState.CLOSED and may_decide(user, survey) and report.appraisal is not None
        said = {"findings": findings(report) if reads_all else [], "may_decide": decides}
        parts = {"by_unit": by_unit(survey), "texts": texts_of(survey)} if reads_all else {"by_unit": [], "texts": []}
        return super().get_context_data(report=report, reads_all=reads_all, **said, **parts, **kwargs)


class Participants(Acting, PermittedMixin, ListView):
    """Who was drawn for a pool, and who was given a slip; never who answered."""

    template_name = "assessments/survey_participants.html"
    paginate_by = 100

    @cached_property
    def pool(self) -> Pool:
        pools = Pool.objects.visible_to(self.request.user).select_related("survey__unit")
        return get_object_or_404(pools, pk=self.kwargs["pk"])

    def permitted(self) -> bool:
        return may_organise(self.request.user, self.pool.survey.unit)

    def get_queryset(self) -> Any:
        rows = Participant.objects.filter(pool=self.pool).select_related("cadre", "resident", "household")
        return rows.order_by("pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(pool=self.pool, survey=self.pool.survey, page_query="", **kwargs)
