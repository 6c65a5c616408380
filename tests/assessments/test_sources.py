"""Each source's figures, computed by hand: what counts, what does not; and the records listed come to the figure."""

import datetime
from decimal import Decimal

import pytest

from accounts.models import UnitKind
from assessments.actions.opening import open_quarter
from assessments.models import (
    Adoption,
    AdoptionLevel,
    IncidentReport,
    InformationItem,
    Inspection,
    OfficerTraining,
    Reading,
    ReadingItem,
    TrainingAttendance,
)
from assessments.selectors.evidence import evidence_of, figure_of
from assessments.sources import ALL
from duties.models import Obligation, Rule, Rulebook, RulebookVersion
from petitions.models import Attendance, Meeting, RateSnapshot, SheetMark, WorkSheet
from tests import factories as make
from tests.factories_assessments_engine import (
    AT,
    FIRST,
    IN_QUARTER,
    LAST,
    OPENING,
    make_mine,
    make_officer,
    make_scorecard,
)
from visits.models import Commitment, Matter

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
BEFORE, AFTER = FIRST - DAY, LAST + DAY
NOON = datetime.datetime(2026, 8, 3, 4, tzinfo=datetime.UTC)


@pytest.fixture
def mine():
    return make_mine()


@pytest.fixture
def branch(mine):
    return make.make_unit("支部", parent=mine.unit, kind=UnitKind.PARTY_BRANCH)


def figures(mine, source, subject="officer"):
    """(achieved, required, proposed of 10, records counted, records listed) of the only sheet."""
    card = make_scorecard(mine.unit, source, subject=subject)
    assessment = open_quarter(card, year=2026, quarter=3, by=None, at=AT, on=OPENING)
    score = assessment.sheets.exclude(cadre__name="旁人").get().scores.get()
    records = evidence_of(score)
    assert figure_of(score, records) == score.achieved
    return score.achieved, score.required, score.proposed, sum(r.counted for r in records), len(records)


def log(mine, day=IN_QUARTER, **fields):
    return make.make_log(mine.officer, unit=mine.team, by=mine.user, day=day, **fields)


# --- logs


def test_logs_of_the_kinds_count_from_the_first_day_of_the_quarter_to_its_last(mine):
    for day in (BEFORE, FIRST, LAST, AFTER):
        log(mine, day)
    log(mine, kind="phone")
    log(mine, state="withdrawn", withdrawn_reason="重复")
    make.make_log(make_officer(mine.team, name="旁人"), unit=mine.team, by=mine.user, day=IN_QUARTER)
    assert figures(mine, {"of": "logs", "kinds": ["home_visit"], "least": 4}) == (2, 4, 5, 2, 2)


def test_a_run_of_days_counts_where_it_began(mine):
    log(mine, BEFORE, last_day=FIRST + 3 * DAY)
    assert figures(mine, {"of": "logs", "kinds": ["home_visit"], "least": 1})[:3] == (0, 1, 0)


def test_late_entries_count_and_are_marked_unless_the_scorecard_leaves_them_out(mine):
    log(mine, recorded_at=NOON + 20 * DAY)
    log(mine)
    source = {"of": "logs", "kinds": ["home_visit"], "least": 2}
    assert figures(mine, source) == (2, 2, 10, 2, 2)
    card = make_scorecard(mine.unit, source | {"late": "left_out"}, code="strict")
    score = open_quarter(card, year=2026, quarter=3, by=None, at=AT, on=OPENING).sheets.get().scores.get()
    assert (score.achieved, score.proposed) == (1, 5)
    assert {record.note for record in evidence_of(score)} == {"", "逾期补录，不计入"}


def test_logs_of_a_branch_are_those_that_stand_for_it(mine, branch):
    make.make_log(mine.officer, unit=branch, by=mine.user, day=IN_QUARTER, kind="study")
    log(mine, kind="study")
    source = {"of": "logs", "kinds": ["study"], "least": 1}
    assert figures(mine, source, "branch") == (1, 1, 10, 1, 1)


# --- matters


