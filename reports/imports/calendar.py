"""Days off and make-up working days: a year that stands in the file is replaced as a whole."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import ADMINS
from core.calendar_days import AnnouncedDay, problem_of
from core.models import CalendarDay
from reports.imports.base import Asked, Column, Difference, Item, Line, Plan, State, Workbook, sound
from reports.imports.values import day, one_of, words


def _states() -> dict[str, bool]:
    return {_("放假"): True, _("上班"): False}


STATE = Column(
    "state",
    gettext_lazy("安排"),
    one_of(_states),
    required=True,
    names=_states,
    note=gettext_lazy("放假，或周末调休上班。"),
)
COLUMNS = (
    Column(
        "day",
        gettext_lazy("日期"),
        day,
        required=True,
        note=gettext_lazy("每天一行；列入的年度整年替换，请列全。"),
        is_day=True,
    ),
    STATE,
    Column("name", gettext_lazy("名称"), words(40), note=gettext_lazy("节日名称。"), width=20),
)


def check(lines: Sequence[Line], asked: Asked, plan: Plan) -> None:
    first: dict[object, int] = {}
    good = list(sound(lines, "day", "state"))
    years = {line.get("day").year for line in good}
    there = {row.day: row for year in years for row in CalendarDay.objects.filter(day__year=year)}
    for line in good:
        entry = AnnouncedDay(line.get("day"), line.get("state"), line.get("name") or "")
        if entry.day in first:
            plan.refuse(line, "day", _("与第%(row)d行重复。") % {"row": first[entry.day]})
        elif problem := problem_of(entry):
            plan.refuse(line, "state", problem)
        else:
            plan.items.append(_item(line, entry, there.pop(entry.day, None)))
        first.setdefault(entry.day, line.row)
    for gone in there.values():
        _remove(gone, good, plan)


def _item(line: Line, entry: AnnouncedDay, there: CalendarDay | None) -> Item:
    if there is None:
        return Item(line, _words(entry.day, entry.is_off, entry.name), State.NEW, entry)
    before = _words(there.day, there.is_off, there.name)
    after = _words(entry.day, entry.is_off, entry.name)
    found = (Difference(STATE.title, before, after),) if before != after else ()
    return Item(line, str(entry.day), State.CHANGED if found else State.SAME, entry, there, found)


def _remove(gone: CalendarDay, lines: list[Line], plan: Plan) -> None:
    """A day that the file does not name is an ordinary day again."""
    line = next(line for line in lines if line.get("day").year == gone.day.year)
    found = (Difference(STATE.title, _words(gone.day, gone.is_off, gone.name), ""),)
    plan.items.append(Item(line, str(gone.day), State.CHANGED, None, gone, found))


def _words(on: object, is_off: bool, name: str) -> str:
    state = _("放假") if is_off else _("上班")
    return f"{on} {state} {name}".strip()


def by_year(items: Sequence[Item]) -> dict[int, list[AnnouncedDay]]:
    """The days of each year of the file."""
    years: dict[int, list[AnnouncedDay]] = defaultdict(list)
    for item in items:
        if item.data is not None:
            years[item.data.day.year].append(item.data)
    return years


WORKBOOK = Workbook(
    "calendar", ADMINS, COLUMNS, check, gettext_lazy("国务院公布的放假和调休上班日期，整年替换。"), is_of_all=True
)
