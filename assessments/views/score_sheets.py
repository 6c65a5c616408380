"""Pages of a score sheet: as on paper, and one page for each step."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from accounts.forms.base import ReasonForm
from accounts.views.base import Acting, FormPage, Versioned
from assessments.actions import confirming, objecting, scoring
from assessments.exports.score_sheets import sheet_book
from assessments.forms import quarters as forms
from assessments.models import ScoreSheet
from assessments.selectors.quarters import is_late
from assessments.selectors.sheet_page import entries_for, paper_lines
from assessments.sheet_access import actors_of, answers_for, sees_objection, sees_scores
from assessments.workflow import BY_ACTION, allows, steps_for
from core.undo import ON_RECORD
from core.views import TargetActionView, VisibleMixin, send_book, show_refusal

FOLLOWED = ("cadre", "unit", "home", "assessment__scorecard", "assessment__version", "assessment__unit")


class SheetPage(Acting, VisibleMixin, DetailView):
    model = ScoreSheet
    template_name = "assessments/score_sheet.html"
    context_object_name = "sheet"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related(*FOLLOWED, "scored_by", "confirmed_by", "ruled_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet, user = self.object, self.request.user
        steps = steps_for(sheet.state, actors_of(user, sheet))
        sheet.is_late = is_late(sheet, on=self.today)
        return super().get_context_data(
            steps=[step for step in steps if is_of_use(step.action, sheet, on=self.today)],
            lines=paper_lines(sheet),
            entries=entries_for(user, sheet),
            shows_scores=sees_scores(user, sheet),
            shows_objection=bool(sheet.objection) and sees_objection(user, sheet),
            **parent_of(user, sheet),
            **kwargs,
        )


def parent_of(user: Any, sheet: ScoreSheet) -> dict[str, Any]:
    """The page above: one's own assessment, or the quarter for who reads it."""
    if answers_for(user, sheet):
        return {"parent_url": reverse("assessments:my_assessment"), "parent": _("我的考核")}
    return {"parent_url": sheet.assessment.get_absolute_url(), "parent": sheet.assessment.scorecard}


def is_of_use(action: str, sheet: ScoreSheet, *, on: Any) -> bool:
    """Steps that the record forbids today are not offered."""
    if action == "score" and sheet.state == "self":
        return on > sheet.assessment.self_until
    if action == "object":
        return sheet.objection_until is None or on <= sheet.objection_until
    return action != "close_leaver" or objecting.has_left(sheet, on=on)


class SheetBook(Acting, VisibleMixin, DetailView):
    """The official form (季度考核表) of one sheet."""

    model = ScoreSheet

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related(*FOLLOWED)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> Any:
        sheet, user, name = self.object, self.request.user, _("季度考核表-%(sheet)s.xlsx") % {"sheet": self.object}
        return send_book(self.request, lambda: sheet_book(sheet, user, on=self.today), name, then=sheet)


@dataclass(frozen=True)
class Step:
    """What a step's page asks, which action takes it, and what is said above the form."""

    form: Any
    act: Any
    lead: Any = ""
    template: str = FormPage.template_name


LINES = "assessments/score_lines.html"
STEPS = {
    "self_score": Step(
        forms.SelfScoreForm,
        scoring.self_score,
        gettext_lazy("系统已按记录填好建议分，照实修改后提交；提交后由评分人评分。"),
        LINES,
    ),
    "score": Step(
        forms.ScoreForm,
        scoring.score_sheet,
        gettext_lazy("核分与建议分不同的、评定项目扣分的，须写明原因。"),
        LINES,
    ),
    "confirm": Step(
        forms.StepForm, confirming.confirm_sheet, gettext_lazy("确认后向本人公布，异议期内本人可以提出异议。")
    ),
    "send_back": Step(ReasonForm, confirming.send_back, gettext_lazy("退回后由评分人重新评分。")),
    "see": Step(
        forms.StepForm, objecting.see_sheet, gettext_lazy("确认已阅、没有异议，考核表随即归档，以后不能更改。")
    ),
    "object": Step(
        forms.ObjectForm, objecting.object_to, gettext_lazy("由没有参与评分的领导处理，处理意见为最终意见。")
    ),
    "rule": Step(
        forms.RuleForm,
        objecting.rule,
        gettext_lazy("异议成立的，修改相应项目的核分；处理后考核表随即归档，以后不能更改。"),
        LINES,
    ),
    "close_leaver": Step(
        ReasonForm,
        objecting.close_leaver,
        gettext_lazy("被考核方已不在本单位任职。按已评的得分归档，不评等次，不发奖励。"),
    ),
}


def step(request: HttpRequest, pk: int, action: str) -> HttpResponseBase:
    """The page of one step; 404 for a step that there is not."""
    action = action.replace("-", "_")
    if action not in STEPS:
        raise Http404
    return StepPage.as_view(step_name=action)(request, pk=pk)


class StepPage(Acting, Versioned, FormPage, TargetActionView):
    model = ScoreSheet
    final = ON_RECORD
    step_name = ""

    @property
    def step(self) -> Step:
        return STEPS[self.step_name]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related(*FOLLOWED)

    def get_form_class(self) -> Any:
        return self.step.form

    def get_template_names(self) -> list[str]:
        return [self.step.template]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {**kwargs, "sheet": self.target} if self.step.template == LINES else kwargs

    def get_lead_text(self) -> Any:
        return self.step.lead

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.heading = self.submit = BY_ACTION[self.step_name].label
        shows = sees_objection(self.request.user, self.target)
        return super().get_context_data(sheet=self.target, shows_objection=shows, step_name=self.step_name, **kwargs)

    def permitted(self) -> bool:
        return allows(self.step_name, self.target.state, actors_of(self.request.user, self.target))

    def act(self, form: Any) -> ScoreSheet:
        return self.step.act(self.target, **_arguments(form), version=self.version, **self.stamp)

    def perform(self, form: Any) -> str:
        """All that is wrong with a scored sheet is shown at once: the first is put into the form as elsewhere."""
        try:
            return super().perform(form)
        except scoring.Refusals as refused:
            for error in refused.errors[1:]:
                show_refusal(form, error)
            raise

    def get_success_message(self) -> str:
        return _("已%(step)s。") % {"step": BY_ACTION[self.step_name].label}


def _arguments(form: Any) -> dict[str, Any]:
    """What the form holds, as the action takes it."""
    if not isinstance(form, forms.LinesForm):
        return dict(form.cleaned_data)
    given = form.given()
    if isinstance(form, forms.SelfScoreForm):
        return {"scores": {number: one.score for number, one in given.items()}}
    more: dict[str, Any] = {
        name: form.cleaned_data[name] for name in ("is_upheld", "ruling") if name in form.cleaned_data
    }
    return {"scores": given, **more}
