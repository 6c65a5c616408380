"""Rollups of random trees, compared with a recount in plain Python that reads every row."""

import datetime
from collections import defaultdict
from decimal import Decimal

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Unit
from duties.models import Obligation
from reports.asking import Organised, Question
from reports.rollup import rollup
from tests import factories as make
from tests.factories_rollup import TODAY, YEAR, make_rule, move
from visits.models import Goods, Matter, VisitLog

KINDS = ("home_visit", "forum", "phone")
DAYS = st.integers(0, 420).map(lambda n: datetime.date(2025, 12, 1) + datetime.timedelta(days=n))
UNITS = 6
UNIT = st.integers(0, UNITS - 1)
HOMES = st.sets(st.integers(0, 2), max_size=2)
LOG = st.tuples(st.just("log"), UNIT, DAYS, st.sampled_from(KINDS), st.booleans(), HOMES, st.integers(0, 3))
OWED = st.tuples(st.just("owed"), UNIT, DAYS, st.sampled_from([None, -1, 0, 1]), st.sampled_from(["", "", "leave"]))
MOVE = st.tuples(st.just("move"), st.integers(1, UNITS - 1), UNIT)
EVENTS = st.lists(st.one_of(LOG, LOG, OWED, OWED, MOVE), max_size=14)
# Each unit but the root stands under one with a smaller number.
PARENTS = st.tuples(*(st.integers(0, n) for n in range(UNITS - 1)))


class World:
    """A tree and what happened in it, made event by event."""

    def __init__(self, parents, events):
        self.units = [make.make_unit("根", kind="county")]
        for parent in parents:
            self.units.append(make.make_unit(parent=self.units[parent]))
        self.admin = make.make_user(role="organisation_admin", unit=self.units[0])
        self.cadre = make.make_cadre(unit=self.units[-1])
        self.homes = [make.make_household(unit=self.units[0]) for _n in range(3)]
        make.make_pairing(self.cadre, self.homes[0], unit=self.units[-1], category="ordinary_household")
        self.rule = make_rule(self.units[0])
        for what, *event in events:
            getattr(self, what)(*event)

    def log(self, unit, day, kind, is_recorded, homes, number):
        state = {} if is_recorded else {"state": "withdrawn", "withdrawn_reason": "重复"}
        unit, targets = self.fresh(unit), tuple(self.homes[n] for n in homes)
        log = make.make_log(self.cadre, unit=unit, by=self.admin, day=day, kind=kind, targets=targets, **state)
        Goods.objects.create(log=log, item="米", amount=Decimal(number) / 4 if number else None)
        solved = {"state": "solved", "solved_on": day} if number % 2 else {}
        Matter.objects.create(log=log, unit=unit, unit_path=unit.path, text="路", sealed=number == 3, **solved)

    def owed(self, unit, due, met, exempt):
        unit, met_on = self.fresh(unit), None if met is None else due + datetime.timedelta(days=met)
        start = due - datetime.timedelta(days=Obligation.objects.count())
        Obligation.objects.create(
            rule=self.rule, unit=unit, home=unit, unit_path=unit.path, window_start=start, window_end=due, due=due,
            required=1, met_on=met_on, exempt=exempt, target_key=Obligation.objects.count(),
        )  # fmt: skip

    def move(self, unit, parent):
        unit, parent = self.fresh(unit), self.fresh(parent)
        if parent.pk != unit.parent_id and not parent.path.startswith(unit.path):
            move(unit, parent)

    def fresh(self, number):
        return Unit.objects.get(pk=self.units[number].pk)


def naive(unit, organised, *, own):
    """The figures, read row by row; whether a path holds the unit is asked of its keys."""

    def counts(row, standing):
        path = row.unit_path if organised == Organised.THEN else standing.path
        return path.endswith(f"{unit.pk:07d}/") if own else unit.pk in [int(key) for key in path.split("/") if key]

    found, homes = defaultdict(int), set()
    for log in VisitLog.objects.select_related("unit", "kind"):
        if log.state == "recorded" and log.first_day.year == 2026 and counts(log, log.unit):
            matters = [matter for matter in log.matters.all() if not matter.sealed]
            found["logs"] += 1
            found["forums"] += log.kind.code == "forum"
            found["visit_people"] += log.cadres.count() if log.kind.is_on_site else 0
            found["reached"] += log.targets.count()
            found["matters"] += len(matters)
            found["solved"] += sum(matter.state == "solved" for matter in matters)
            found["goods_given"] += log.goods.count()
            found["goods"] += sum((row.amount or 0 for row in log.goods.all()), Decimal(0))
            homes |= {target.household_id for target in log.targets.all()}
    found["visit_households"] = len(homes)
    for row in Obligation.objects.select_related("home"):
        if row.due.year == 2026 and counts(row, row.home):
            _count_owed(found, row)
    return found


def _count_owed(found, row):
    found["exempt"] += row.exempt != ""
    if row.exempt == "":
        found["owed"] += 1
        found["done"] += row.met_on is not None
        found["on_time"] += row.met_on is not None and row.met_on <= row.due
        found["late"] += row.met_on is not None and row.met_on > row.due
        found["overdue"] += row.met_on is None and row.due < TODAY


CODES = (
    *("logs", "forums", "visit_people", "reached", "visit_households", "matters", "solved", "goods_given", "goods"),
    *("owed", "done", "on_time", "late", "overdue", "exempt"),
)


def naive_covered(unit, *, own):
    """Paired households that the pairing's unit, or one below it, visited in the year."""
    found = set()
    for pairing in unit.pairings.model.objects.select_related("unit"):
        path = pairing.unit.path
        inside = path == unit.path if own else path.startswith(unit.path)
        logs = VisitLog.objects.filter(state="recorded", first_day__year=2026, targets__household=pairing.household_id)
        if inside and any(log.unit.path.startswith(path) for log in logs):
            found.add(pairing.household_id)
    return len(found)


class WhateverHappened(TestCase):
    @hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(PARENTS, EVENTS, UNIT)
    def test_a_rollup_equals_a_recount(self, parents, events, top):
        world = World(parents, events)
        unit = world.fresh(top)
        for organised in Organised:
            found = rollup(Question(unit, YEAR, organised), reader=world.admin, on=TODAY)
            for row, own in ((found.total, False), (found.rows[0], True)):
                expected = naive(unit, organised, own=own)
                assert {code: row.value(code) for code in CODES} == {code: expected[code] for code in CODES}
                assert row.value("covered") == naive_covered(unit, own=own)
            for code in ("logs", "matters", "goods", "owed"):
                assert sum(row.value(code) for row in found.rows) == found.total.value(code), code