def heard(mine, day=IN_QUARTER, **fields):
    found = log(mine, day)
    return Matter.objects.create(log=found, text="浴池水不热", unit=mine.unit, unit_path=mine.unit.path, **fields)


def test_matters_passed_on_count_for_everybody_who_was_there(mine):
    found = heard(mine).log
    found.participants.create(cadre=make_officer(mine.team, name="旁人"))
    heard(mine, BEFORE)
    heard(mine, sealed=True)
    assert figures(mine, {"of": "matters", "least": 2}) == (1, 2, 5, 1, 1)


def test_matters_are_answered_once_solved_or_replied_to(mine):
    heard(mine)
    heard(mine, reply="已报修")
    heard(mine, state="solved", solved_on=OPENING)
    heard(mine)
    assert figures(mine, {"of": "answers"}) == (2, 4, 5, 2, 4)


def test_a_share_of_nothing_is_full_marks_or_none(mine):
    assert figures(mine, {"of": "answers"}) == (0, 0, 10, 0, 0)
    card = make_scorecard(mine.unit, {"of": "answers", "none": "zero"}, code="strict")
    assessment = open_quarter(card, year=2026, quarter=3, by=None, at=AT, on=OPENING)
    assert assessment.sheets.get().scores.get().proposed == 0


# --- duties


def owe(mine, code, due, met=False, **fields):
    book, _new = Rulebook.objects.get_or_create(code="r", unit=mine.unit, defaults={"title": "制度"})
    version, _new = RulebookVersion.objects.get_or_create(
        rulebook=book, number=1, defaults={"effective_from": make.START, "data": {}, "loaded_at": AT}
    )
    rule, _new = Rule.objects.get_or_create(version=version, code=code, defaults={"title": "报送", "spec": {}})
    fields.setdefault("home", mine.team)
    return Obligation.objects.create(
        rule=rule,
        unit_path=fields["home"].path,
        window_start=due.replace(day=1),
        window_end=due,
        due=due,
        required=1,
        met_on=due if met else None,
        **fields,
    )


def test_duties_due_in_the_quarter_count_but_exempt_ones(mine):
    owe(mine, "17.2", datetime.date(2026, 7, 31), True, cadre=mine.officer)
    owe(mine, "17.2", datetime.date(2026, 8, 31), cadre=mine.officer, exempt="leave")
    owe(mine, "17.2", LAST, cadre=mine.officer)
    owe(mine, "17.2", datetime.date(2026, 6, 30), cadre=mine.officer)
    owe(mine, "17.3", LAST, cadre=mine.officer)
    assert figures(mine, {"of": "obligations", "rules": ["17.2"]}) == (1, 2, 5, 1, 3)


def test_of_a_branch_its_own_duties_or_those_of_its_members(mine, branch):
    members = [make.make_cadre(unit=branch) for _each in range(4)]
    for member in members:
        owe(mine, "11.2", LAST, member == members[0], cadre=member, home=branch)
    owe(mine, "11.5", LAST, True, unit=branch, home=branch)
    source = {"of": "obligations", "rules": ["11.2", "11.5"]}
    assert figures(mine, source, "branch") == (1, 1, 10, 1, 1)
    card = make_scorecard(mine.unit, source | {"whose": "members"}, subject="branch", code="members")
    score = open_quarter(card, year=2026, quarter=3, by=None, at=AT, on=OPENING).sheets.get().scores.get()
    assert (score.achieved, score.required, score.proposed) == (1, 4, Decimal("2.5"))


# --- meetings, incidents, information


def test_meetings_count_that_were_held_and_that_one_was_invited_to(mine):
    for state, on, was_there in (
        ("held", FIRST, True),
        ("held", LAST, False),
        ("held", AFTER, True),
        ("cancelled", FIRST, None),
    ):
        meeting = Meeting.objects.create(unit=mine.unit, kind="officers", title="例会", on=on, state=state)
        Attendance.objects.create(meeting=meeting, cadre=mine.officer, was_there=was_there)
    Meeting.objects.create(unit=mine.unit, kind="officers", title="例会", on=FIRST, state="held")
    assert figures(mine, {"of": "meetings", "meetings": ["officers"]}) == (1, 2, 5, 1, 2)


