"""A leader confirms what was scored, one sheet or many at once, or sends it back (R17.6)."""

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.actions.quarter_notices import tell_assessed
from assessments.actions.sheet_steps import open_step, write_step, write_steps
from assessments.models import QuarterlyAssessment, ScoreSheet, SheetState
from assessments.sheet_access import confirmable_by
from core.errors import DomainError
from core.guards import require_text
from core.selectors import load_work_calendar

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def confirm_sheet(sheet: ScoreSheet, *, by: "User", at: datetime.datetime, version: Any = None) -> ScoreSheet:
    """Announce the scores to the assessed, who may object from now on."""
    sheet = open_step(sheet, "confirm", by=by, version=version)
    until = _objection_until(sheet.assessment, timezone.localdate(at))
    return write_step(sheet, "confirm", by=by, at=at, confirmed_by=by, confirmed_at=at, objection_until=until)


def _objection_until(assessment: QuarterlyAssessment, on: datetime.date) -> datetime.date:
    """The day of the announcement does not count, the last working day does."""
    return load_work_calendar().add_workdays(on, assessment.version.objection_days)


@transaction.atomic
def send_back(sheet: ScoreSheet, *, reason: str, by: "User", at: datetime.datetime, version: Any = None) -> ScoreSheet:
    """Have it scored anew."""
    sheet = open_step(sheet, "send_back", by=by, version=version)
    reason = require_text(reason, "reason", _("请写明退回原因，便于评分人修改。"))[:200]
    return write_step(sheet, "send_back", by=by, at=at, note=reason, sent_back=reason)


@transaction.atomic
def confirm_sheets(assessment: QuarterlyAssessment, *, keys: Collection[int], by: "User", at: datetime.datetime) -> int:
    """Confirm many at once, in a few statements. Raises DomainError where one of them has moved on or may not be
    confirmed by this person; then none is."""
    waiting = assessment.sheets.filter(confirmable_by(by), pk__in=keys, state=SheetState.CONFIRMING)
    sheets = list(waiting.order_by("pk").select_for_update(of=("self",)))
    if not keys or len(sheets) != len(set(keys)):
        raise DomainError(_("所选考核表中有的已不能由您确认，请重新核对后再提交。"))
    until = _objection_until(assessment, timezone.localdate(at))
    ScoreSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(
        state=SheetState.ANNOUNCED,
        confirmed_by=by,
        confirmed_at=at,
        objection_until=until,
        version=F("version") + 1,
    )
    write_steps(assessment, sheets, "confirm", "confirm_sheets", by=by, at=at)
    tell_assessed(sheets, "confirm", at=at)
    return len(sheets)
