"""A mine with liaison officers and a scorecard, for tests of the engine. Rows are written directly, without actions."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Cadre, Position, Unit, UnitKind, User
from assessments.drafts import BandDraft, CriterionDraft, Draft
from assessments.models import Criterion, QuarterlyAssessment, Scorecard, ScorecardVersion, ScoreSheet, Subject
from tests.factories import START, make_cadre, make_unit, make_user

AT = datetime.datetime(2026, 10, 8, 4, tzinfo=datetime.UTC)
OPENING = datetime.date(2026, 10, 8)
# The third quarter of 2026, which the tests open.
FIRST, LAST = datetime.date(2026, 7, 1), datetime.date(2026, 9, 30)
IN_QUARTER = datetime.date(2026, 8, 3)


@dataclass
class Mine:
    unit: Unit
    team: Unit
    officer: Cadre
    scorer: User
    user: User


def make_mine(name: str = "一号矿") -> Mine:
    """A mine with one section, one shift and its officer, who has a log-in; personnel scores."""
    unit = make_unit(name, kind=UnitKind.MINE)
    section = make_unit(parent=unit, kind=UnitKind.SECTION)
    team = make_unit(parent=section, kind=UnitKind.WORK_TEAM)
    officer = make_officer(team)
    scorer = make_user(role="personnel", unit=unit)
    return Mine(unit, team, officer, scorer, make_user(cadre=officer))


def make_officer(team: Unit, **fields: Any) -> Cadre:
    return make_cadre(unit=team, position=Position.LIAISON_OFFICER, **fields)


def make_scorecard(
    unit: Unit,
    *sources: dict[str, Any],
    subject: str = Subject.OFFICER,
    code: str = "card",
    start: datetime.date = START,
    points: Any = 10,
    step: str = "0.5",
    **fields: Any,
) -> Scorecard:
    """With one criterion of so many points for each source; an empty one is judged."""
    card = Scorecard.objects.create(unit=unit, code=code, title="考核表", subject=subject, **fields)
    version = ScorecardVersion.objects.create(
        scorecard=card, number=1, effective_from=start, step=Decimal(step), made_at=AT
    )
    for number, source in enumerate(sources or ({},), 1):
        how = "computed" if source else "judged"
        Criterion.objects.create(
            version=version, number=number, text=f"项目{number}", points=points, how=how, source=source
        )
    return card


def make_quarter(card: Scorecard, **fields: Any) -> QuarterlyAssessment:
    """The third quarter of 2026 of a scorecard, without sheets."""
    data: dict[str, Any] = {"start": FIRST, "end": LAST, "quarter": 3}
    data |= {"self_until": OPENING, "scoring_until": OPENING, "confirming_until": OPENING}
    return QuarterlyAssessment.objects.create(
        scorecard=card,
        version=card.versions.get(),
        unit=card.unit,
        unit_path=card.unit.path,
        year=2026,
        opened_at=AT,
        **(data | fields),
    )


def make_score_sheet(assessment: QuarterlyAssessment, *, cadre: Cadre | None = None, unit: Unit) -> ScoreSheet:
    """Of a cadre whose post is in `unit`, or of the unit itself."""
    who = {"cadre": cadre} if cadre else {"unit": unit}
    return ScoreSheet.objects.create(assessment=assessment, home=unit, unit_path=unit.path, **who)


def make_draft(*points: Any, total: Any = None, **fields: Any) -> Draft:
    """Judged criteria of these points."""
    criteria = tuple(CriterionDraft(f"项目{number}", Decimal(each)) for number, each in enumerate(points or (100,), 1))
    fields.setdefault("bands", (BandDraft(Decimal(90), "优秀"),))
    whole = sum((row.points for row in criteria), Decimal(0)) if total is None else Decimal(total)
    return Draft(title="考核表", subject=Subject.OFFICER, total=whole, **{"criteria": criteria, **fields})
