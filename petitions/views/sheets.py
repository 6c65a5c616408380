"""Pages of work contact sheets (R15)."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.forms.base import PlainForm
from accounts.views.base import Acting, FormPage, Versioned
from core.keys import parse_number
from core.undo import ON_RECORD, TOLD
from core.views import CreatePage, ListPage, TargetActionView, VisibleMixin, as_pdf
from petitions.actions import marks, sheets
from petitions.columns import SHEETS
from petitions.exports.sheets import sheet_pdf
from petitions.forms import sheets as forms
from petitions.models import Case, SheetMark, WorkSheet
from petitions.sheet_workflow import BY_ACTION, allows, steps_for


class Sheets(Acting, ListPage):
    model = WorkSheet
    template_name = "petitions/sheets.html"
    filter_class = forms.SheetFilter
    columns = SHEETS
    cells, row_name = "petitions/_sheet_cells.html", "sheet"

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET, "user": self.request.user, "today": self.today}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("sender", "receiver")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=self.today, may_draft=bool(self.request.user.access.home_paths), **kwargs)


class SheetPage(Acting, VisibleMixin, DetailView):
    model = WorkSheet
    context_object_name = "sheet"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("sender", "receiver", "supervised_by", "drafted_by", "signed_by")

    @cached_property
    def entries(self) -> Any:
        return self.object.entries.select_related("by", "on_behalf_of")


class Detail(SheetPage):
    template_name = "petitions/sheet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet, user = self.object, self.request.user
        found = sheet.marks.select_related("proposed_by", "ruled_by", "unit", "sheet__sender")
        return super().get_context_data(
            steps=[step for step in steps_for(sheet.state, sheets.actors_of(user, sheet)) if self._is_of_use(step)],
            entries=self.entries,
            marks=[_with_rights(mark, user) for mark in found],
            case=Case.objects.visible_to(user).filter(pk=sheet.case_id).first(),
            today=self.today,
            **kwargs,
        )

    def _is_of_use(self, step: Any) -> bool:
        """Steps that the record forbids today are not offered."""
        sheet = self.object
        if step.action == "object":
            return not sheet.is_ruled and self.today <= sheet.sign_by
        return step.action != "propose_mark" or bool(marks.grounds_for(sheet, on=self.today))


def _with_rights(mark: SheetMark, user: Any) -> SheetMark:
    """The mark with what this user may do, for the template."""
    mark.may_appeal = marks.may_appeal(user, mark)  # type: ignore[attr-defined]
    mark.may_rule = marks.may_rule(user, mark)  # type: ignore[attr-defined]
    mark.may_apply = marks.may_apply(user, mark)  # type: ignore[attr-defined]
    return mark


class Paper(SheetPage):
    """The sheet and its reply as PDF, to be printed and filed."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return as_pdf(sheet_pdf(self.object, self.entries), f"sheet-{self.object.pk}.pdf")


