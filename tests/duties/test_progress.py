"""Rows of what is owed: kept up to date with each log, the same as recomputed, in a fixed number of queries."""

import contextlib
import datetime
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actions as accounts
from accounts.models import Cadre, Group, GroupMembership, Leave, Post, Secondment
from contacts import hooks as contact_hooks
from core.errors import DomainError
from duties import actions
from duties.actions.progress import FIELDS
from duties.models import Obligation
from tests.duties.variety import VARIETY
from tests.factories import make_household, make_point, make_resident
from tests.factories_duties import NOON, County, day, figures, owed, put_in_force
from visits import hooks
from visits.models import VisitKind, VisitLog, VisitParticipant

pytestmark = pytest.mark.django_db
TODAY = "11-20"
STAMP = {"by": None, "at": NOON}
KINDS = ["on_site", "stay", "home_visit", "volunteer_day", "written_report", "democratic_life_meeting"]


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: day(TODAY))


def snapshot() -> list[tuple]:
    rows = Obligation.objects.order_by("rule", "subject_key", "target_key", "window_start")
    return [
        tuple(map(str, row)) for row in rows.values_list("rule", "subject_key", "target_key", "window_start", *FIELDS)
    ]


class History:
    """Somebody's random year: logs, corrections, withdrawals, pairings, leave, a move."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.county = County()
        put_in_force(VARIETY, self.county.root)
        village = self.county.unit("village")
        self.points = [make_point(unit=village) for _number in range(3)]
        self.residents = [make_resident(unit=village) for _number in range(4)]
        self.leaders = [self.county.leader("township") for _number in range(2)]
        self.pairings = [self.county.pair(leader, self.points[0]) for leader in self.leaders]
        for resident in self.residents[:3]:
            self.pairings.append(self.county.pair(self.leaders[0], resident, "veteran_member"))
        team = Group.objects.create(name="服务队", kind="volunteer_team", unit=self.county.unit("township"))
        GroupMembership.objects.create(group=team, cadre=self.leaders[0], start=day("01-01"))
        self.county.recompute(TODAY)

    def step(self) -> None:
        self.random.choice(
            [self.add, self.add, self.add, self.change, self.withdraw, self.pair, self.unpair, self.reorganise]
        )()

    def reorganise(self) -> None:
        """What the organisation does with its people and days; what it refuses does not happen."""
        start, leader = self.day(), self.random.choice(self.leaders)
        steps = [self.leave, self.second, self.move, self.join, self.supervise, self.declare, self.enter_the_party]
        steps.append(self.be_able_or_not)
        with contextlib.suppress(DomainError):
            self.random.choice(steps)(leader, start, start + datetime.timedelta(days=20))

    def day(self) -> datetime.date:
        return day("01-01") + datetime.timedelta(days=self.random.randrange(320))

    def add(self) -> None:
        first = self.day()
        log = self.county.log(
            self.random.choice(self.leaders),
            self.random.choice(KINDS),
            first.isoformat(),
            (first + datetime.timedelta(days=self.random.randrange(4))).isoformat(),
            *self.random.sample([*self.points, *self.residents], 2),
        )
        hooks.log_changed(log, None)

    def change(self) -> None:
        if log := self.some_log():
            before = span_of(log)
            log.first_day = log.last_day = self.day()
            log.kind = VisitKind.objects.get(code=self.random.choice(KINDS))
            log.save()
            other = self.random.choice(self.leaders)
            if not log.participants.filter(cadre=other).exists():
                VisitParticipant.objects.create(log=log, cadre=other)
            else:
                log.participants.exclude(cadre=other).delete()
            hooks.log_changed(log, before)

    def withdraw(self) -> None:
        if log := self.some_log():
            before = span_of(log)
            log.state, log.withdrawn_reason = "withdrawn", "重复"
            log.save()
            hooks.log_changed(log, before)

    def pair(self) -> None:
        pairing = self.county.pair(self.random.choice(self.leaders), self.random.choice(self.points), start=self.day())
        self.pairings.append(pairing)
        contact_hooks.pairings_changed([pairing], first_day=pairing.start)

    def unpair(self) -> None:
        pairing = self.random.choice(self.pairings)
        pairing.end = max(self.day(), pairing.start)
        pairing.save()
        contact_hooks.pairings_changed([pairing], first_day=pairing.start)

    def leave(self, leader: Cadre, start: datetime.date, end: datetime.date) -> None:
        leave = accounts.add_leave(leader, kind="sick", start=start, end=end, **STAMP)
        if self.random.random() < 0.3:
            accounts.remove_leave(leave, **STAMP)

    def second(self, leader: Cadre, start: datetime.date, end: datetime.date) -> None:
        spell = accounts.start_secondment(leader, host=self.county.unit("village"), start=start, **STAMP)
        accounts.end_secondment(spell, end=end, **STAMP)

    def move(self, leader: Cadre, start: datetime.date, end: datetime.date) -> None:
        """Out of one post and into another, in the same unit or the street."""
        unit = self.county.unit(self.random.choice(["township", "street"]))
        position = self.random.choice(["leadership_member", "cadre"])
        if post := leader.posts.filter(end=None).first():
            accounts.end_post(post, end=end, **STAMP)
        accounts.add_post(leader, unit=unit, title=f"职务{start}", position=position, start=end, **STAMP)

    def join(self, leader: Cadre, start: datetime.date, end: datetime.date) -> None:
        if membership := leader.memberships.filter(end=None).first():
            accounts.end_membership(membership, end=max(start, membership.start), **STAMP)
        else:
            accounts.add_member(Group.objects.get(), leader, start=start, **STAMP)

    def supervise(self, leader: Cadre, start: datetime.date, end: datetime.date) -> None:
        if row := leader.supervisions.filter(end=None).first():
            accounts.end_supervision(row, end=max(start, row.start), **STAMP)
        else:
            (other,) = [other for other in self.leaders if other != leader]
            accounts.add_supervision(leader, cadre=other, start=start, **STAMP)

    def declare(self, leader: Cadre, start: datetime.date, end: datetime.date) -> None:
        named = {"kind": "special", "code": f"s{start:%m%d}", "name": "特殊时期"}
        period = accounts.create_period(self.county.root, start=start, end=end, **named, **STAMP)
        accounts.end_period(period, end=start, **STAMP)

    def enter_the_party(self, leader: Cadre, start: datetime.date, end: datetime.date) -> None:
        leader.refresh_from_db()
        accounts.edit_cadre(leader, is_party_member=not leader.is_party_member, **STAMP)

    def be_able_or_not(self, leader: Cadre, start: datetime.date, end: datetime.date) -> None:
        leader.refresh_from_db()
        accounts.edit_cadre(leader, is_able_to_act=not leader.is_able_to_act, **STAMP)

    def some_log(self) -> VisitLog | None:
        logs = list(VisitLog.objects.filter(state="recorded"))
        return self.random.choice(logs) if logs else None


def span_of(log: VisitLog) -> hooks.Span:
    return hooks.Span(
        kind=log.kind.code,
        first_day=log.first_day,
        last_day=log.last_day,
        cadre_ids=frozenset(log.participants.values_list("cadre", flat=True)),
        unit_id=log.unit_id,
        target_keys=frozenset(log.targets.values_list("target_key", flat=True)),
    )


@pytest.mark.parametrize("seed", range(6))
def test_after_any_history_the_rows_are_those_of_a_recomputation(seed):
    history = History(seed)
    for _number in range(25):
        history.step()
    kept = snapshot()
    assert len(kept) > 50
    assert history.county.recompute(TODAY) == actions.Changed()
    Obligation.objects.all().delete()
    history.county.recompute(TODAY)
    assert snapshot() == kept


def test_recomputing_twice_changes_nothing():
    county = County("r01", "r07")
    county.log(county.leader("township"), "stay", "03-10", "03-12")
    assert county.recompute(TODAY).created > 10
    assert county.recompute(TODAY) == actions.Changed()


def test_a_saved_log_settles_the_duty_in_the_same_request():
    county = County("r01")
    leader = county.leader("township")
    county.recompute(TODAY)
    hooks.log_changed(county.log(leader, "stay", "11-03", "11-05"), None)
    assert figures(owed("1.6", leader, "11-01")) == (3, 3, True)


def test_a_log_entered_late_gives_the_same_rows():
    county = County("r01")
    prompt, late = county.leader("township"), county.leader("township")
    county.log(prompt, "stay", "03-10", "03-12")
    county.recompute("03-31")
    county.recompute(TODAY)
    at = datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC)
    hooks.log_changed(county.log(late, "stay", "03-10", "03-12", recorded_at=at), None)
    first, second = owed("1.6", prompt, "03-01"), owed("1.6", late, "03-01")
    assert (figures(first), first.met_on) == (figures(second), second.met_on)


def test_saving_a_log_takes_the_same_queries_however_many_there_are():
    county = County("r01", "r07")
    leader = county.leader("township")
    home = make_household(unit=county.unit("village"))
    county.pair(leader, home, "hardship_household")
    county.recompute(TODAY)

    def save() -> int:
        log = county.log(leader, "home_visit", "11-03", "", home)
        with CaptureQueriesContext(connection) as queries:
            hooks.log_changed(log, None)
        return len(queries)

    few = save()
    for _number in range(30):
        county.log(leader, "home_visit", "11-03", "", home)
    assert save() == few
    assert few <= 30


def test_recomputing_takes_the_same_queries_for_two_and_for_ten_cadres():
    county = County("r01", "r07")
    for _number in range(2):
        county.log(county.leader("township"), "stay", "03-10", "03-12")
    county.recompute(TODAY)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            county.recompute(TODAY)
        return len(queries)

    few = count()
    for _number in range(8):
        county.log(county.leader("township"), "stay", "03-10", "03-12")
    county.recompute(TODAY)
    assert count() == few


def test_on_leave_the_whole_month_nothing_is_owed():
    county = County("r01")
    leader = county.leader("township")
    Leave.objects.create(cadre=leader, kind="sick", start=day("03-01"), end=day("03-31"))
    county.recompute(TODAY)
    row = owed("1.6", leader, "03-01")
    assert (row.exempt, row.days_liable, row.met_on) == ("leave", 0, None)


def test_leave_shrinks_what_is_owed_in_proportion():
    county = County("r01")
    leader = county.leader("township")
    Leave.objects.create(cadre=leader, kind="annual", start=day("03-01"), end=day("03-16"))
    county.recompute(TODAY)
    # 15 of 31 days: 3 × 15 / 31 = 1.45…, to the nearest whole number.
    row = owed("1.6", leader, "03-01")
    assert (row.required, row.days_liable) == (1, 15)


def test_while_seconded_a_cadre_is_exempt_from_the_home_units_duties():
    county = County("r01")
    leader = county.leader("township")
    host = county.unit("village")
    Secondment.objects.create(cadre=leader, host=host, start=day("03-01"), end=day("04-30"))
    county.recompute(TODAY)
    assert [owed("1.6", leader, month).exempt for month in ("02-01", "03-01", "05-01")] == ["", "seconded", ""]


def test_somebody_who_moves_takes_the_duties_of_each_post_by_day():
    county = County("r01")
    leader = county.leader("township")
    Post.objects.filter(cadre=leader).update(end=day("03-31"))
    Post.objects.create(
        cadre=leader, unit=county.unit("street"), title="副主任", position="leadership_member", start=day("04-01")
    )
    county.recompute(TODAY)
    months = Obligation.objects.filter(cadre=leader, rule__code="1.6").values_list("window_start", flat=True)
    assert sorted(months) == [day("01-01"), day("02-01"), day("03-01")]
    tens = Obligation.objects.filter(cadre=leader, rule__code="1.7").order_by("window_start")
    assert tens[0].window_start == day("04-10")


def test_a_pairing_that_is_still_a_draft_owes_nothing():
    from contacts.models import Arrangement

    county = County("r01")
    leader = county.leader("government")
    draft = Arrangement.objects.create(unit=county.root, year=2026, title="联系安排")
    point = make_point(unit=county.unit("village"), category="key_project")
    county.pair(leader, point, arrangement=draft)
    county.recompute(TODAY)
    assert not Obligation.objects.filter(rule__code="1.5").exists()


SECOND = """\
rulebook: t1
title: 走访制度
rules:
  - {code: "1", title: 走访, clause: 第一条, who: {positions: [leadership_member]}, does: [home_visit],
     measure: {of: count, least: %s}, when: {every: month}}
"""


def test_what_began_under_one_version_stays_under_it():
    county = County()
    leader = county.leader("township")
    first = put_in_force(SECOND % 1, county.root)
    second = put_in_force(SECOND % 2, county.root, effective_from=day("06-15"))
    county.recompute(TODAY)
    june, july = owed("1", leader, "06-01"), owed("1", leader, "07-01")
    assert (june.rule.version, june.required) == (first, 1)
    assert (july.rule.version, july.required) == (second, 2)


def test_a_new_regulation_binds_from_its_first_day_in_proportion():
    county = County()
    leader = county.leader("township")
    put_in_force(SECOND % 4, county.root, effective_from=day("06-16"))
    county.recompute(TODAY)
    assert (owed("1", leader, "06-01").required, owed("1", leader, "06-01").days_liable) == (2, 15)


def test_the_audit_trail_says_who_put_a_regulation_in_force():
    from core.models import AuditEntry

    county = County()
    actions.load_rulebook(
        SECOND % 1, unit=county.root, effective_from=day(TODAY), by=county.clerk, at=NOON, on=day(TODAY)
    )
    assert AuditEntry.objects.get(action="duties.load_rulebook").actor == county.clerk
