"""A mine with officers, who scores, who confirms, and score sheets in any state. Written straight into the tables."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Cadre, Unit, User
from assessments.models import (
    Criterion,
    QuarterlyAssessment,
    Score,
    ScoreBand,
    Scorecard,
    ScorecardVersion,
    ScoreSheet,
)
from tests.factories import make_cadre, make_unit, make_user

SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
# The quarter ended on 31 March 2026; Wednesday 1 April is the first working day after it.
OPENED = datetime.date(2026, 4, 1)
SELF_UNTIL, SCORING_UNTIL, CONFIRMING_UNTIL = (OPENED + datetime.timedelta(days) for days in (7, 14, 21))
TEN = Decimal(10)


def at(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(10), tzinfo=SHANGHAI)


@dataclass
class Mine:
    """`scorer` holds personnel, `leader` confirms, `secretary` scores in the section only."""

    mine: Unit
    section: Unit
    shift: Unit
    officer: User
    colleague: User
    scorer: User
    leader: User
    secretary: User
    auditor: User


def make_mine() -> Mine:
    mine = make_unit("青山矿", kind="mine")
    section = make_unit("采煤一区", parent=mine, kind="section")
    shift = make_unit("早班", parent=section, kind="work_team")
    return Mine(
        mine,
        section,
        shift,
        officer=_user("officer", shift, position="liaison_officer"),
        colleague=_user("colleague", shift),
        scorer=_user("scorer", mine, role="personnel"),
        leader=_user("leader", mine, role="leader", position="leadership_member"),
        secretary=_user("secretary", section, role="secretary"),
        auditor=make_user("auditor", role="auditor", unit=mine),
    )


def _user(name: str, unit: Unit, role: str = "", **post: Any) -> User:
    return make_user(name, cadre=make_cadre(name, unit=unit, **post), role=role, unit=unit)


def make_quarter(unit: Unit, *, subject: str = "officer", quarter: int = 1, **fields: Any) -> QuarterlyAssessment:
    """By a scorecard of three criteria of ten points: two computed, one judged; the first of its scorecards is used
    again. Bands from 27 (20 yuan) and from 0."""
    version = ScorecardVersion.objects.filter(scorecard__unit=unit, scorecard__subject=subject).first()
    version = version or _make_version(unit, subject)
    fields = {"self_until": SELF_UNTIL, "scoring_until": SCORING_UNTIL, "confirming_until": CONFIRMING_UNTIL} | fields
    start = datetime.date(2026, quarter * 3 - 2, 1)
    return QuarterlyAssessment.objects.create(
        scorecard=version.scorecard,
        version=version,
        unit=unit,
        unit_path=unit.path,
        year=2026,
        quarter=quarter,
        start=start,
        end=start + datetime.timedelta(89),
        opened_at=at(OPENED),
        **fields,
    )


def _make_version(unit: Unit, subject: str) -> ScorecardVersion:
    card = Scorecard.objects.create(code=f"card-{subject}", title="联络员季度考核", unit=unit, subject=subject)
    version = ScorecardVersion.objects.create(
        scorecard=card, number=1, effective_from=datetime.date(2026, 1, 1), made_at=at(OPENED)
    )
    source = {"of": "logs", "kinds": ["opinion_report"], "least": 2}
    for number, (text, how) in enumerate(
        [("报送信息", "computed"), ("走访谈心", "computed"), ("团结协作", "judged")], 1
    ):
        given = source if how == "computed" else {}
        Criterion.objects.create(version=version, number=number, text=text, points=TEN, how=how, source=given)
    for least, name, reward in ((27, "优秀", 20), (0, "合格", 0)):
        ScoreBand.objects.create(version=version, least=least, name=name, reward=reward)
    return version


def make_sheet(
    assessment: QuarterlyAssessment, *, cadre: Cadre | None = None, unit: Unit | None = None, home: Unit, **fields: Any
) -> ScoreSheet:
    """With a line for each criterion; the computed ones propose 8. With `scored`, each line has that score."""
    scored = fields.pop("scored", None)
    sheet = ScoreSheet.objects.create(
        assessment=assessment, cadre=cadre, unit=unit, home=home, unit_path=home.path, **fields
    )
    for criterion in assessment.version.criteria.all():
        computed = criterion.how == "computed"
        Score.objects.create(
            sheet=sheet,
            criterion=criterion,
            points=criterion.points,
            achieved=Decimal(8) if computed else None,
            required=TEN if computed else None,
            proposed=Decimal(8) if computed else None,
            score=scored,
        )
    return sheet


def sheet_of(mine: Mine, state: str = "self", **fields: Any) -> ScoreSheet:
    """The officer's sheet of the first quarter, where `state` says, as if it had come there by the steps."""
    quarter = QuarterlyAssessment.objects.filter(unit=mine.mine).first() or make_quarter(mine.mine)
    later = state in ("announced", "objected", "closed")
    if state in ("confirming", "announced", "objected", "closed"):
        fields = {"scored": Decimal(9), "total": Decimal(27), "scored_by": mine.scorer, "band": "优秀"} | fields
    if later:
        fields = {"confirmed_by": mine.leader, "objection_until": datetime.date(2026, 4, 27)} | fields
    if state == "objected":
        fields = {"objection": "第三项扣分没有依据。"} | fields
    if state == "closed":
        fields = {"closed_on": OPENED} | fields
    cadre = fields.pop("cadre", mine.officer.cadre)
    return make_sheet(quarter, cadre=cadre, home=mine.shift, state=state, **fields)
