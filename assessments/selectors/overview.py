"""Everything of assessments that waits for a person, is late, or is missing: lines with a number and a link."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models import (
    IncidentReport,
    Inspection,
    OfficerElection,
    QuarterlyAssessment,
    Scorecard,
    ScorecardVersion,
    ScoreSheet,
    SheetState,
)
from assessments.querysets.sheets import READERS
from assessments.selectors import arrears, quarters, service
from assessments.selectors.officers import without_officer
from core import periods

if TYPE_CHECKING:
    from accounts.models import User

# Terms that end within so many days are told of.
TERM_ENDS_WITHIN = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """`tone` as in templates/components/stat.html."""

    label: Any
    count: int
    url: str
    tone: str = "due"


def to_do(user: "User", *, on: datetime.date) -> list[Line]:
    """What this person has to do; nothing that there is none of. Four queries."""
    own = quarters.to_answer(user)
    mine, quarter_list = reverse("assessments:my_assessment"), reverse("assessments:quarters")
    found = [
        Line(_("待自评"), own.filter(state=SheetState.SELF).count(), mine),
        Line(_("待阅考核结果"), own.filter(state=SheetState.ANNOUNCED).count(), mine),
    ]
    if user.access.has_role(*READERS):
        found += [
            Line(_("待评分"), quarters.to_score(user, on=on).count(), f"{quarter_list}?open=on"),
            Line(_("待确认得分"), quarters.to_confirm(user).count(), f"{quarter_list}?open=on"),
            Line(_("待处理异议"), quarters.to_rule(user).count(), f"{quarter_list}?open=on", "late"),
        ]
    return [line for line in found if line.count]


def overdue(user: "User", *, on: datetime.date) -> list[Line]:
    """What is late or missing in the parts of the tree that the user reads; zeros come last, they are good news."""
    lines = [Line(label, count, url, "late") for label, count, url in _overdue(user, on)]
    return sorted(lines, key=lambda line: not line.count)


def _overdue(user: "User", on: datetime.date) -> Iterator[tuple[Any, int, str]]:
    read = user.access.within("unit_path", *READERS)
    late = ScoreSheet.objects.filter(read, quarters.late(on))
    page = reverse("assessments:quarters")
    for state, label in ((SheetState.SELF, _("逾期未自评")), (SheetState.SCORING, _("逾期未评分"))):
        yield label, late.filter(state=state).count(), page
    yield _("逾期未确认"), late.filter(state=SheetState.CONFIRMING).count(), page
    yield _("逾期未处理的异议"), late.filter(state=SheetState.OBJECTED).count(), page
    yield _("应启动未启动的季度考核"), missing_quarters(user, on=on).count(), reverse("assessments:scorecards")
    inspections = Inspection.objects.visible_to(user).overdue(on=on)
    yield _("整改到期未复查"), inspections.count(), f"{reverse('assessments:inspections')}?waiting=overdue"
    yield from _of_officers(user, on)
    yield from arrears.late(user, on=on)
    yield from service.late(user, on=on)


def _of_officers(user: "User", on: datetime.date) -> Iterator[tuple[Any, int, str]]:
    yield _("没有联络员的班组"), without_officer(user, on=on).count(), reverse("assessments:elections")
    elections = OfficerElection.objects.visible_to(user).ending_by(on + TERM_ENDS_WITHIN)
    yield _("任期将满或已满的联络员"), elections.count(), reverse("assessments:officers")
    incidents = IncidentReport.objects.visible_to(user).open()
    yield _("未反馈处理情况的突发情况"), incidents.count(), reverse("assessments:incidents")


def missing_quarters(user: "User", *, on: datetime.date) -> Any:
    """Scorecards in use whose last quarter is over and was not opened."""
    last_day = periods.quarter(on).start - datetime.timedelta(days=1)
    opened = QuarterlyAssessment.objects.filter(
        scorecard=OuterRef("pk"), year=last_day.year, quarter=periods.quarter_number(last_day)
    )
    versions = ScorecardVersion.objects.in_force(last_day).filter(scorecard=OuterRef("pk"))
    in_use = Scorecard.objects.filter(Q(retired_on=None) | Q(retired_on__gt=last_day), Exists(versions))
    return in_use.filter(user.access.within("unit__path", *READERS), ~Exists(opened))


def open_quarters(user: "User", *, on: datetime.date) -> Any:
    """Quarters under way, with their progress, the latest first."""
    seen = QuarterlyAssessment.objects.visible_to(user).filter(closed_on=None)
    return quarters.with_progress(seen, user, on=on)
