"""R17.1: one officer for each shift, elected, exceptionally appointed, for a term where one is set."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import Post
from assessments.actions.officers_elections import Ballots, Stood, record_election, remind_of_terms
from assessments.actions.officers_keeping import save_settings
from assessments.models import Candidate, OfficerElection
from core.errors import DomainError
from core.models import AuditEntry, InboxItem
from tests.factories import make_cadre
from tests.factories_assessments_officers import DAY, NOON, make_election, make_mine
from tests.petitions.test_at_once import at_once

pytestmark = pytest.mark.django_db
ONE_DAY = datetime.timedelta(days=1)
FAIR = Ballots(eligible=12, issued=11, returned=10, valid=9)


@pytest.fixture
def mine():
    return make_mine()


def elect(mine, chosen=None, unit=None, votes=None, ballots=FAIR, **fields):
    chosen = chosen or mine.worker.cadre
    stood = [Stood(*line) for line in (votes or [(chosen.name, 6), ("赵磊", 3)])]
    values = {"on": DAY, "mode": "elected", "term_start": DAY, "by": mine.secretary, "at": NOON} | fields
    return record_election(unit or mine.team, chosen=chosen, ballots=ballots, candidates=stood, **values)


def in_post(unit, on=DAY):
    posts = Post.objects.in_force(on).filter(unit=unit, position="liaison_officer")
    return [post.cadre for post in posts]


def test_who_is_chosen_is_officer_and_the_one_before_is_not(mine):
    election = elect(mine)
    assert in_post(mine.team) == [mine.worker.cadre]
    assert in_post(mine.team, DAY - ONE_DAY) == [mine.officer.cadre]
    assert [(row.name, row.votes, row.cadre) for row in election.candidates.all()] == [
        ("王强", 6, mine.worker.cadre),
        ("赵磊", 3, None),
    ]
    assert AuditEntry.objects.filter(action="assessments.record_election").get().unit_path == mine.team.path


def test_who_is_chosen_again_keeps_the_post(mine):
    elect(mine, mine.officer.cadre, term_end=DAY + 365 * ONE_DAY)
    assert Post.objects.filter(position="liaison_officer").get().end is None


def test_a_term_is_as_long_as_it_is_set(mine):
    save_settings(mine.mine, effective_from=DAY, incident_hours=24, term_months=24, by=mine.personnel, at=NOON)
    assert elect(mine).term_end == datetime.date(2028, 3, 1)
    assert elect(mine, mine.officer.cadre, unit=mine.other_team, term_end=DAY).term_end == DAY


def test_of_namesakes_the_one_with_a_note_may_be_meant(mine):
    election = elect(mine, votes=[("王强（检修）", 5), ("王刚", 4)])
    assert election.candidates.get(votes=5).cadre == mine.worker.cadre


@pytest.mark.parametrize(
    ("ballots", "votes", "field", "said"),
    [
        (Ballots(10, 11, 10, 9), None, "issued", "不能多于应到人数10"),
        (Ballots(12, 11, 12, 9), None, "returned", "不能多于发出的11张"),
        (Ballots(12, 11, 10, 11), None, "valid", "不能多于收回的10张"),
        (Ballots(12, 11, 10, 0), None, "valid", "没有有效选票"),
        (FAIR, [("王强", 6), ("赵磊", 4)], "candidates", "第2行“赵磊”得票4：到这一行共10票，多于有效选票9张"),
        (FAIR, [("王强", 10)], "candidates", "第1行“王强”"),
        (FAIR, [("王强", 3), ("王强", 3)], "candidates", "同名"),
        (FAIR, [("赵磊", 3)], "chosen", "不在候选人中"),
        (FAIR, [("王强", 3), ("赵磊", 4)], "chosen", "赵磊得票4，多于王强的3"),
    ],
)
def test_numbers_that_cannot_be_are_refused_where_they_stand(mine, ballots, votes, field, said):
    with pytest.raises(DomainError) as refused:
        elect(mine, ballots=ballots, votes=votes)
    assert refused.value.field == field
    assert said in refused.value.message
    assert not OfficerElection.objects.exists()
    assert in_post(mine.team) == [mine.officer.cadre]


def test_an_election_without_candidates_is_none(mine):
    with pytest.raises(DomainError, match="候选人"):
        record_election(
            mine.team,
            on=DAY,
            mode="elected",
            chosen=mine.worker.cadre,
            term_start=DAY,
            ballots=FAIR,
            by=mine.secretary,
            at=NOON,
        )


def test_an_appointment_says_why_and_keeps_no_ballots(mine):
    with pytest.raises(DomainError, match="写明原因") as refused:
        elect(mine, mode="appointed")
    assert refused.value.field == "reason"
    election = elect(mine, mode="appointed", reason="新成立班组，来不及推选")
    assert (election.valid, Candidate.objects.count()) == (0, 0)


@pytest.mark.parametrize("user", ["officer", "personnel", "leader", "auditor", "stranger"])
def test_only_who_keeps_the_posts_of_the_unit_records_an_election(mine, user):
    with pytest.raises(PermissionDenied):
        elect(mine, by=getattr(mine, user))


def test_nobody_records_their_own(mine):
    with pytest.raises(DomainError, match="自己"):
        elect(mine, mine.secretary.cadre)
    assert in_post(mine.team) == [mine.officer.cadre]


def test_a_term_follows_the_one_before(mine):
    elect(mine)
    for term_start in (DAY, DAY - ONE_DAY):
        with pytest.raises(DomainError, match="任期须在其后开始") as refused:
            elect(mine, mine.officer.cadre, on=DAY - ONE_DAY, term_start=term_start)
        assert refused.value.field == "term_start"
    with pytest.raises(DomainError, match="不能早于推选日期"):
        elect(mine, unit=mine.other_team, term_start=DAY - ONE_DAY)


def test_a_post_that_was_entered_later_by_hand_is_not_overrun(mine):
    with pytest.raises(DomainError, match="担任该班组联络员"):
        elect(mine, on=datetime.date(2025, 12, 1), term_start=datetime.date(2025, 12, 1))


def test_the_database_holds_what_a_form_may_miss(mine):
    for wrong in ({"valid": 10}, {"issued": 11}, {"mode": "appointed", "reason": ""}, {"term_end": DAY - ONE_DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_election(mine.team, mine.worker.cadre, **wrong)


def test_the_secretary_hears_once_that_a_term_ends_and_once_that_it_is_over(mine):
    make_election(mine.team, mine.officer.cadre, term_end=DAY + 20 * ONE_DAY)
    make_election(mine.other_team, mine.worker.cadre, term_end=DAY)  # holds no post
    for day in (DAY, DAY + ONE_DAY, DAY + 21 * ONE_DAY, DAY + 22 * ONE_DAY):
        assert remind_of_terms(at=NOON, on=day) == 1
    told = InboxItem.objects.filter(user=mine.secretary).order_by("pk")
    assert [item.step for item in told] == ["soon", "over"]
    assert "早班联络员任期将于2026年3月22日届满" in told[0].title
    assert InboxItem.objects.count() == 2


def test_an_old_term_is_not_spoken_of_when_a_new_one_runs(mine):
    make_election(mine.team, mine.officer.cadre, term_start=DAY - 400 * ONE_DAY, term_end=DAY - ONE_DAY)
    make_election(mine.team, mine.officer.cadre, term_end=DAY + 300 * ONE_DAY)
    assert remind_of_terms(at=NOON, on=DAY) == 0


@pytest.mark.django_db(transaction=True)
def test_two_elections_of_one_shift_at_once_make_one_officer(mine):
    others = [mine.worker.cadre, make_cadre("孙伟", unit=mine.team)]
    results = at_once(*(lambda who=who: elect(mine, who) for who in others))
    assert sorted(type(one).__name__ for one in results) == ["OfficerElection", "str"]
    assert in_post(mine.team) == [OfficerElection.objects.get().chosen]
