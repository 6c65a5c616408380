"""The first page of assessments, one's own assessment, and a person's years."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from accounts.models import Cadre
from accounts.views.base import Acting
from assessments.models import ScoreSheet
from assessments.querysets.sheets import READERS
from assessments.selectors import overview
from assessments.selectors.quarters import is_late, years_of
from assessments.sheet_access import answers_for, own, sees_scores

QUARTERS_SHOWN = 8


class Overview(Acting, TemplateView):
    """What waits for this person, and what is late where they read."""

    template_name = "assessments/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, self.today
        reads = user.access.has_role(*READERS)
        return super().get_context_data(
            to_do=overview.to_do(user, on=today),
            reads=reads,
            overdue=overview.overdue(user, on=today) if reads else [],
            quarters=overview.open_quarters(user, on=today)[:QUARTERS_SHOWN] if reads else [],
            **kwargs,
        )


class MyAssessment(Acting, TemplateView):
    """One's own sheets, and those of the branch that one belongs to."""

    template_name = "assessments/my_assessment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = ScoreSheet.objects.visible_to(user).filter(own(user))
        mine = [sheet for sheet in rows.select_related("cadre", "unit", *_QUARTER) if answers_for(user, sheet)]
        mine.sort(key=lambda sheet: (sheet.assessment.year, sheet.assessment.quarter), reverse=True)
        for sheet in mine:
            sheet.is_late = is_late(sheet, on=self.today)
            sheet.shows_scores = sees_scores(user, sheet)
        return super().get_context_data(sheets=mine, years=years_of(rows.filter(cadre__isnull=False)), **kwargs)


_QUARTER = ("assessment__scorecard", "home")


class PersonYears(Acting, TemplateView):
    """Four quarters and their sum, year by year, of one person. Never of several beside each other."""

    template_name = "assessments/person_years.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        cadre = get_object_or_404(Cadre.objects.visible_to(user), pk=self.kwargs["pk"])
        sheets = ScoreSheet.objects.visible_to(user).filter(cadre=cadre)
        if cadre.pk not in user.access.cadre_ids and not user.access.has_role(*READERS):
            raise PermissionDenied
        return super().get_context_data(cadre=cadre, years=years_of(sheets), **kwargs)
