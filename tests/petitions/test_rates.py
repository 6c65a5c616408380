"""Three rates of a unit and quarter: what counts, what is left out, and that a closed quarter stays as it is."""

import datetime

import pytest

from core import sweeps
from core.errors import DomainError
from petitions.actions import handing, handling, people, rates
from petitions.actions.receiving import Accused
from petitions.models import RateExclusion, RateSnapshot
from petitions.selectors.annual import annual_figures, years_of
from petitions.selectors.rates import DEFINITIONS, days_of, quarter_of, rates_of
from tests.factories import make_user
from tests.factories_petitions import AT, make_case, make_offices
from tests.petitions.path import accepted, after, assigned, by, closed, forwarded, in_hand, received, registered, served

pytestmark = pytest.mark.django_db

AFTER_Q1 = datetime.date(2026, 4, 16)


@pytest.fixture
def offices():
    return make_offices()


def counts(unit, quarter=1):
    (found,) = rates_of([unit], 2026, quarter)
    return {count.kind: (count.met, count.due) for count in found.counts}


@pytest.mark.parametrize(
    ("quarter", "first", "last"), [(1, (1, 1), (3, 31)), (2, (4, 1), (6, 30)), (4, (10, 1), (12, 31))]
)
def test_quarters(quarter, first, last):
    days = (datetime.date(2026, *first), datetime.date(2026, *last))
    assert days_of(2026, quarter) == days
    assert [quarter_of(day) for day in days] == [(2026, quarter)] * 2


def test_response_counts_what_was_said_in_time(offices):
    handling.accept(forwarded(offices), **by(offices.town_clerk, after(15)))
    handling.accept(forwarded(offices), **by(offices.town_clerk, after(16)))
    forwarded(offices)
    assert counts(offices.town)["response"] == (1, 3)
    # The county handed each of them on at once.
    assert counts(offices.county)["response"] == (3, 3)


def test_solution_counts_what_was_answered_in_time_where_the_limit_ended(offices):
    closed(offices)
    late = accepted(offices)
    assert counts(offices.town, 1)["solution"] == (0, 0)
    assert counts(offices.town, 2)["solution"] == (1, 2)  # 60 days after 2 March are in May
    handling.ask_extension(late, days=30, reason="须鉴定", **by(offices.town_clerk, after(9)))
    handling.grant_extension(late, days=30, reason="须鉴定", **by(offices.town_leader, after(9)))
    assert counts(offices.town, 2)["solution"] == (1, 2)


def test_what_was_withdrawn_counts_nowhere(offices):
    people.withdraw(forwarded(offices), reason="", **by(None))
    assert counts(offices.town)["response"] == (0, 0)


def test_satisfaction_counts_the_last_rating(offices):
    first, second = closed(offices), closed(offices)
    closed(offices)  # nobody rated it
    people.rate(first, value="not", text="", **by(None))
    people.rate(first, value="basically", text="", **by(None))
    people.rate(second, value="not", text="", **by(None))
    assert counts(offices.town, 4)["satisfaction"] == (1, 2)  # rated on 20 November


def test_a_rate_of_nothing_is_no_rate_and_each_says_what_it_is_of(offices):
    (found,) = rates_of([offices.village], 2026, 1)
    assert [count.percent for count in found.counts] == [None] * 3
    assert [count.definition for count in found.counts] == [str(text) for text in DEFINITIONS.values()]


def test_no_number_of_petitions_is_a_fault(offices):
    for _n in range(3):
        handling.accept(forwarded(offices), **by(offices.town_clerk))
    handling.accept(
        handing.forward(registered(offices), to=offices.department, **by(offices.clerk)), **by(offices.department_clerk)
    )
    many, one = rates_of([offices.town, offices.department], 2026, 1)
    assert many.counts[0].percent == one.counts[0].percent == 100


def test_many_units_take_no_more_queries_than_one(offices, django_assert_max_num_queries):
    units = [offices.town, offices.department, offices.village, offices.county]
    with django_assert_max_num_queries(9):
        rates_of(units, 2026, 1)


# --- closed


def test_a_closed_quarter_does_not_change_afterwards(offices):
    case = forwarded(offices)
    row = rates.close_quarter(offices.town, year=2026, quarter=1, by=offices.clerk, at=AT, on=AFTER_Q1)
    handling.accept(case, **by(offices.town_clerk))
    assert counts(offices.town)["response"] == (0, 1)
    assert rates_of([offices.town], 2026, 1)[0].is_frozen
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(DomainError, match="已经封存"):
        rates.close_quarter(offices.town, year=2026, quarter=1, by=offices.clerk, at=AT, on=AFTER_Q1)


def test_a_quarter_is_closed_when_it_is_over_by_those_who_register(offices):
    with pytest.raises(DomainError, match="尚未结束"):
        rates.close_quarter(offices.town, year=2026, quarter=1, by=offices.clerk, at=AT, on=datetime.date(2026, 3, 31))
    with pytest.raises(DomainError, match="才能封存"):
        rates.close_quarter(offices.town, year=2026, quarter=1, by=offices.village_cadre, at=AT, on=AFTER_Q1)