def incident(mine, happened_at, hours):
    written = happened_at + datetime.timedelta(hours=hours) if hours is not None else None
    return IncidentReport.objects.create(
        officer=mine.officer,
        unit=mine.team,
        title="顶板离层",
        place="掘进面",
        happened_at=happened_at,
        told_at=happened_at,
        text="情况" if written else "",
        reported_at=written,
        recorded_by=mine.user,
        log=log(mine, kind="incident"),
    )


def test_emergencies_count_that_were_written_down_within_the_hours(mine):
    for hours in (23, 24, 25, None):
        incident(mine, NOON, hours)
    # Midnight of the quarter's first day is 16:00 of the day before in Greenwich.
    incident(mine, datetime.datetime(2026, 6, 30, 15, 59, tzinfo=datetime.UTC), 30)
    assert figures(mine, {"of": "incidents"}) == (2, 4, 5, 2, 4)


def test_a_quarter_without_emergencies_is_full_marks(mine):
    assert figures(mine, {"of": "incidents"})[2] == 10


def item(mine, on=IN_QUARTER, **fields):
    return InformationItem.objects.create(
        officer=mine.officer, unit=mine.team, unit_path=mine.team.path, on=on, title="班中餐", reported_at=AT, **fields
    )


def adopt(found, code, on, **fields):
    level = AdoptionLevel.objects.get(code=code, unit=None)
    Adoption.objects.create(
        item=found, level=level, code=code, unit=found.unit, on=on, amount=level.amount, adopted_at=AT, **fields
    )


def test_items_reported_count_unless_withdrawn_or_against_somebody(mine):
    item(mine)
    item(mine, BEFORE)
    item(mine, withdrawn_at=AT, withdrawn_reason="重复")
    item(mine, matter=heard(mine, sealed=True))
    assert figures(mine, {"of": "items", "least": 3}) == (1, 3, 3, 1, 1)


def test_an_adopted_item_counts_once_in_the_quarter_of_its_adoption(mine):
    both, before, back = item(mine, BEFORE), item(mine, BEFORE), item(mine)
    adopt(both, "section", FIRST)
    adopt(both, "mine", LAST)
    adopt(before, "section", BEFORE)
    adopt(back, "section", LAST, reversed_on=LAST, reversed_reason="重复")
    assert figures(mine, {"of": "adoptions", "least": 2}) == (1, 2, 5, 1, 1)


def test_adoptions_of_one_level_can_be_asked_for(mine):
    adopt(item(mine), "section", FIRST)
    assert figures(mine, {"of": "adoptions", "least": 1, "levels": ["mine"]})[0] == 0


# --- learning


def test_trainings_of_the_units_above_count_for_the_officer(mine):
    elsewhere = make.make_unit()
    for unit, on, attends in (
        (mine.unit, FIRST, True),
        (mine.team, LAST, False),
        (elsewhere, FIRST, False),
        (mine.unit, AFTER, True),
    ):
        training = OfficerTraining.objects.create(unit=unit, title="培训", on=on, hours=2, recorded_at=AT)
        if attends:
            TrainingAttendance.objects.create(training=training, cadre=mine.officer)
    assert figures(mine, {"of": "trainings"}) == (1, 2, 5, 1, 2)


def test_reading_counts_in_the_quarter_by_which_it_was_due(mine):
    for fields, is_read in (
        ({"issued_on": BEFORE, "read_by": LAST}, True),
        ({"issued_on": FIRST}, False),
        ({"issued_on": FIRST, "read_by": AFTER}, True),
        ({"issued_on": FIRST, "retired_on": IN_QUARTER}, False),
    ):
        found = ReadingItem.objects.create(unit=mine.unit, title="规程", made_at=AT, **fields)
        if is_read:
            Reading.objects.create(item=found, cadre=mine.officer, read_at=NOON)
    assert figures(mine, {"of": "readings"}) == (1, 2, 5, 1, 2)


