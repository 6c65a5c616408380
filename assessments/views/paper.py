"""Surveys on paper: printing codes, entering sheets twice, and the third look where the two differ.

Codes and answers stand in bodies of requests and answers only, never in an address of these pages.
"""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import DetailView

from accounts.views.base import Acting, FormPage
from assessments.actions import paper
from assessments.actions.paper import Entered
from assessments.actions.surveys_answering import hand_out
from assessments.exports.survey_paper import sheets_pdf, slips_pdf
from assessments.forms.paper import PaperCodeForm, PaperForm, PrintForm, initial_of
from assessments.models import AnswerToken, PaperEntry, Pool, Survey, SurveyState
from assessments.paper_access import is_about, may_hand_out
from assessments.selectors.paper import differences, differing_entry, progress_of, readings_of
from assessments.survey_access import may_organise, may_read_all
from core.errors import DomainError
from core.views import PermittedMixin, PostActionView, TargetActionView, VisibleMixin, say, show_refusal

MAKERS = {"slips": slips_pdf, "sheets": sheets_pdf}
SAID = {
    Entered.WAITS: _("已录入，等待另一人第二次录入。"),
    Entered.COUNTS: _("两次录入一致，这张票已计入。"),
    Entered.DIFFERS: _("已录入，但与第一次录入不一致，请对照原票核对。"),
}


