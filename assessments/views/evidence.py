"""The records behind one line of a score sheet."""

from typing import Any

from django.views.generic import DetailView

from accounts.views.base import Acting
from assessments.models import Score, ScoreSheet
from assessments.selectors.evidence import evidence_of, figure_of
from assessments.wording import Words


class ScorePage(Acting, DetailView):
    """What the figure is made of. A record that the reader may not see counts, and is there without what it says."""

    model = Score
    template_name = "assessments/evidence.html"
    context_object_name = "score"

    def get_queryset(self) -> Any:
        seen = ScoreSheet.objects.visible_to(self.request.user)
        rows = super().get_queryset().filter(sheet__in=seen, sheet=self.kwargs["sheet"])
        return rows.select_related(
            "criterion", "sheet__cadre", "sheet__unit", "sheet__assessment__scorecard", "sheet__assessment__version"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        score = self.object
        records = evidence_of(score, self.request.user)
        is_open = score.achieved is not None and not score.sheet.closed_on
        return super().get_context_data(
            sheet=score.sheet,
            records=records,
            source=Words().of(score.criterion),
            has_moved=is_open and figure_of(score, records) != score.achieved,
            **kwargs,
        )
