"""Rows and values that tests of duties are made of."""

import datetime
from pathlib import Path
from typing import Any

from accounts.models import Cadre, Unit, User
from core import calendar_days
from core.actions import load_calendar
from duties import actions
from duties.models import Obligation, RulebookVersion
from tests import factories

BOOKS = Path(__file__).resolve().parent.parent / "duties" / "rulebooks"
NOON = datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC)
NEW_YEAR = datetime.date(2026, 1, 1)


def day(text: str) -> datetime.date:
    """ "03-10" is 10 March 2026; a full date is itself."""
    return datetime.date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def load_book(code: str, unit: Unit, *, effective_from: datetime.date = NEW_YEAR) -> RulebookVersion:
    """The shipped rulebook, put in force."""
    text = (BOOKS / f"{code}.yaml").read_text(encoding="utf-8")
    return put_in_force(text, unit, effective_from=effective_from)


def put_in_force(text: str, unit: Unit, *, effective_from: datetime.date = NEW_YEAR) -> RulebookVersion:
    return actions.load_rulebook(text, unit=unit, effective_from=effective_from, by=None, at=NOON, on=effective_from)


def load_announced_days(year: int = 2026) -> None:
    """The days off and make-up working days of a year, as announced: they decide where a festival ends."""
    load_calendar(calendar_days.shipped()[year], year=year, source="国务院办公厅", by=None, at=NOON)


class County:
    """A small county in which one cadre is watched: units by kind, made when first asked for."""

    def __init__(self, *books: str, effective_from: datetime.date = NEW_YEAR):
        self.root = factories.make_unit("青河县", kind="county")
        self.clerk: User = factories.make_user(role="organisation_admin", unit=self.root)
        self.units: dict[str, Unit] = {}
        for book in books:
            load_book(book, self.root, effective_from=effective_from)

    def unit(self, kind: str, name: str = "") -> Unit:
        key = name or kind
        if key not in self.units:
            self.units[key] = factories.make_unit(name or f"{kind}一", parent=self.root, kind=kind)
        return self.units[key]

    def cadre(self, kind: str, **fields: Any) -> Cadre:
        return factories.make_cadre(unit=self.unit(kind), **fields)

    def leader(self, kind: str, **fields: Any) -> Cadre:
        return self.cadre(kind, **{"position": "leadership_member", "rank": "township_deputy", **fields})

    def log(self, cadre: Cadre | None, kind: str, on: str, until: str = "", *targets: Any, **fields: Any) -> Any:
        """A log of one cadre, or of a unit (`unit=`); "03-10" is a day of 2026."""
        unit = fields.pop("unit", None) or (cadre.posts.first().unit if cadre else self.root)
        last = day(until) if until else None
        people = [cadre] if cadre else []
        return factories.make_log(
            *people, unit=unit, by=self.clerk, day=day(on), last_day=last, kind=kind, targets=targets, **fields
        )

    def pair(self, cadre: Cadre | None, target: Any, category: str = "", **fields: Any) -> Any:
        unit = fields.pop("unit", None) or (cadre.posts.first().unit if cadre else self.root)
        return factories.make_pairing(cadre, target, unit=unit, category=category, **fields)

    def recompute(self, on: str) -> actions.Changed:
        return actions.recompute(on=day(on))


def owed(code: str, subject: Any, start: str = "", **narrowed: Any) -> Obligation:
    """The one obligation of a subject by a rule, in the window that begins on `start` (or the only one)."""
    name = {"Cadre": "cadre", "Unit": "unit", "Group": "group"}[type(subject).__name__]
    rows = Obligation.objects.filter(rule__code=code, **{name: subject}, **narrowed)
    return rows.get(window_start=day(start)) if start else rows.get()


def figures(row: Obligation) -> tuple[int, int, bool]:
    """(required, achieved, met)"""
    return row.required, row.achieved, row.is_met