class PaperPage(Acting, VisibleMixin, PermittedMixin, DetailView):
    """What is still to be given out, entered and looked at again."""

    model = Survey
    template_name = "assessments/paper.html"
    context_object_name = "survey"

    @cached_property
    def object(self) -> Survey:
        return self.get_object()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def permitted(self) -> bool:
        return may_read_all(self.request.user, self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        survey, user = self.object, self.request.user
        is_open = survey.state == SurveyState.OPEN and may_hand_out(user, survey)
        return super().get_context_data(
            progress=progress_of(survey, user),
            is_about_me=may_organise(user, survey.unit) and is_about(user, survey),
            may_print=is_open and self.today <= survey.closes_on,
            may_enter=is_open and self.today <= survey.ends_on,
            **kwargs,
        )


@method_decorator(never_cache, name="dispatch")
class Print(Acting, FormPage, TargetActionView):
    """Codes of one pool as PDF. They are given out when the file was made, and stand nowhere else afterwards."""

    model = Pool
    form_class = PrintForm
    heading = _("打印答题码")
    submit = _("生成PDF文件")
    lead_text = _("答题码只在生成的文件中出现一次，不能重新生成。请打印后妥善保管，打印完毕删除文件。")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("survey__unit", "subject")

    def permitted(self) -> bool:
        return may_hand_out(self.request.user, self.target.survey)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:survey_paper", args=[self.target.survey_id]), self.target.survey

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            made = self._make(**form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        answer = HttpResponse(made, content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{form.cleaned_data["layout"]}-{self.target.pk}.pdf"'
        return answer

    def _make(self, layout: str, most: int, to_all: bool) -> bytes:
        """Nothing is given out when the file could not be made."""
        with transaction.atomic():
            handed = hand_out(self.target, to_all=to_all, most=most, **self.stamp)
            return MAKERS[layout](self.target, handed.codes, handed.participants)


def to_settle(entry: PaperEntry) -> str:
    """Where the third look is, while the paper is at hand."""
    return reverse("assessments:paper_settle", args=[entry.pk])


class SheetPage(Acting, FormPage):
    """A page on which a sheet is filled in as it is on paper."""

    template_name = "assessments/paper_sheet.html"

    def to_paper(self, survey: Survey) -> str:
        return reverse("assessments:survey_paper", args=[survey.pk])


@method_decorator(never_cache, name="dispatch")
class Enter(SheetPage, TargetActionView):
    """First the code, then what is on the sheet; afterwards the next one."""

    model = Survey
    heading = _("录入纸质票")
    submit = _("保存录入")

    def permitted(self) -> bool:
        return may_hand_out(self.request.user, self.target)

    def get_parent(self) -> tuple[str, Any]:
        return self.to_paper(self.target), self.target

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._ask_code(PaperCodeForm())

    def _ask_code(self, form: PaperCodeForm) -> HttpResponse:
        self.template_name, self.submit = "components/form_page.html", _("下一步")
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = PaperCodeForm(request.POST)
        try:
            token = paper.paper_token(self.target, asked.cleaned_data["code"]) if asked.is_valid() else None
        except DomainError as error:
            show_refusal(asked, error)
            token = None
        if token is None:
            return self._ask_code(asked)
        differing = differing_entry(token)
        return redirect(to_settle(differing)) if differing else self._sheet(token, asked.cleaned_data["code"])

    def _sheet(self, token: AnswerToken, code: str) -> HttpResponse:
        data = self.request.POST if "is_read" in self.request.POST else None
        form = PaperForm(data, survey=self.target, pool=token.pool)
        if data is not None and form.is_valid():
            return self._save(form, token, code)
        return self.render_to_response(self.get_context_data(form=form, code=code))

    def _save(self, form: PaperForm, token: AnswerToken, code: str) -> HttpResponse:
        read = {"answers": form.answers, "texts": form.texts}
        try:
            done = paper.enter_sheet(self.target, code=code, **read, by=self.request.user, on=self.today)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.render_to_response(self.get_context_data(form=form, code=code))
        if (differing := differing_entry(token)) is not None:
            return say(self.request, str(SAID[done]), then=to_settle(differing), level="warning")
        return say(self.request, str(SAID[done]), then=self.request.path)


class OfEntry(Acting):
    """Pages about a sheet that was read twice, and differently."""

    model = PaperEntry

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("survey__unit")  # type: ignore[misc]

    def permitted(self) -> bool:
        return may_hand_out(self.request.user, self.target.survey)  # type: ignore[attr-defined]


class Settle(OfEntry, SheetPage, TargetActionView):
    """The third look: where the two readings differ, and the sheet to be filled in as it is."""

    template_name = "assessments/paper_settle.html"
    heading = _("核对纸质票")
    submit = _("按原票确认")
    lead_text = _("请对照原票逐项核对，确认后这张票计入结果。")
    success_message = _("已按原票确认，这张票已计入。")
    final = _("已计入的票不能改动。")

    def get_parent(self) -> tuple[str, Any]:
        return self.to_paper(self.target.survey), self.target.survey

    @cached_property
    def token(self) -> AnswerToken | None:
        rows = AnswerToken.objects.select_related("pool__survey", "pool__subject")
        return rows.filter(hash=self.target.token).first()

    def get_form(self, form_class: Any = None) -> PaperForm:
        readings = readings_of(self.target)
        given: dict[str, Any] = {"survey": self.target.survey, "pool": self.token.pool if self.token else None}
        if readings:
            given |= {"initial": initial_of(*readings), "unsure": readings[0].differences(readings[1])}
        return PaperForm(self.request.POST or None, **given)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        readings = readings_of(self.target)
        found = differences(self.token.pool, *readings) if readings and self.token else []
        return super().get_context_data(differences=found, **kwargs)

    def get_success_url(self) -> str:
        return self.to_paper(self.target.survey)

    def act(self, form: PaperForm) -> None:
        read = {"answers": form.answers, "texts": form.texts}
        paper.settle_sheet(self.target, **read, by=self.request.user, on=self.today)


class Drop(OfEntry, PostActionView):
    """Both readings are forgotten: one of them was of another sheet."""

    success_message = _("两次录入已作废，请重新录入。")
    final = _("作废的录入不能恢复，请重新录入。")

    def get_success_url(self) -> str:
        return reverse("assessments:survey_paper", args=[self.target.survey_id])

    def act(self, obj: PaperEntry) -> None:
        paper.drop_entries(obj, by=self.request.user, on=self.today)
