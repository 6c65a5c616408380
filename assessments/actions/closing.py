"""Closing a sheet: what it was decided on is written down, and nothing of it changes any more."""

import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from assessments.actions.sheet_steps import write_step
from assessments.models import Evidence, How, QuarterlyAssessment, ScoreSheet, SheetState
from assessments.selectors.evidence import evidence_of
from core import audit

if TYPE_CHECKING:
    from accounts.models import User


def close_step(sheet: ScoreSheet, action: str, *, by: "User | None", at: datetime.datetime, **more: Any) -> ScoreSheet:
    """As `write_step`, for a step that closes: keeps the evidence, and closes the quarter with its last sheet."""
    _freeze(sheet)
    sheet = write_step(sheet, action, by=by, at=at, closed_on=timezone.localdate(at), **more)
    _close_quarter(sheet.assessment, by=by, at=at)
    return sheet


def _freeze(sheet: ScoreSheet) -> None:
    """Write down the records that stand behind each computed score on this day."""
    lines = sheet.scores.filter(criterion__how=How.COMPUTED).select_related(
        "criterion", "sheet__assessment__scorecard", "sheet__assessment__version"
    )
    Evidence.objects.bulk_create(
        Evidence(
            score=line,
            what=record.what,
            object_id=record.object_id,
            on=record.on,
            label=record.label[:200],
            counted=record.counted,
        )
        for line in lines
        for record in evidence_of(line)
    )


def _close_quarter(assessment: QuarterlyAssessment, *, by: "User | None", at: datetime.datetime) -> None:
    """Held against others, so that of the two last sheets one finds the other closed."""
    quarter = QuarterlyAssessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if quarter.closed_on or quarter.sheets.exclude(state=SheetState.CLOSED).exists():
        return
    quarter.closed_on = timezone.localdate(at)
    quarter.save(update_fields=["closed_on"])
    audit.record("assessments.close_quarter", quarter, by=by, at=at, unit_path=quarter.unit_path)
