"""log_visit writes one record, or says at which field what is wrong and writes nothing."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Post
from core.errors import DomainError
from core.models import AuditEntry
from tests.factories import make_cadre, make_unit
from tests.visits.conftest import NOW, TODAY
from visits import hooks
from visits.actions import log_visit, log_visits
from visits.entries import GoodsGiven, MatterHeard, Travel
from visits.models import Matter, VisitKind, VisitLog

YESTERDAY = TODAY - datetime.timedelta(days=1)


def record(town, **changes):
    entry = {
        "by": town.wang_user,
        "at": NOW,
        "kind": "home_visit",
        "first_day": YESTERDAY,
        "cadres": [town.wang],
        "targets": [town.household],
    }
    return log_visit(**(entry | changes))


@pytest.fixture
def heard_of(monkeypatch):
    calls = []
    monkeypatch.setattr(hooks, "_listeners", [lambda log, before: calls.append((log, before))])
    return calls


def test_a_visit_is_one_record_with_everything_on_it(town, heard_of):
    log = record(
        town,
        cadres=[town.wang, town.li],
        targets=[town.household, town.point],
        content=" 了解秋收情况 ",
        matters=[MatterHeard("路灯不亮")],
        goods=[GoodsGiven("大米", Decimal(2), "袋", Decimal("120.50"))],
        travel=Travel(2, "paid", False),
        minutes=40,
    )
    log.refresh_from_db()
    assert (log.content, log.talk, log.minutes, log.entourage, log.meals, log.had_welcome) == (
        "了解秋收情况",
        "",
        40,
        2,
        "paid",
        False,
    )
    assert [(p.cadre, p.is_lead) for p in log.participants.all()] == [(town.wang, True), (town.li, False)]
    assert {t.target for t in log.targets.all()} == {town.household, town.point}
    assert log.goods.get().amount == Decimal("120.50")
    assert (log.last_day, log.recorded_by, log.recorded_at) == (YESTERDAY, town.wang_user, NOW)
    assert [before for _log, before in heard_of] == [None]


def test_the_unit_is_that_of_the_leads_main_post_on_that_day_and_its_place_is_frozen(town):
    Post.objects.filter(cadre=town.wang).update(end=TODAY - datetime.timedelta(days=10))
    Post.objects.create(cadre=town.wang, unit=town.other, title="副镇长", start=TODAY - datetime.timedelta(days=9))
    before, after = TODAY - datetime.timedelta(days=30), TODAY
    assert record(town, first_day=before).unit == town.unit
    later = record(town, first_day=after)
    assert (later.unit, later.unit_path) == (town.other, town.other.path)


def test_another_unit_may_be_named_only_where_the_lead_serves(town):
    Post.objects.create(cadre=town.wang, unit=town.village, title="包村干部", is_main=False, start=YESTERDAY)
    assert record(town, unit=town.village).unit == town.village
    refused(town, "unit", unit=town.other)


def refused(town, field, **changes):
    """The message of the refusal; nothing was written."""
    rows = VisitLog.objects.count(), AuditEntry.objects.count()
    with pytest.raises(DomainError) as caught:
        record(town, **changes)
    assert caught.value.field == field
    assert (VisitLog.objects.count(), AuditEntry.objects.count()) == rows
    return caught.value.message


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("first_day", {"first_day": TODAY + datetime.timedelta(days=1)}),
        ("last_day", {"last_day": YESTERDAY - datetime.timedelta(days=1)}),
        ("last_day", {"last_day": TODAY}),
        ("last_day", {"kind": "stay", "last_day": TODAY + datetime.timedelta(days=1)}),
        ("last_day", {"kind": "stay", "first_day": TODAY - datetime.timedelta(days=92), "last_day": TODAY}),
        ("cadres", {"cadres": []}),
        ("targets", {"targets": []}),
        ("matter_text", {"matters": [MatterHeard("  ")]}),
        ("matter_reply", {"matters": [MatterHeard("路灯不亮", solved_on_the_spot=True)]}),
        ("matter_due", {"matters": [MatterHeard("路灯不亮", due=TODAY - datetime.timedelta(days=9))]}),
        ("goods", {"goods": [GoodsGiven("大米", Decimal(0))]}),
        ("goods", {"goods": [GoodsGiven("大米", amount=Decimal(-1))]}),
        ("goods", {"goods": [GoodsGiven(" ")]}),
        ("minutes", {"minutes": -1}),
        ("entourage", {"travel": Travel(entourage=-1)}),
    ],
)
def test_a_wrong_entry_is_refused_at_its_field_and_writes_nothing(town, field, changes):
    assert refused(town, field, **changes)


def test_a_stay_may_run_over_days(town):
    first = TODAY - datetime.timedelta(days=91)
    assert record(town, kind="stay", first_day=first, last_day=TODAY, targets=[town.point]).days == 92


def test_a_kind_that_is_no_longer_used_is_refused_from_that_day(town):
    VisitKind.objects.filter(code="phone").update(retired_on=TODAY)
    refused(town, "kind", kind="phone", first_day=TODAY)


def test_a_kind_used_until_then_may_be_entered_late(town):
    VisitKind.objects.filter(code="phone").update(retired_on=TODAY)
    assert record(town, kind="phone", first_day=YESTERDAY)


def test_a_meeting_needs_nobody_to_be_visited(town):
    assert record(town, kind="forum", targets=[], people_count=30).people_count == 30


def test_a_withdrawn_point_is_refused_from_that_day_on_but_a_visit_before_may_be_entered(town):
    town.point.withdrawn_on = YESTERDAY
    town.point.save()
    refused(town, "targets", targets=[town.point])
    assert record(town, targets=[town.point], first_day=YESTERDAY - datetime.timedelta(days=1))


def test_a_household_off_the_register_is_refused(town):
    town.household.removed_on = YESTERDAY
    town.household.save()
    refused(town, "targets")


def test_a_cadre_who_did_not_serve_that_day_is_refused(town):
    newcomer = make_cadre("新干部", unit=town.unit, start=TODAY)
    assert "新干部" in refused(town, "cadres", cadres=[town.wang, newcomer])


def test_one_records_what_one_took_part_in_also_when_another_leads(town):
    assert record(town, cadres=[town.li, town.wang])


def test_one_does_not_record_for_others(town):
    assert "李秀英" in refused(town, "cadres", cadres=[town.li])


def test_the_secretary_records_for_the_cadres_of_the_unit_and_for_nobody_elses(town):
    assert record(town, by=town.keeper, cadres=[town.li]).recorded_by == town.keeper
    outsider = make_cadre(unit=make_unit(parent=town.county))
    with pytest.raises(DomainError):
        record(town, by=town.keeper, cadres=[outsider])


def test_an_auditor_records_nothing(town):
    refused(town, "cadres", by=town.auditor)


def test_a_matter_solved_on_the_spot_is_solved_and_the_other_waits_in_the_units_queue(town):
    record(town, matters=[MatterHeard("路灯不亮", True, "当场联系电工修好"), MatterHeard("想申请低保")])
    solved, waiting = Matter.objects.order_by("pk")
    assert (solved.state, solved.solved_on, solved.target.household) == ("solved", YESTERDAY, town.household)
    assert (waiting.state, waiting.unit, waiting.unit_path) == ("open", town.unit, town.unit.path)


def test_of_several_people_visited_nobody_is_guessed_to_have_raised_a_matter(town):
    record(town, targets=[town.household, town.point], matters=[MatterHeard("路灯不亮")])
    assert Matter.objects.get().target is None


def test_the_audit_trail_says_who_recorded_what_with_keys_instead_of_names(town):
    log = record(town)
    entry = AuditEntry.objects.about(log).get()
    assert (entry.actor, entry.action, entry.unit_path) == (town.wang_user, "visits.log_visit", town.unit.path)
    assert entry.data["targets"] == [f"household-{town.household.pk}"]
    assert "张大山" not in f"{entry.data}{entry.label}"


def test_a_listener_that_fails_undoes_the_record(town, monkeypatch):
    def fail(log, before):
        raise RuntimeError

    monkeypatch.setattr(hooks, "_listeners", [fail])
    with pytest.raises(RuntimeError):
        record(town)
    assert not VisitLog.objects.exists()
    assert not AuditEntry.objects.exists()


def test_many_entries_are_recorded_all_or_none_and_each_refusal_is_told(town):
    good = {"kind": "home_visit", "first_day": YESTERDAY, "cadres": [town.wang], "targets": [town.household]}
    logs, refusals = log_visits(
        [good, good | {"targets": []}, good | {"cadres": [town.zhao]}], by=town.wang_user, at=NOW
    )
    assert (logs, [(n, e.field) for n, e in refusals.items()]) == ([], [(1, "targets"), (2, "cadres")])
    assert not VisitLog.objects.exists()
    logs, refusals = log_visits([good, good], by=town.wang_user, at=NOW)
    assert (len(logs), refusals) == (2, {})


def test_saving_costs_the_same_however_many_logs_there_are(town):
    record(town)
    with CaptureQueriesContext(connection) as early:
        record(town)
    for _number in range(5):
        record(town)
    with CaptureQueriesContext(connection) as late:
        record(town)
    assert len(late) == len(early)
