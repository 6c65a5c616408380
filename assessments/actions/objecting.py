"""What follows the announcement: no objection, an objection and its ruling, or the end of the time for one (R17.6)."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Post
from assessments.actions.closing import close_step
from assessments.actions.scoring import Given, Refusals, lines_of, mistakes_in
from assessments.actions.sheet_steps import open_step, summed_up, write_step
from assessments.models import Score, ScoreSheet, SheetState
from core.errors import DomainError
from core.guards import require_text

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def see_sheet(sheet: ScoreSheet, *, by: "User", at: datetime.datetime, version: Any = None) -> ScoreSheet:
    """The assessed has read it and has no objection: it is closed."""
    sheet = open_step(sheet, "see", by=by, version=version)
    return close_step(sheet, "see", by=by, at=at, seen_at=at)


@transaction.atomic
def object_to(sheet: ScoreSheet, *, text: str, by: "User", at: datetime.datetime, version: Any = None) -> ScoreSheet:
    """Object within the working days that the scorecard gives. What it says stands in no audit entry and no notice."""
    sheet = open_step(sheet, "object", by=by, version=version)
    if sheet.objection_until and timezone.localdate(at) > sheet.objection_until:
        day = {"day": sheet.objection_until.isoformat()}
        raise DomainError(_("提出异议的期限（%(day)s）已过。") % day, field="text")
    text = require_text(text, "text", _("请写明对哪一项有异议、理由是什么。"))
    return write_step(sheet, "object", by=by, at=at, objection=text, objected_at=at)


@transaction.atomic
def rule(
    sheet: ScoreSheet,
    *,
    is_upheld: bool,
    ruling: str,
    scores: Mapping[int, Given],
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> ScoreSheet:
    """Rule on an objection, finally: with new scores for some criteria where it is upheld. Closes the sheet.

    Raises DomainError without an opinion, for a ruling that changes nothing although it upholds, or the reverse.
    """
    sheet = open_step(sheet, "rule", by=by, version=version)
    ruling = require_text(ruling, "ruling", _("请填写处理意见。"))
    changed = _changed_lines(sheet, scores)
    if is_upheld and not changed:
        raise DomainError(_("异议成立的，请修改相应项目的核分。"))
    if changed and not is_upheld:
        raise DomainError(_("异议不成立的，不能修改核分。"), field="is_upheld")
    data = {str(line.criterion.number): [f"{old:.1f}", f"{line.score:.1f}"] for line, old in changed}
    Score.objects.bulk_update([line for line, _old in changed], ["score", "reason"])
    ruled = {"ruling": ruling, "is_upheld": is_upheld, "ruled_by": by, "ruled_at": at}
    return close_step(summed_up(sheet), "rule", by=by, at=at, note=ruling, data=data, **ruled)


def _changed_lines(sheet: ScoreSheet, scores: Mapping[int, Given]) -> list[tuple[Score, Any]]:
    """The lines that get another score, with the one before. Raises Refusals."""
    step = sheet.assessment.version.step
    found: list[tuple[Score, Any]] = []
    errors: list[DomainError] = []
    for line in lines_of(sheet):
        given = scores.get(line.criterion.number)
        if given is None or given.score is None or given.score == line.score:
            continue
        errors += mistakes_in(line, given, step)
        found.append((line, line.score))
        line.score, line.reason = given.score, given.reason.strip()
    if errors:
        raise Refusals(errors)
    return found


@transaction.atomic
def close_leaver(
    sheet: ScoreSheet, *, reason: str, by: "User", at: datetime.datetime, version: Any = None
) -> ScoreSheet:
    """Close the sheet of somebody who has left, with what was scored so far; no band and no reward, as nobody
    confirmed it. Raises DomainError for somebody who still serves."""
    sheet = open_step(sheet, "close_leaver", by=by, version=version)
    if not has_left(sheet, on=timezone.localdate(at)):
        raise DomainError(_("被考核方仍在本单位任职，不能作离任归档。"))
    reason = require_text(reason, "reason", _("请写明离任归档的原因。"))
    return close_step(summed_up(sheet), "close_leaver", by=by, at=at, note=reason, band="", reward=0)


def has_left(sheet: ScoreSheet, *, on: datetime.date) -> bool:
    """Whether nobody is there any more to score themselves or to object."""
    if sheet.unit is not None:
        return sheet.unit.closed_on is not None and sheet.unit.closed_on <= on
    held = Post.objects.in_force(on).filter(cadre=sheet.cadre_id)
    return not held.filter(unit__path__startswith=sheet.assessment.unit_path).exists()


def expire(*, at: datetime.datetime, on: datetime.date) -> int:
    """Close the sheets whose time for an objection is over by now. Called by the nightly sweep; returns how many."""
    over = ScoreSheet.objects.filter(state=SheetState.ANNOUNCED, objection_until__lt=on).order_by("pk")
    return sum(_expire(sheet, at=at) for sheet in over)


@transaction.atomic
def _expire(sheet: ScoreSheet, *, at: datetime.datetime) -> bool:
    """False where somebody objected or agreed meanwhile."""
    try:
        sheet = open_step(sheet, "expire", by=None)
    except DomainError:
        return False
    close_step(sheet, "expire", by=None, at=at)
    return True
