"""Windows that open by what happens to those whom a duty is towards: for each of them alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Supervision
from contacts import hooks as contact_hooks
from duties import actions
from duties.evaluation import Reason
from duties.models import Obligation
from duties.rulebook_file import RulebookError, read
from duties.selectors import explain
from tests.factories import make_household, make_kind, make_point, make_resident
from tests.factories_duties import County, day, figures, load_announced_days, owed, put_in_force
from visits import hooks

pytestmark = pytest.mark.django_db
TODAY = "11-20"
RULE = """\
rulebook: towards
title: 制度
rules:
  - code: "1"
    title: 事项
    clause: 第一条
    who: {{positions: [leadership_member]}}
    does: [home_visit, courtesy_visit, heart_to_heart]
    whom: {whom}
    measure: {{of: count, least: 1}}
    when: {when}
    liability: {{rounding: none}}
"""
HELD = "{scope: assigned, each: true}"
NEWS = "{after_event: life_event, event_of: target, days_within: 3}"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: day(TODAY))


@pytest.fixture
def county() -> County:
    return County()


def enforce(county: County, when: str, whom: str = HELD) -> None:
    put_in_force(RULE.format(when=when, whom=whom), county.root)


def hold(county: County, leader, target, **days):
    return county.pair(
        leader, target, "hardship_household" if hasattr(target, "head_name") else "contact_person", **days
    )


def windows(**narrowed) -> list[str]:
    rows = Obligation.objects.filter(rule__code="1", **narrowed).order_by("window_start", "pk")
    return [f"{row.window_start:%m-%d}/{row.window_end:%m-%d}" for row in rows]


def test_within_three_days_of_learning_of_an_illness_the_household_is_visited_and_no_other(county):
    enforce(county, NEWS)
    leader = county.leader("township")
    ill, well = (make_household(unit=county.unit("village")) for _number in range(2))
    pairs = [hold(county, leader, home) for home in (ill, well)]
    county.log(county.cadre("village"), "life_event", "09-03", "", ill)
    county.recompute(TODAY)
    assert windows() == ["09-03/09-06"] and not owed("1", leader, pairing=pairs[0]).is_met
    assert owed("1", leader).window_name == "life_event"
    county.log(leader, "courtesy_visit", "09-06", "", ill)
    county.recompute(TODAY)
    assert owed("1", leader).is_met


def test_what_happened_to_a_resident_happened_to_the_household_and_not_the_other_way_round(county):
    enforce(county, NEWS)
    leader, home = county.leader("township"), make_household(unit=county.unit("village"))
    resident = make_resident(unit=county.unit("village"), household=home)
    hold(county, leader, home)
    other = county.leader("township")
    hold(county, other, resident)
    county.log(None, "life_event", "09-03", "", resident)
    county.log(None, "life_event", "10-03", "", home)
    county.recompute(TODAY)
    assert windows(cadre=leader) == ["09-03/09-06", "10-03/10-06"]
    assert windows(cadre=other) == ["09-03/09-06"]


def test_saving_the_log_opens_the_window_for_whoever_holds_the_household_and_withdrawing_it_closes_it(county):
    enforce(county, NEWS)
    leader, home = county.leader("township"), make_household(unit=county.unit("village"))
    hold(county, leader, home)
    county.recompute(TODAY)
    log = county.log(county.cadre("village"), "life_event", "09-03", "", home)
    hooks.log_changed(log, None)
    assert windows() == ["09-03/09-06"]
    before = hooks.Span(
        "life_event", log.first_day, log.last_day, frozenset(), log.unit_id, frozenset({home.pk * 4 + 2})
    )
    log.state, log.withdrawn_reason = "withdrawn", "重复"
    log.save()
    hooks.log_changed(log, before)
    assert windows() == []
    assert county.recompute(TODAY) == actions.Changed()


def test_saving_such_a_log_takes_the_same_queries_however_many_there_are(county):
    enforce(county, NEWS)
    leader, clerk = county.leader("township"), county.cadre("village")
    homes = [make_household(unit=county.unit("village")) for _number in range(4)]
    for home in homes:
        hold(county, leader, home)
    county.recompute(TODAY)

    def save(*targets) -> int:
        log = county.log(clerk, "life_event", "09-03", "", *targets)
        with CaptureQueriesContext(connection) as queries:
            hooks.log_changed(log, None)
        return len(queries)

    assert save(homes[0]) == save(*homes[1:]) <= 60
    assert len(windows()) == 4


def test_kinds_of_the_organisation_itself_are_events_too(county):
    make_kind("bereavement", "亲属去世")
    enforce(county, "{after_event: bereavement, event_of: target, workdays_within: 1}")
    load_announced_days()
    leader, point = county.leader("township"), make_point(unit=county.unit("village"))
    county.pair(leader, point)
    county.log(None, "bereavement", "09-30", "", point)
    county.recompute(TODAY)
    assert windows() == ["09-30/10-08"]


def test_a_newly_held_household_is_visited_within_fifteen_days_and_a_renewed_pairing_is_not_new(county):
    enforce(county, "{after_event: pairing_start, event_of: target, days_within: 15}")
    leader, old, new = county.leader("township"), *(make_household(unit=county.unit("village")) for _number in range(2))
    hold(county, leader, old, start=day("01-01"), end=day("06-30"))
    hold(county, leader, old, start=day("07-01"))
    county.recompute(TODAY)
    pairing = hold(county, leader, new, start=day("09-10"))
    contact_hooks.pairings_changed([pairing], first_day=pairing.start)
    assert windows() == ["01-01/01-16", "09-10/09-25"]
    assert owed("1", leader, "09-10").pairing == pairing
    assert county.recompute(TODAY) == actions.Changed()


def test_newly_registered_residents_are_called_on(county):
    enforce(county, "{after_event: register_start, event_of: target, days_within: 7}")
    leader = county.leader("township")
    for registered in ("2025-03-01", "2026-09-10"):
        resident = make_resident(unit=county.unit("village"), registered_on=day(registered))
        hold(county, leader, resident)
    county.recompute(TODAY)
    assert windows(window_start__year=2026) == ["09-10/09-17"]


def test_with_each_newly_appointed_head_below_within_thirty_days_of_the_appointment(county):
    enforce(
        county,
        "{after_event: post_start, event_of: target, days_within: 30}",
        "{scope: supervised, circle: [supervised, colleagues], each: true}",
    )
    leader = county.leader("township", start=day("01-01"))
    old, new = (county.cadre("township", start=day(start)) for start in ("02-01", "09-01"))
    named = county.cadre("street", start=day("08-01"))
    Supervision.objects.create(leader=leader, cadre=named, start=day("07-15"))
    county.log(leader, "heart_to_heart", "09-15").participants.create(cadre=new)
    county.recompute(TODAY)
    assert windows(cadre=leader) == ["02-01/03-03", "08-01/08-31", "09-01/10-01"]
    assert figures(owed("1", leader, target_cadre=new)) == (1, 1, True)
    assert not owed("1", leader, target_cadre=old).is_met


def test_a_colleague_named_in_a_log_is_visited_and_who_wrote_it_down_is_not(county):
    enforce(county, NEWS, "{scope: members, each: true}")
    leader, ill = county.leader("township"), county.cadre("township")
    log = county.log(county.cadre("township"), "life_event", "09-03")
    log.participants.create(cadre=ill)
    hooks.log_changed(log, None)
    assert [row.target_cadre for row in Obligation.objects.filter(cadre=leader)] == [ill]
    assert county.recompute(TODAY) == actions.Changed()


def test_what_was_prepared_before_an_event_of_the_target(county):
    enforce(county, "{before_event: forum, event_of: target, days_before: 2, days_within: 10}")
    leader, point = county.leader("township"), make_point(unit=county.unit("village"))
    county.pair(leader, point)
    log = county.log(county.cadre("village"), "forum", "09-20", "", point)
    hooks.log_changed(log, None)
    assert windows() == ["09-08/09-18"]
    assert county.recompute(TODAY) == actions.Changed()


@pytest.mark.parametrize(
    ("whom", "when", "said"),
    [
        ("{scope: assigned}", NEWS, "每个对象分别计算"),
        (HELD, "{after_event: secondment_end, event_of: target, days_within: 3}", "承担人自己的事件"),
        (HELD, "{after_event: pairing_start, days_within: 3}", "是对象的事件"),
        (HELD, "[{every: month}, {before_event: register_start, days_before: 1, days_within: 9}]", "是对象的事件"),
        (HELD, "{every: month, event_of: target}", "after_event"),
    ],
)
def test_events_that_belong_to_nobody_are_refused_with_their_line(whom, when, said):
    with pytest.raises(RulebookError) as found:
        read(RULE.format(whom=whom, when=when))
    (mistake,) = found.value.mistakes
    assert said in mistake.text and mistake.line == 11


def test_why_says_what_counted_and_what_did_not(county):
    enforce(county, NEWS)
    leader, home, other = county.leader("township"), *(make_household(unit=county.unit("village")) for _number in "12")
    for target in (home, other):
        hold(county, leader, target)
    county.log(county.cadre("village"), "life_event", "09-03", "", home)
    right = county.log(leader, "home_visit", "09-05", "", home)
    late = county.log(leader, "home_visit", "09-08", "", home)
    elsewhere = county.log(leader, "home_visit", "09-05", "", other)
    county.recompute(TODAY)
    found = explain(owed("1", leader), county.clerk, on=day(TODAY))
    assert found.outcome.counted == (right.pk,)
    assert found.outcome.rejected == {late.pk: Reason.OUTSIDE_WINDOW, elsewhere.pk: Reason.OTHER_TARGET}
