"""What stands in the cells of a form that is filled for a unit and a period. All figures are read off the rollup."""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from accounts.models import Unit, User
from core import periods
from core.periods import Period, a_year_before
from reports.asking import Question
from reports.own_forms.catalogue import Name
from reports.rollup import Rollup, rollup


def values_of(names: Iterable[Name], *, unit: Unit, period: Period, by: User, on: datetime.date) -> dict[str, Any]:
    """By the Latin name: a value, or the list of a column. One rollup for each scope that the form asks for."""
    wanted = list(names)
    question = Question(unit, period)
    scopes = {"period" if name.scope in ("own", "below") else name.scope for name in wanted} - {"fact"}
    asked = {scope: rollup(replace(question, period=_span(period, scope)), reader=by, on=on) for scope in scopes}
    facts = _facts(unit, period, by, on)
    return {name.latin: facts[name.key] if name.scope == "fact" else _of_scope(name, asked) for name in wanted}


def _span(period: Period, scope: str) -> Period:
    if scope == "year":
        return Period(periods.year(period.end).start, period.end)
    return a_year_before(period) if scope == "last_year" else period


def _facts(unit: Unit, period: Period, by: User, on: datetime.date) -> dict[str, Any]:
    about = {"unit": str(unit), "parent": str(unit.parent or ""), "by": str(by), "on": on}
    return about | {"period": str(period), "year": period.end.year, "start": period.start, "end": period.end}


def _of_scope(name: Name, asked: dict[str, Rollup]) -> Any:
    found = asked["period" if name.scope in ("own", "below") else name.scope]
    if name.scope == "own":
        return found.rows[0].value(name.key)
    if not name.is_column:
        return found.total.value(name.key)
    below = found.rows[1:]
    if name.key == "number":
        return list(range(1, len(below) + 1))
    return [str(row.unit) if name.key == "unit" else row.value(name.key) for row in below]
