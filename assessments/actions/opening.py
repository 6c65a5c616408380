"""Opening a quarter (R17.6): a sheet for everybody assessed, with what the records say, in a few statements however
many they are. Proposals follow later entries as long as a sheet has not been scored."""

import datetime
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.actions.opening_notices import tell_opened
from assessments.models import How, QuarterlyAssessment, Score, Scorecard, ScorecardVersion, ScoreSheet, SheetState
from assessments.proposals import figures
from assessments.querysets.sheets import SCORERS
from assessments.selectors.assessed import assessed_by
from assessments.setwise import Statement, execute, insert_select, take_stock
from core import audit, periods
from core.errors import DomainError
from core.periods import Period, quarter_number
from core.selectors import load_work_calendar

if TYPE_CHECKING:
    from accounts.models import User

_JUDGED = """
SELECT sheet.id, criterion.id AS criterion_id, criterion.points
FROM assessments_scoresheet sheet
JOIN assessments_criterion criterion ON criterion.version_id = %s AND criterion.how = 'judged'
WHERE sheet.assessment_id = %s
"""
_UPDATE = """
UPDATE assessments_score SET achieved = found.achieved, required = found.required, proposed = found.proposed
FROM ({figures}) found
WHERE assessments_score.sheet_id = found.sheet_id AND assessments_score.criterion_id = %s
    AND (assessments_score.achieved <> found.achieved OR assessments_score.required <> found.required)
RETURNING assessments_score.sheet_id
"""
ONE_DAY = timedelta(days=1)


def quarter_period(year: int, quarter: int) -> Period:
    """Raises DomainError for one that there is not."""
    if quarter not in (1, 2, 3, 4) or not 1910 <= year < 2090:
        raise DomainError(_("请选择年份和季度。"), field="quarter")
    return periods.quarter(datetime.date(year, quarter * 3, 1))


@transaction.atomic
def open_quarter(
    scorecard: Scorecard, *, year: int, quarter: int, by: "User | None", at: datetime.datetime, on: datetime.date
) -> QuarterlyAssessment:
    """Make the sheets of everybody whom the scorecard assesses, with a proposal for each computed criterion.

    `by` None is the product itself. Raises DomainError where the quarter is not over, was opened before, has no version
    of the scorecard in force, or nobody to be assessed; nothing is written then. Side effects: audit entry; notices to
    the assessed and the scorers.
    """
    # Two who open at once: the second waits here, and is told.
    card = Scorecard.objects.select_for_update(of=("self",)).select_related("unit").get(pk=scorecard.pk)
    if by is not None and not by.access.covers(card.unit.path, *SCORERS):
        raise PermissionDenied
    period = quarter_period(year, quarter)
    version = _version_for(card, year, quarter, period, on)
    assessment = _begin(version, period, quarter, by=by, at=at, on=on)
    sheets = insert_select(ScoreSheet, ("assessment_id", *_WHO[card.subject]), assessed_by(assessment))
    if not sheets:
        raise DomainError(_("这个季度没有考核对象：请先登记联络员、党支部或者联系点的结对。"))
    take_stock(ScoreSheet)
    _write_scores(assessment)
    data = {"year": year, "quarter": quarter, "sheets": sheets}
    audit.record("assessments.open_quarter", assessment, by=by, at=at, unit_path=card.unit.path, data=data)
    tell_opened(assessment, at=at, on=on)
    return assessment


_WHO = {
    "officer": ("cadre_id", "home_id", "unit_path"),
    "branch": ("unit_id", "home_id", "unit_path"),
    "contact_point": ("cadre_id", "home_id", "unit_path"),
}


def _version_for(card: Scorecard, year: int, quarter: int, period: Period, on: datetime.date) -> ScorecardVersion:
    """The version in force when the quarter ended."""
    if period.end >= on:
        raise DomainError(_("%(quarter)s尚未结束，不能启动考核。") % {"quarter": period}, field="quarter")
    if card.quarters.filter(year=year, quarter=quarter).exists():
        raise DomainError(_("%(quarter)s的考核已经启动，不能重复启动。") % {"quarter": period}, field="quarter")
    if card.retired_on and card.retired_on <= period.end:
        raise DomainError(_("这张考核表已停用，不能启动考核。"))
    version = card.versions.in_force(period.end).order_by("-number").first()
    if version is None:
        raise DomainError(_("%(quarter)s没有施行中的考核表版本。") % {"quarter": period}, field="quarter")
    return version


