"""The brief of a unit for a period: figures beside those of the periods before, what stands out, what needs deciding,
the units below it. All of it is read off the rollup and the records."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from core.periods import Period
from reports.asking import Question
from reports.charts import Chart
from reports.comparing import Compared, before, year_before
from reports.figures import BY_CODE, FIGURES, GROUPS, Figure
from reports.papers.sentences import LEAST, Facts, findings
from reports.papers.to_decide import Waiting, to_decide
from reports.rollup import Row, records, rollup, series, total
from reports.wording import shown

# At a glance, on the first page.
TILES = ("on_time_rate", "visit_people", "coverage", "matters", "solved_rate", "cases")
# Beside each other in the first chart.
RATES = ("on_time_rate", "coverage", "solved_rate", "solution_rate", "case_satisfaction")
# Of each unit below, in the order of the tree.
COLUMNS = (
    *("cadres", "owed", "done", "overdue", "on_time_rate", "visit_people", "visit_households", "coverage"),
    *("matters", "solved", "solved_rate", "forums", "talks", "cases"),
)
# What a rate is made of, or another figure tells better: it stands on the pages of the rollup.
LEFT_OUT = frozenset(
    (
        *("settled", "reached", "visit_residents", "goods_given", "matters_rated", "matters_satisfied"),
        *("response_due", "response_met", "solution_met", "satisfied"),
    )
)
TREND = ("visit_people", "matters", "solved")
# How a trend is divided, by the kind of the period; an own stretch by its length.
STEPS = {"year": "month", "half_year": "month", "quarter": "month", "month": "ten_days"}
LONG_DAYS = 92


@dataclass(frozen=True)
class Line:
    """A figure with its values: of the period, and of each that it is compared with."""

    figure: Figure
    values: list[Any]

    @property
    def shown(self) -> list[str]:
        return [shown(value, self.figure.style) for value in self.values]

    @property
    def is_empty(self) -> bool:
        return not any(self.values)


@dataclass(frozen=True)
class Group:
    name: Any
    lines: list[Line]


@dataclass(frozen=True)
class Child:
    """A unit below with its figures of COLUMNS, as they are read."""

    unit: Unit
    is_own: bool
    cells: list[str]


@dataclass(frozen=True)
class Brief:
    """`compared`: the periods that it is compared with, as far as there are records of them; `is_running`: it is not
    over on that day."""

    unit: Unit
    period: Period
    on: datetime.date
    # When the figures were counted, of a unit so large that they are kept; None: just now.
    as_of: datetime.datetime | None
    compared: list[Compared]
    tiles: list[Line]
    groups: list[Group]
    findings: list[str]
    waiting: list[Waiting]
    rates: Chart
    trend: list[Chart]
    children: list[Child]
    total: Child

    @property
    def is_running(self) -> bool:
        return self.on < self.period.end

    @property
    def columns(self) -> list[Figure]:
        return [BY_CODE[code] for code in COLUMNS]

    @property
    def definitions(self) -> list[Figure]:
        """Of every figure that stands on the paper."""
        told = {line.figure.code for group in self.groups for line in group.lines} | set(COLUMNS) | set(TILES)
        return [figure for figure in FIGURES if figure.code in told]


def brief_of(unit: Unit, period: Period, *, reader: User, on: datetime.date) -> Brief:
    """A fixed number of queries, whatever the size of the tree. Raises PermissionDenied for a unit that the reader does
    not read."""
    question = Question(unit, period)
    found = rollup(question, reader=reader, on=on)
    others = [other for other in (before(period, on), year_before(period, on)) if other]
    rows = [total(replace(question, period=other.period), reader=reader, on=on) for other in others]
    told = [(other, row) for other, row in zip(others, rows, strict=True) if _has_records(row)]
    columns = [found.total, *(row for _other, row in told)]
    lines = {figure.code: Line(figure, [row.value(figure.code) for row in columns]) for figure in FIGURES}
    return Brief(
        unit=unit,
        period=period,
        on=on,
        as_of=found.as_of,
        compared=[other for other, _row in told],
        tiles=[lines[code] for code in TILES],
        groups=_groups(lines),
        findings=findings(facts_of(question, found.total, told, reader=reader, on=on)),
        waiting=to_decide(question, reader=reader, on=on),
        rates=_rates(lines, [other for other, _row in told]),
        trend=_trend(question, reader, on),
        children=[_child(row) for row in found.rows],
        total=_child(found.total),
    )


def _has_records(row: Row) -> bool:
    """Before the first record there is nothing to compare with; that is not as if nothing had been done."""
    return any(row.value(code) for code in ("logs", "owed", "cases"))


def _groups(lines: dict[str, Line]) -> list[Group]:
    """Without what was nothing in any of the periods."""
    told = [line for code, line in lines.items() if code not in LEFT_OUT and not line.is_empty]
    groups = (Group(name, [line for line in told if line.figure.group == code]) for code, name in GROUPS.items())
    return [group for group in groups if group.lines]


def facts_of(
    question: Question, now: Row, told: list[tuple[Compared, Row]], *, reader: User, on: datetime.date
) -> Facts:
    """Two queries more than the rows: how many cadres owed something, and how many of them are behind. Compared is with
    the first of `told`."""
    other, row = told[0] if told else (None, now)
    counted = [_people(question, code, reader, on) for code in ("owed", "overdue")]
    return Facts(now.value, row.value, other.name if other else "", *counted)


def _people(question: Question, code: str, reader: User, on: datetime.date) -> int:
    rows = records(question, code, reader=reader, on=on).queryset.order_by().filter(cadre__isnull=False)
    return rows.aggregate(people=Count("cadre", distinct=True))["people"]


# --- charts ---------------------------------------------------------------------------------------------


def _rates(lines: dict[str, Line], compared: list[Compared]) -> Chart:
    """Of too few there is no bar: one of one would be the longest."""
    told = [lines[code] for code in RATES if (lines[BY_CODE[code].rate_of[1]].values[0] or 0) >= LEAST]  # type: ignore[index]
    names = [_("本期"), *(other.name for other in compared)]
    columns = [(name, [line.values[number] for line in told]) for number, name in enumerate(names)]
    return Chart(_("主要比率"), "rows", [str(line.figure.name) for line in told], columns, style="rate", of=_("指标"))


def _trend(question: Question, reader: User, on: datetime.date) -> list[Chart]:
    """Visits, and what was heard and solved, over the period as far as it has run."""
    period = question.period
    step = STEPS.get(period.kind, "month" if period.days > LONG_DAYS else "week")
    found = series(question, list(TREND), reader=reader, on=on, step=step)
    found = [(part, values) for part, values in found if part.start <= on]
    labels = [step_label(part) for part, _values in found]
    columns = {code: (str(BY_CODE[code].name), [values[code] for _part, values in found]) for code in TREND}
    visits = Chart(_("走访人次"), "bar", labels, [columns["visit_people"]], unit=_("人次"), of=_("时间"))
    matters = Chart(_("收集问题和办结"), "bar", labels, [columns["matters"], columns["solved"]], _("件"), of=_("时间"))
    return [visits, matters]


def step_label(part: Period) -> str:
    """Short enough to stand under a bar: 11月, 11月上旬, 11-02起."""
    if part.kind == "month":
        return _("%(month)d月") % {"month": part.start.month}
    if part.kind == "ten_days":
        names = {1: _("上旬"), 11: _("中旬"), 21: _("下旬")}
        return names[part.start.day]
    return f"{part.start:%m-%d}"


# --- units below ----------------------------------------------------------------------------------------


def _child(row: Row) -> Child:
    cells = [shown(row.value(code), BY_CODE[code].style) for code in COLUMNS]
    return Child(row.unit, row.is_own, cells)
