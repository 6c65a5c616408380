"""Leaders in charge of key cases (R3.9): done when closed and the petitioner satisfied, or by a reasoned decision."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import DomainError
from petitions.actions import sponsoring
from petitions.models import Case, Party, Rating, Sponsorship
from tests.factories_petitions import AT, DAY, make_case, make_offices

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture
def case(offices):
    return make_case(offices.county, handling_unit=offices.department, state="in_hand")


def name(case, offices, leader=None):
    leader = leader or offices.town_leader.cadre
    return sponsoring.name_sponsor(case, leader=leader, on=DAY, by=offices.clerk, at=AT)


def test_the_leader_in_charge_sees_the_case(offices, case):
    assert not Case.objects.visible_to(offices.town_leader).exists()
    name(case, offices)
    assert Case.objects.visible_to(offices.town_leader).get() == case


def test_one_leader_is_in_charge_and_the_one_before_relieved(offices, case):
    first = name(case, offices)
    second = name(case, offices, offices.leader.cadre)
    first.refresh_from_db()
    assert first.end == DAY
    assert case.sponsorships.in_force().get() == second


@pytest.mark.parametrize("party", ["cadre", "unit"])
def test_a_leader_whom_the_case_is_about_is_not_put_in_charge(offices, case, party):
    about = {"cadre": offices.town_leader.cadre} if party == "cadre" else {"unit": offices.town}
    Party.objects.create(case=case, role="accused", declared_at=AT, **about)
    with pytest.raises(DomainError, match="回避"):
        name(case, offices)
    assert not Sponsorship.objects.exists()


def test_who_is_no_office_of_the_case_names_nobody(offices, case):
    with pytest.raises(PermissionDenied):
        sponsoring.name_sponsor(case, leader=offices.town_leader.cadre, on=DAY, by=offices.department_clerk, at=AT)


def report(sponsorship, user, on=DAY, text="与信访人见面"):
    return sponsoring.report_promise(sponsorship, promise="talk", on=on, text=text, by=user, at=AT)


def test_each_commitment_has_dated_entries(offices, case):
    sponsorship = name(case, offices)
    report(sponsorship, offices.town_leader)
    assert [str(entry) for entry in sponsorship.entries.all()] == ["2026-03-02 包思想疏导"]
    with pytest.raises(DomainError, match="工作情况"):
        report(sponsorship, offices.town_leader, text=" ")
    with pytest.raises(DomainError, match="包案日期"):
        report(sponsorship, offices.town_leader, on=DAY - datetime.timedelta(days=1))
    with pytest.raises(PermissionDenied):
        report(sponsorship, offices.village_cadre)


def test_a_month_without_progress_shows(offices, case):
    sponsorship = name(case, offices)
    report(sponsorship, offices.town_leader)
    march, april = sponsorship.months(on=datetime.date(2026, 4, 20))
    assert not Sponsorship.objects.without_entry_in(march).exists()
    assert Sponsorship.objects.without_entry_in(april).get() == sponsorship


def end(sponsorship, user, decision=""):
    return sponsoring.end_sponsorship(sponsorship, on=DAY, decision=decision, by=user, at=AT)


@pytest.mark.parametrize(
    ("state", "rating", "is_done"),
    [("closed", "satisfied", True), ("closed", "not", False), ("in_hand", "satisfied", False), ("closed", "", False)],
)
def test_it_is_done_when_closed_and_the_petitioner_satisfied(offices, case, state, rating, is_done):
    sponsorship = name(case, offices)
    Case.objects.filter(pk=case.pk).update(state=state)
    if rating:
        Rating.objects.create(case=case, value=rating, at=AT)
    sponsorship = Sponsorship.objects.get()
    if is_done:
        assert end(sponsorship, offices.town_leader).end == DAY
    else:
        with pytest.raises(DomainError, match="办结且信访人满意"):
            end(sponsorship, offices.town_leader)


def test_a_level_above_may_end_it_with_a_reason(offices, case):
    sponsorship = name(case, offices)
    with pytest.raises(DomainError, match="理由"):
        end(sponsorship, offices.leader)
    assert end(sponsorship, offices.leader, "信访人已迁出，由新址处理。").end == DAY
