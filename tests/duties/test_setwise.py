"""Rows recomputed by PostgreSQL are those that Python comes to, column by column. Collected on PostgreSQL only."""

import dataclasses

import pytest

from duties import actions, grammar, setwise
from duties.actions.progress import FIELDS
from duties.models import Obligation, Rule
from tests.duties.odd_rules import ODD
from tests.duties.population import Population
from tests.factories_duties import BOOKS, day, put_in_force

pytestmark = pytest.mark.django_db
TODAY = "11-20"
BOOK_CODES = sorted(path.stem for path in BOOKS.glob("*.yaml"))
KEY = ("rule__code", "rule", "subject_key", "target_key", "window_start")


def rows() -> dict[tuple, tuple]:
    found = Obligation.objects.values_list(*KEY, *FIELDS)
    return {tuple(map(str, row[: len(KEY)])): row[len(KEY) :] for row in found}


def in_python(monkeypatch) -> dict[tuple, tuple]:
    """What the other way comes to, from nothing."""
    Obligation.objects.all().delete()
    with monkeypatch.context() as patch:
        patch.setattr(setwise, "is_available", lambda: False)
        actions.recompute(on=day(TODAY))
    return rows()


def differences(one: dict, other: dict) -> list:
    missing = [(key, "only in one") for key in sorted(one.keys() ^ other.keys())]
    unlike = [
        (key, {name: pair for name, *pair in zip(FIELDS, one[key], other[key], strict=True) if pair[0] != pair[1]})
        for key in sorted(one.keys() & other.keys())
        if one[key] != other[key]
    ]
    return (missing + unlike)[:20]


def check(monkeypatch, population: Population) -> dict[tuple, tuple]:
    population.recompute(TODAY)
    found = rows()
    assert population.recompute(TODAY) == actions.Changed()
    assert differences(found, in_python(monkeypatch)) == []
    assert population.recompute(TODAY) == actions.Changed()
    return found


@pytest.mark.parametrize("seed", range(2))
def test_by_every_shipped_rulebook_the_rows_are_the_same(monkeypatch, seed):
    found = check(monkeypatch, Population(seed, *BOOK_CODES))
    assert len(found) > 1000


@pytest.mark.parametrize("seed", range(3))
def test_by_unusual_rules_the_rows_are_the_same(monkeypatch, seed):
    population = Population(seed)
    put_in_force(ODD, population.root, effective_from=day("02-10"))
    check(monkeypatch, population)


@pytest.mark.parametrize("seed", range(2))
def test_after_changes_that_nobody_followed_only_the_differences_are_written(monkeypatch, seed):
    population = Population(seed, "r01", "r02", "r04", "r07", "r17")
    put_in_force(ODD, population.root)
    population.recompute(TODAY)
    for _number in range(20):
        population.step()
    changed = population.recompute(TODAY)
    assert 0 < changed.updated < len(rows()) / 2
    found = rows()
    assert differences(found, in_python(monkeypatch)) == []


def test_rows_that_somebody_brought_up_to_date_meanwhile_stay_as_they_are(monkeypatch):
    """A visit that is saved while the rows are recomputed is not lost."""
    population = Population(1, "r18")
    population.recompute(TODAY)
    row = Obligation.objects.earliest("pk")
    prepare = setwise.prepare

    def save_meanwhile(*args):
        prepare(*args)
        Obligation.objects.filter(pk=row.pk).update(achieved=row.achieved + 7)

    with monkeypatch.context() as patch:
        patch.setattr(setwise, "prepare", save_meanwhile)
        assert population.recompute(TODAY) == actions.Changed()
    assert population.recompute(TODAY).updated == 1
    assert Obligation.objects.get(pk=row.pk).achieved == row.achieved


def test_almost_every_shipped_rule_is_said_in_sql():
    Population(0, *BOOK_CODES)
    left = {rule.code for rule in Rule.objects.filter(kind="duty") if not setwise.can(rule.parsed)}
    assert left == {"2.1", "2.2", "4.1", "4.1-1", "4.1-2", "10.7", "16.6-1", "17.3"}


def test_what_a_rule_can_say_is_known_here():
    """A new key of the grammar has to be said in SQL as well, or `can` has to refuse it; then it is added here."""
    known = {
        grammar.Who: 19,
        grammar.By: 3,
        grammar.Whom: 6,
        grammar.Slot: 4,
        grammar.Measure: 11,
        grammar.Also: 20,
        grammar.AtLeast: 3,
        grammar.Rule: 22,
        grammar.Liability: 4,
    }
    assert {kind: len(dataclasses.fields(kind)) for kind in known} == known