# --- commitments


def commit(mine, due, done_on=None, state="published", **fields):
    Commitment.objects.create(
        unit=mine.team,
        unit_path=mine.team.path,
        year=2026,
        content="修缮浴池",
        due=due,
        answers=mine.officer,
        state="done" if done_on else state,
        done_on=done_on,
        published_on=FIRST,
        log=log(mine, kind="commitment"),
        created_by=mine.user,
        **fields,
    )


def test_a_commitment_is_kept_that_was_done_by_its_day(mine):
    commit(mine, LAST, LAST, cadre=mine.officer)
    commit(mine, LAST, AFTER, cadre=mine.officer)
    commit(mine, FIRST, cadre=mine.officer)
    commit(mine, FIRST, state="withdrawn", withdrawn_reason="重复", cadre=mine.officer)
    commit(mine, AFTER, cadre=mine.officer)
    commit(mine, FIRST, FIRST)
    assert figures(mine, {"of": "commitments"}) == (1, 3, 3, 1, 3)


# --- what takes points away


def inspect(mine, branch, outcome, on=IN_QUARTER, **fields):
    Inspection.objects.create(
        unit=mine.unit,
        unit_path=mine.unit.path,
        branch=branch,
        subject_path=branch.path,
        on=on,
        findings="查阅记录",
        outcome=outcome,
        recorded_by=mine.scorer,
        recorded_at=AT,
        log=log(mine, kind="inspection"),
        **fields,
    )


def test_each_criticism_takes_points_away_and_praise_stands_beside_it(mine, branch):
    inspect(mine, branch, "criticism")
    inspect(mine, branch, "criticism", AFTER)
    inspect(mine, branch, "criticism", withdrawn="误登")
    inspect(mine, branch, "praise")
    assert figures(mine, {"of": "inspections", "each": "2.5"}, "branch") == (Decimal("7.5"), 10, Decimal("7.5"), 1, 2)


def test_no_more_points_are_taken_than_there_are(mine, branch):
    inspect(mine, branch, "criticism")
    card = make_scorecard(mine.unit, {"of": "inspections", "each": 30}, subject="branch")
    score = open_quarter(card, year=2026, quarter=3, by=None, at=AT, on=OPENING).sheets.get().scores.get()
    assert (score.achieved, score.proposed) == (0, 0)


def test_marks_of_work_contact_sheets_count_once_they_are_applied(mine, branch):
    for number, (state, on) in enumerate((("applied", LAST), ("approved", None), ("applied", AFTER)), 1):
        sheet = WorkSheet.objects.create(
            sender=mine.unit,
            receiver=branch,
            subject="事由",
            text="内容",
            request="要求",
            due=LAST,
            state="draft",
            drafted_by=mine.user,
            drafted_on=FIRST,
            serial=number,
        )
        SheetMark.objects.create(
            sheet=sheet,
            unit=branch,
            ground="late",
            points=Decimal("1.5"),
            state=state,
            applied_on=on,
            proposed_by=mine.scorer,
            proposed_on=FIRST,
            appeal_by=FIRST,
        )
    assert figures(mine, {"of": "sheet_marks"}, "branch") == (Decimal("8.5"), 10, Decimal("8.5"), 1, 1)


def test_a_rate_is_that_which_was_closed_for_the_quarter(mine, branch):
    counts = {"response_due": 0, "response_met": 0, "satisfaction_due": 0, "satisfaction_met": 0}
    for quarter, met in ((3, 3), (2, 4)):
        RateSnapshot.objects.create(
            unit=branch,
            unit_path=branch.path,
            year=2026,
            quarter=quarter,
            solution_due=4,
            solution_met=met,
            made_at=AT,
            **counts,
        )
    assert figures(mine, {"of": "rates", "rate": "solution"}, "branch") == (3, 4, Decimal("7.5"), 1, 1)


def test_every_source_has_a_test_here(request):
    text = request.path.read_text(encoding="utf-8")
    assert [name for name in ALL if f'"of": "{name}"' not in text] == []