class Draft(Acting, FormPage, CreatePage):
    """`?case=3`: for what another unit is asked to do about a case."""

    form_class = forms.SheetForm
    heading = _("起草工作联系单")
    lead_text = _("由本单位领导签发后送达主送单位；签发前其他单位看不到。")
    success_message = _("联系单已起草，请领导签发。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return bool(self.request.user.access.home_paths)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("petitions:sheets"), _("工作联系单")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    @cached_property
    def case(self) -> Case | None:
        asked = self.request.GET.get("case")
        seen = Case.objects.visible_to(self.request.user)
        return get_object_or_404(seen, pk=parse_number(asked)) if asked else None

    def get_initial(self) -> dict[str, Any]:
        return {"subject": self.case.title} if self.case else {}

    def act(self, form: Any) -> WorkSheet:
        return sheets.draft_sheet(**form.cleaned_data, case=self.case, **self.stamp)


@dataclass(frozen=True)
class Step:
    """What a step's page asks, which action takes it, and what its button says where it is not the step's name."""

    form: Any
    act: Any
    lead: Any = ""


STEPS = {
    "change": Step(forms.SheetForm, sheets.change_sheet),
    "sign_out": Step(
        forms.StepForm, sheets.sign_out, _("签发后编号并送达主送单位，对方须在一个工作日内签收或者提出异议。")
    ),
    "cancel": Step(forms.ReasonForm, sheets.cancel),
    "sign_for": Step(forms.StepForm, sheets.sign_for, _("签收后按要求和时限办理，并及时报告进展。")),
    "object": Step(
        forms.ReasonForm, sheets.object_to, _("对要求或者时限有异议的，在签收期限内向签发领导提出，只能提一次。")
    ),
    "rule": Step(forms.RuleForm, sheets.rule, _("裁定后联系单按裁定的要求和时限重新送达。")),
    "report_progress": Step(forms.ProgressForm, sheets.report_progress),
    "reply": Step(forms.ReplyForm, sheets.reply),
    "close": Step(forms.CloseForm, sheets.close, _("核验达到要求的，予以销号。")),
    "send_back": Step(forms.SendBackForm, sheets.send_back),
    "supervise": Step(forms.SuperviseForm, sheets.supervise),
    "propose_mark": Step(forms.MarkForm, marks.propose_mark, _("主送单位可在一个工作日内申诉，由签发领导最终裁定。")),
}


def step(request: HttpRequest, pk: int, action: str) -> HttpResponseBase:
    """The page of one step; 404 for a step that there is not."""
    if action not in STEPS:
        raise Http404
    return StepPage.as_view(step_name=action)(request, pk=pk)


class StepPage(Acting, Versioned, FormPage, TargetActionView):
    model = WorkSheet
    step_name = ""
    final = ON_RECORD

    def get_form_class(self) -> Any:
        return STEPS[self.step_name].form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.heading = self.submit = BY_ACTION[self.step_name].label
        return super().get_context_data(**kwargs)

    def get_lead_text(self) -> Any:
        return STEPS[self.step_name].lead

    def permitted(self) -> bool:
        return allows(self.step_name, self.target.state, sheets.actors_of(self.request.user, self.target))

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = {**super().get_form_kwargs(), "user": self.request.user, "sheet": self.target}
        return kwargs if self.step_name == "change" else {**kwargs, "today": self.today}

    def act(self, form: Any) -> Any:
        return STEPS[self.step_name].act(self.target, **form.cleaned_data, version=self.version, **self.stamp)

    def get_success_message(self) -> str:
        return str(_("已%(step)s。") % {"step": BY_ACTION[self.step_name].label})


class Marks(ListPage):
    model = SheetMark
    template_name = "petitions/marks.html"
    filter_class = forms.MarkFilter

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("sheet__sender", "unit", "proposed_by")
        return rows.order_by("-proposed_on", "-pk")


class MarkPage(Acting, Versioned, FormPage, TargetActionView):
    """A page about a mark; it leads back to the sheet."""

    model = SheetMark


class Appeal(MarkPage):
    form_class = forms.AppealForm
    heading = submit = _("对记分申诉")
    success_message = _("已提出申诉，等待签发领导裁定。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return marks.may_appeal(self.request.user, self.target)

    def act(self, form: Any) -> SheetMark:
        return marks.appeal_mark(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class RuleOnMark(MarkPage):
    form_class = forms.MarkRulingForm
    heading = submit = _("裁定记分")
    success_message = _("已裁定。")
    final = TOLD

    def permitted(self) -> bool:
        return marks.may_rule(self.request.user, self.target)

    def act(self, form: Any) -> SheetMark:
        return marks.rule_on_mark(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class ApplyMark(MarkPage):
    form_class = PlainForm
    heading = submit = _("记分计入考核")
    success_message = _("已计入考核。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return marks.may_apply(self.request.user, self.target)

    def act(self, form: Any) -> SheetMark:
        return marks.apply_mark(self.target, version=self.version, **self.stamp)