def test_the_nightly_sweep_closes_it_some_days_later_for_those_it_concerns(offices):
    forwarded(offices)
    assert rates.close_quarters(at=AT, on=datetime.date(2026, 4, 15)) == 0
    sweeps.run("nightly", at=AT, on=AFTER_Q1)
    assert {row.unit for row in RateSnapshot.objects.all()} == {offices.town, offices.county}
    assert rates.close_quarters(at=AT, on=AFTER_Q1) == 0


# --- left out


def asked(offices, rate="response"):
    case = forwarded(offices)
    return rates.ask_exclusion(case, rate=rate, reason="系统故障期间。", by=offices.town_clerk, at=AT)


def test_what_is_granted_is_left_out_and_shown_as_such(offices):
    row = asked(offices)
    assert counts(offices.town)["response"] == (0, 1)
    rates.rule_on_exclusion(row, is_granted=True, ruling="属实。", by=offices.leader, at=AT)
    (found,) = rates_of([offices.town], 2026, 1)
    assert (found.counts[0].due, found.excluded) == (0, 1)


def test_a_refusal_is_appealed_once_and_ruled_upon_by_another(offices):
    row = rates.rule_on_exclusion(asked(offices), is_granted=False, ruling="不属实。", by=offices.clerk, at=AT)
    assert counts(offices.town)["response"] == (0, 1)
    row = rates.appeal_exclusion(row, reason="附运维记录。", by=offices.town_clerk, at=AT)
    with pytest.raises(DomainError, match="其他人"):
        rates.rule_on_appeal(row, is_granted=True, ruling="同意", by=offices.clerk, at=AT)
    row = rates.rule_on_appeal(row, is_granted=True, ruling="属实", by=offices.leader, at=AT)
    assert (row.state, counts(offices.town)["response"]) == ("granted", (0, 0))
    with pytest.raises(DomainError, match="不能这样处理"):
        rates.appeal_exclusion(row, reason="再次", by=offices.town_clerk, at=AT)


def test_the_ruling_on_an_appeal_is_final(offices):
    row = rates.rule_on_exclusion(asked(offices), is_granted=False, ruling="不属实。", by=offices.clerk, at=AT)
    row = rates.appeal_exclusion(row, reason="附运维记录。", by=offices.town_clerk, at=AT)
    row = rates.rule_on_appeal(row, is_granted=False, ruling="维持", by=offices.leader, at=AT)
    with pytest.raises(DomainError, match="最终意见"):
        rates.appeal_exclusion(row, reason="再次", by=offices.town_clerk, at=AT)


def test_a_unit_does_not_grant_itself_anything(offices):
    row = asked(offices)
    for user in (offices.town_clerk, offices.town_leader, offices.auditor):
        with pytest.raises(DomainError):
            rates.rule_on_exclusion(row, is_granted=True, ruling="同意", by=user, at=AT)
    assert RateExclusion.objects.get().state == "asked"


def test_it_is_asked_for_once_with_a_reason_by_the_unit(offices):
    case = asked(offices).case
    tries = (
        ({"rate": "response", "reason": "再次"}, offices.town_clerk, "已经申请过"),
        ({"rate": "number", "reason": "x"}, offices.town_clerk, "请选择比率"),
        ({"rate": "solution", "reason": ""}, offices.town_clerk, "理由"),
        ({"rate": "solution", "reason": "x"}, offices.department_clerk, "承办单位"),
    )
    for wanted, user, message in tries:
        with pytest.raises(DomainError, match=message):
            rates.ask_exclusion(case, by=user, at=AT, **wanted)


# --- article 41


def test_article_41_the_annual_figures(offices):
    supervised = handling.supervise(in_hand(offices), reason="久拖未办。", **by(offices.leader))
    assigned(offices, kind="help")
    advice = handling.answer(in_hand(offices, kind="suggestion"), text="采纳", **by(offices.town_clerk))
    handling.close(advice, result="采纳", advice_adopted=True, **by(offices.town_clerk))
    received(offices, accused=(Accused(unit=offices.department),))
    found = annual_figures(offices.clerk, offices.county, 2026)
    assert (found.number, found.open, found.forwarded, found.assigned, found.supervised) == (4, 3, 2, 1, 1)
    assert (found.advice, found.advice_adopted) == (1, 1)
    assert [(share.label, share.count) for share in found.accused_units] == [("民政局", 1)]
    assert ("青山镇", 3) in [(share.label, share.count) for share in found.handling_units]
    assert {share.label for share in found.by_kind} == {"申诉求决", "求助", "建议意见", "检举控告"}
    assert years_of(offices.clerk, offices.county) == [2026]
    assert supervised.number


def test_article_41_counts_nothing_for_those_it_does_not_exist_for(offices):
    boss = make_user("boss", is_superuser=True, cadre=offices.leader.cadre.__class__.objects.create(name="老板"))
    received(offices, accused=(Accused(cadre=boss.cadre),))
    served(offices)
    assert annual_figures(boss, offices.county, 2026).number == 1
    assert annual_figures(offices.clerk, offices.county, 2026).number == 2


def test_the_annual_figures_take_a_fixed_number_of_queries(offices, django_assert_num_queries):
    for size in (1, 3):
        while offices.county.cases.count() < size:
            make_case(offices.county)
        with django_assert_num_queries(16):
            assert annual_figures(offices.clerk, offices.county, 2026).number == size
        del offices.clerk.access
