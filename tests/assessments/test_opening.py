"""Opening a quarter: who has a sheet, what is proposed, what is refused, who is told."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Post, UnitKind
from assessments.actions import opening
from assessments.models import QuarterlyAssessment, Score, ScoreSheet, SheetState
from core.errors import DomainError
from core.models import AuditEntry, InboxItem
from tests import factories as make
from tests.factories_assessments_engine import (
    AT,
    IN_QUARTER,
    LAST,
    OPENING,
    make_mine,
    make_officer,
    make_scorecard,
)

pytestmark = pytest.mark.django_db
LOGS = {"of": "logs", "kinds": ["home_visit"], "least": 4}


@pytest.fixture
def mine():
    return make_mine()


def open_third(card, **fields):
    asked = {"year": 2026, "quarter": 3, "by": None, "at": AT, "on": OPENING, **fields}
    return opening.open_quarter(card, **asked)


def log(mine, day=IN_QUARTER, **fields):
    return make.make_log(mine.officer, unit=mine.team, by=mine.user, day=day, **fields)


def test_every_officer_of_the_last_day_has_a_sheet_with_a_line_for_each_criterion(mine):
    make_officer(mine.team)
    assessment = open_third(make_scorecard(mine.unit, LOGS, {}))
    assert list(assessment.sheets.values_list("state", flat=True)) == [SheetState.SELF] * 2
    assert Score.objects.filter(sheet__assessment=assessment).count() == 4
    sheet = assessment.sheets.get(cadre=mine.officer)
    assert (sheet.home, sheet.unit_path, sheet.version) == (mine.team, mine.team.path, 0)


def test_who_left_before_the_last_day_or_came_after_it_has_none(mine):
    left, came = make_officer(mine.team), make_officer(mine.team, start=LAST + datetime.timedelta(days=1))
    Post.objects.filter(cadre=left).update(end=LAST - datetime.timedelta(days=1))
    assessment = open_third(make_scorecard(mine.unit))
    assert not assessment.sheets.filter(cadre__in=[left, came]).exists()


def test_who_holds_two_posts_has_one_sheet(mine):
    other = make.make_unit(parent=mine.unit, kind=UnitKind.WORK_TEAM)
    Post.objects.create(cadre=mine.officer, unit=other, title="联络员", position="liaison_officer", start=make.START)
    assert open_third(make_scorecard(mine.unit)).sheets.get().home == mine.team


def test_officers_of_another_unit_have_none(mine):
    make_mine("二号矿")
    assert open_third(make_scorecard(mine.unit)).sheets.get().cadre == mine.officer


def test_a_scorecard_of_a_unit_below_takes_its_officers_out_of_the_one_above(mine):
    company = make.make_unit(kind=UnitKind.COMPANY)
    below = make.make_unit(parent=company, kind=UnitKind.MINE)
    make_officer(below)
    there = make_officer(make.make_unit(parent=company, kind=UnitKind.MINE))
    make_scorecard(below, code="own")
    assert open_third(make_scorecard(company)).sheets.get().cadre == there


def test_branches_are_assessed_as_units(mine):
    branch = make.make_unit(parent=mine.unit, kind=UnitKind.PARTY_BRANCH)
    closed = make.make_unit(parent=mine.unit, kind=UnitKind.PARTY_BRANCH, closed_on=IN_QUARTER)
    sheet = open_third(make_scorecard(mine.unit, subject="branch")).sheets.get()
    assert (sheet.unit, sheet.home, closed.score_sheets.count()) == (branch, branch, 0)


def test_whoever_holds_a_contact_point_of_the_party_is_assessed_where_the_pairing_is(mine):
    cadre = make.make_cadre(unit=mine.unit)
    point = make.make_point(unit=mine.unit, category="party_building_point")
    make.make_pairing(cadre, point, unit=mine.unit)
    sheet = open_third(make_scorecard(mine.unit, subject="contact_point")).sheets.get()
    assert (sheet.cadre, sheet.home) == (cadre, mine.unit)


def test_a_proposal_is_rounded_down_to_the_step(mine):
    log(mine)
    score = open_third(make_scorecard(mine.unit, LOGS)).sheets.get().scores.get()
    assert (score.achieved, score.required, score.proposed) == (1, 4, Decimal("2.5"))
    assert score.score is None and score.self_score is None


def test_a_judged_criterion_proposes_nothing(mine):
    score = open_third(make_scorecard(mine.unit, {})).sheets.get().scores.get()
    assert (score.achieved, score.required, score.proposed, score.points) == (None, None, None, 10)


tenths = st.integers(1, 20).map(lambda n: Decimal(n) / 10)


@settings(max_examples=25, deadline=None)
@given(step=tenths, steps=st.integers(1, 60), least=st.integers(1, 30), done=st.integers(0, 5))
def test_a_proposal_is_the_share_of_the_points_whatever_they_are(step, steps, least, done):
    points = step * steps
    mine = make_mine()
    for _number in range(done):
        log(mine)
    card = make_scorecard(mine.unit, LOGS | {"least": least}, points=points, step=str(step), code="property")
    score = open_third(card).sheets.get().scores.get()
    share = min(Fraction(1), Fraction(done, least))
    assert Fraction(score.proposed) == Fraction(step) * int(Fraction(points) * share / Fraction(step))


def test_the_assessed_and_the_scorers_are_told_once(mine):
    assessment = open_third(make_scorecard(mine.unit))
    own = InboxItem.objects.get(user=mine.user)
    assert own.title == "考核表：请于2026-10-15前完成2026年第3季度自评"
    assert own.url == f"/assessments/sheets/{assessment.sheets.get().pk}/"
    assert InboxItem.objects.get(user=mine.scorer).url == assessment.get_absolute_url()
    assert AuditEntry.objects.get(action="assessments.open_quarter").data["sheets"] == 1


def test_the_head_of_a_branch_is_told(mine):
    branch = make.make_unit(parent=mine.unit, kind=UnitKind.PARTY_BRANCH)
    head = make.make_user(cadre=make.make_cadre(unit=branch, position="head"))
    open_third(make_scorecard(mine.unit, subject="branch"))
    assert InboxItem.objects.filter(user=head).count() == 1


def test_the_number_of_queries_does_not_grow_with_those_assessed(mine):
    def queries(code):
        card = make_scorecard(mine.unit, LOGS, {"of": "answers"}, {}, code=code)
        with CaptureQueriesContext(
            connection,
        ) as found:
            open_third(card)
        return len(found)

    few = queries("few")
    for _number in range(5):
        officer = make_officer(mine.team)
        make.make_user(cadre=officer)
        make.make_log(officer, unit=mine.team, by=mine.user, day=IN_QUARTER)
    assert queries("many") == few


# --- refused


def refused(card, match, **fields):
    with pytest.raises(DomainError, match=match):
        open_third(card, **fields)
    assert (ScoreSheet.objects.count(), InboxItem.objects.count()) == (0, 0)


def test_a_quarter_is_not_opened_before_its_end(mine):
    refused(make_scorecard(mine.unit), "尚未结束", on=LAST)


def test_nor_without_a_version_in_force(mine):
    refused(make_scorecard(mine.unit, start=datetime.date(2026, 10, 1)), "没有施行中")


def test_nor_by_a_retired_scorecard(mine):
    refused(make_scorecard(mine.unit, retired_on=IN_QUARTER), "已停用")


def test_nor_without_anybody_to_be_assessed(mine):
    refused(make_scorecard(make.make_unit()), "没有考核对象")


def test_nor_is_there_a_fifth_quarter(mine):
    refused(make_scorecard(mine.unit), "请选择", quarter=5)


def test_a_quarter_is_opened_once(mine):
    card = make_scorecard(mine.unit)
    open_third(card)
    with pytest.raises(DomainError, match="已经启动"):
        open_third(card)
    assert QuarterlyAssessment.objects.count() == 1


def test_only_who_scores_there_opens_by_hand(mine):
    card = make_scorecard(mine.unit)
    for user in (mine.user, make.make_user(role="leader", unit=mine.unit)):
        with pytest.raises(PermissionDenied):
            open_third(card, by=user)
    assert open_third(card, by=mine.scorer).opened_by == mine.scorer


# --- by itself


def test_the_product_opens_on_the_first_working_day_after_the_quarter(mine):
    make_scorecard(mine.unit, start=datetime.date(2026, 7, 1))
    # 1–7 October are days off in an ordinary calendar; without one loaded, Thursday the 1st is a working day.
    assert opening.open_due(at=AT, on=LAST) == 0
    assert opening.open_due(at=AT, on=datetime.date(2026, 10, 1)) == 1
    assert opening.open_due(at=AT, on=datetime.date(2026, 10, 2)) == 0


def test_nights_that_were_missed_lose_nothing_and_quarters_before_the_scorecard_are_left_out(mine):
    make_scorecard(mine.unit, start=datetime.date(2026, 4, 1))
    assert opening.open_due(at=AT, on=OPENING) == 2
    assert set(QuarterlyAssessment.objects.values_list("quarter", flat=True)) == {2, 3}


def test_a_scorecard_without_anybody_to_assess_keeps_no_other_from_being_opened(mine):
    make_scorecard(make.make_unit(), start=datetime.date(2026, 7, 1))
    make_scorecard(mine.unit, start=datetime.date(2026, 7, 1))
    assert opening.open_due(at=AT, on=OPENING) == 1


# --- late entries


def test_proposals_follow_late_entries_until_the_sheet_is_scored(mine):
    assessment = open_third(make_scorecard(mine.unit, LOGS))
    log(mine)
    assert opening.refresh_all() == 1
    score = Score.objects.get()
    assert (score.achieved, score.proposed, score.sheet.version) == (1, Decimal("2.5"), 1)
    assert opening.refresh_all() == 0
    assessment.sheets.update(state=SheetState.CONFIRMING)
    log(mine)
    assert opening.refresh_all() == 0
    assert Score.objects.get().achieved == 1


def test_a_refresh_keeps_what_was_entered(mine):
    assessment = open_third(make_scorecard(mine.unit, LOGS))
    Score.objects.update(self_score=7)
    log(mine)
    opening.refresh_proposals(assessment)
    assert Score.objects.get().self_score == 7
