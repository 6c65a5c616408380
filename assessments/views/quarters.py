"""Pages of quarters: how far each is, its sheets, and what is done to many at once."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from accounts.views.base import Acting
from assessments.actions.confirming import confirm_sheets
from assessments.actions.importing_scores import import_scores
from assessments.actions.scoring import score_unchanged
from assessments.exports.score_sheets import quarter_book, read_scores
from assessments.forms import quarters as forms
from assessments.models import QuarterlyAssessment, ScoreSheet
from assessments.selectors import quarters as selectors
from assessments.sheet_access import confirms_in, scores_in, sees_scores
from core.errors import DomainError
from core.undo import ON_RECORD
from core.views import ListPage, TargetActionView, VisibleMixin, send_book
from petitions.actions.importing import Mistake


class Quarters(Acting, ListPage):
    model = QuarterlyAssessment
    template_name = "assessments/quarters.html"
    filter_class = forms.QuarterFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET or None, "user": self.request.user}

    def get_queryset(self) -> Any:
        return selectors.with_progress(super().get_queryset(), self.request.user, on=self.today)


class QuarterPage(Acting, ListPage):
    """A quarter with its sheets."""

    model = ScoreSheet
    template_name = "assessments/quarter.html"
    filter_class = forms.SheetFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET or None, "today": self.today}

    @cached_property
    def quarter(self) -> QuarterlyAssessment:
        seen = QuarterlyAssessment.objects.visible_to(self.request.user)
        return get_object_or_404(seen.select_related("scorecard", "unit", "version"), pk=self.kwargs["pk"])

    def get_queryset(self) -> Any:
        rows = super().get_queryset().filter(assessment=self.quarter)
        return rows.select_related("cadre", "unit", "home", "assessment").order_by("unit_path", "cadre__name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, quarter = self.request.user, self.quarter
        context = super().get_context_data(quarter=quarter, today=self.today, **kwargs)
        for sheet in context["object_list"]:
            sheet.is_late = selectors.is_late(sheet, on=self.today)
            sheet.shows_scores = sees_scores(user, sheet)
        seen = ScoreSheet.objects.visible_to(user).filter(assessment=quarter)
        return context | {
            "states": selectors.counts_by_state(seen),
            "late_count": seen.filter(selectors.late(self.today)).count(),
            "may_score": quarter.closed_on is None and scores_in(user, quarter),
            "may_confirm": quarter.closed_on is None and confirms_in(user, quarter),
        }


class ManySheets(Acting, TargetActionView):
    """Ticks before sheets, and one button."""

    model = QuarterlyAssessment
    template_name = "assessments/many_sheets.html"
    form_class = forms.ChosenSheetsForm
    heading: Any = ""
    submit: Any = ""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("scorecard", "unit", "version")

    def waiting(self) -> QuerySet[ScoreSheet]:
        raise NotImplementedError

    @cached_property
    def sheets(self) -> list[ScoreSheet]:
        found = self.waiting().select_related("cadre", "unit", "home", "assessment")
        return list(found.order_by("unit_path", "pk"))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "sheets": self.sheets}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = {"heading": self.heading, "submit": self.submit, "sheets": self.sheets, "quarter": self.target}
        return super().get_context_data(**page, **kwargs)

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()

    def get_success_message(self) -> str:
        return _("已处理%(count)d张考核表。") % {"count": self.result}


class ScoreMany(ManySheets):
    """Proposals as they are; those that need a judgement are scored one by one."""

    heading = gettext_lazy("按建议分批量评分")
    submit = gettext_lazy("按建议分评分")
    final = gettext_lazy("打错的，可以在确认前重新打分。")

    def permitted(self) -> bool:
        return scores_in(self.request.user, self.target)

    def waiting(self) -> QuerySet[ScoreSheet]:
        return selectors.unchanged(self.target, self.request.user, on=self.today)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left = selectors.to_score(self.request.user, on=self.today).filter(assessment=self.target)
        return super().get_context_data(left=left.count() - len(self.sheets), is_scoring=True, **kwargs)

    def act(self, form: Any) -> int:
        return score_unchanged(self.target, expected=form.expected(), **self.stamp)


class ConfirmMany(ManySheets):
    heading = gettext_lazy("批量确认得分")
    submit = gettext_lazy("确认并公布")
    final = ON_RECORD

    def permitted(self) -> bool:
        return confirms_in(self.request.user, self.target)

    def waiting(self) -> QuerySet[ScoreSheet]:
        return selectors.to_confirm(self.request.user).filter(assessment=self.target)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(left=0, is_scoring=False, **kwargs)

    def act(self, form: Any) -> int:
        return confirm_sheets(self.target, keys=form.expected(), **self.stamp)


class QuarterBook(Acting, VisibleMixin, DetailView):
    """All sheets of the quarter that the user reads, as the workbook that can be filled in and brought back."""

    model = QuarterlyAssessment

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> Any:
        quarter, user, name = self.object, self.request.user, _("%(quarter)s.xlsx") % {"quarter": self.object}
        return send_book(self.request, lambda: quarter_book(quarter, user, on=self.today), name, then=quarter)


class ImportScores(Acting, TargetActionView):
    """Scores from the workbook: all mistakes at once, and nothing written while there is one."""

    model = QuarterlyAssessment
    template_name = "assessments/import_scores.html"
    form_class = forms.ImportForm
    mistakes: list[Mistake] = []
    final = gettext_lazy("导错的，可以在确认前重新导入。")

    def permitted(self) -> bool:
        return scores_in(self.request.user, self.target)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mistakes=self.mistakes, quarter=self.target, **kwargs)

    def act(self, form: Any) -> int:
        rows, self.mistakes = read_scores(form.cleaned_data["file"].content)
        if not self.mistakes:
            count, self.mistakes = import_scores(self.target, rows=rows, **self.stamp)
        if self.mistakes:
            raise DomainError(_("表格中有错误，全部没有导入。请改正后重新上传。"))
        return count

    def get_success_url(self) -> str:
        return reverse("assessments:quarter", args=[self.target.pk])

    def get_success_message(self) -> str:
        return _("已导入%(count)d张考核表的得分。") % {"count": self.result}