def _begin(
    version: ScorecardVersion,
    period: Period,
    quarter: int,
    *,
    by: "User | None",
    at: datetime.datetime,
    on: datetime.date,
) -> QuarterlyAssessment:
    """The steps are counted from the opening day."""
    return QuarterlyAssessment.objects.create(
        scorecard=version.scorecard,
        version=version,
        unit=version.scorecard.unit,
        unit_path=version.scorecard.unit.path,
        year=period.start.year,
        quarter=quarter,
        start=period.start,
        end=period.end,
        self_until=on + ONE_DAY * version.self_days,
        scoring_until=on + ONE_DAY * version.scoring_days,
        confirming_until=on + ONE_DAY * version.confirming_days,
        opened_by=by,
        opened_at=at,
    )


def _write_scores(assessment: QuarterlyAssessment) -> None:
    version = assessment.version_id
    judged = Statement(_JUDGED, (version, assessment.pk))
    insert_select(Score, ("sheet_id", "criterion_id", "points"), judged)
    columns = ("sheet_id", "achieved", "required", "proposed", "criterion_id", "points")
    for criterion in assessment.version.criteria.filter(how=How.COMPUTED):
        found = figures(assessment, criterion)
        points = f"{criterion.pk} AS criterion_id, {criterion.points} AS points"
        insert_select(Score, columns, Statement(f"SELECT found.*, {points} FROM ({found.sql}) found", found.params))


@transaction.atomic
def refresh_proposals(assessment: QuarterlyAssessment) -> int:
    """Bring the proposals of sheets that were not scored yet up to what the records say now. Returns how many sheets
    changed; forms that were opened on them before are stale from here on."""
    # Who scores meanwhile waits, and then has the new proposal in front of them.
    list(_not_scored().filter(assessment=assessment).select_for_update(of=("self",)).values_list("pk"))
    changed: set[int] = set()
    for criterion in assessment.version.criteria.filter(how=How.COMPUTED):
        found = figures(assessment, criterion)
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE.format(figures=found.sql), (*found.params, criterion.pk))
            changed |= {sheet for (sheet,) in cursor.fetchall()}
    _make_stale(changed)
    return len(changed)


def _make_stale(changed: set[int]) -> None:
    keys = sorted(changed)
    for first in range(0, len(keys), 500):
        some = ", ".join(map(str, keys[first : first + 500]))
        execute(Statement(f"UPDATE assessments_scoresheet SET version = version + 1 WHERE id IN ({some})"))


def refresh_all() -> int:
    """Every quarter with sheets that were not scored yet; called by the nightly sweep."""
    quarters = QuarterlyAssessment.objects.filter(closed_on=None, pk__in=_not_scored().values("assessment"))
    return sum(refresh_proposals(assessment) for assessment in quarters.select_related("version", "scorecard"))


def _not_scored() -> QuerySet[ScoreSheet]:
    return ScoreSheet.objects.filter(state__in=(SheetState.SELF, SheetState.SCORING)).order_by()


def open_due(*, at: datetime.datetime, on: datetime.date) -> int:
    """Open every quarter that ended, was not opened yet and in which a scorecard was in force, from the first working
    day after it. Called by the nightly sweep: what a missed night left is opened the next. Returns how many."""
    return sum(_opens(card, period, at=at, on=on) for card, period in _due(on))


def _due(on: datetime.date) -> list[tuple[Scorecard, Period]]:
    calendar = load_work_calendar()
    cards = Scorecard.objects.filter(versions__effective_from__lt=on).distinct()
    found = []
    for card in cards.prefetch_related("versions", "quarters"):
        opened = {(row.year, row.quarter) for row in card.quarters.all()}
        since = min(version.effective_from for version in card.versions.all())
        for period in periods.tile("quarter", since, on):
            is_over = on >= calendar.next_workday(period.end + ONE_DAY)
            in_use = card.retired_on is None or card.retired_on > period.end
            if is_over and in_use and (period.start.year, quarter_number(period.start)) not in opened:
                found.append((card, period))
    return found


def _opens(card: Scorecard, period: Period, *, at: datetime.datetime, on: datetime.date) -> bool:
    """False where it cannot be opened: nobody is assessed, or somebody opened it a moment ago."""
    try:
        open_quarter(card, year=period.start.year, quarter=quarter_number(period.start), by=None, at=at, on=on)
    except DomainError:
        return False
    return True
