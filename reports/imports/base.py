"""The engine: columns, rows that were read, everything that is wrong with them, and what bringing them in would do."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.imports.values import Reader

if TYPE_CHECKING:
    from accounts.models import Unit, User

# The language of the workbooks, whatever language the page speaks.
CHINESE = "zh-hans"
# So many values stand in one condition: what every database takes.
AT_ONCE = 5_000
FORMULA_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")


@dataclass(frozen=True)
class Column:
    """One column. `read` turns the text of a cell into its value. `names`: what may be chosen in it."""

    key: str
    heading: str | Promise
    read: Reader
    required: bool = False
    note: str | Promise = ""
    names: Callable[[], Mapping[str, Any]] | None = None
    width: float = 14
    is_day: bool = False
    # Not repeated in the preview: what was said may be confidential, and is long.
    is_quiet: bool = False

    @cached_property
    def title(self) -> str:
        with translation.override(CHINESE):
            return str(self.heading)


@dataclass(frozen=True)
class Line:
    """One row that was read: where it stands, and its values by the key of the column; empty cells are left out."""

    sheet: str
    row: int
    values: Mapping[str, Any]

    def get(self, key: str, otherwise: Any = None) -> Any:
        return self.values.get(key, otherwise)


@dataclass(frozen=True)
class Mistake:
    """What is wrong where. `column` is the heading, "" for the whole row."""

    sheet: str
    row: int
    column: str
    message: str


class State(models.TextChoices):
    NEW = "new", gettext_lazy("新增")
    CHANGED = "changed", gettext_lazy("变更")
    SAME = "same", gettext_lazy("不变")


@dataclass(frozen=True)
class Difference:
    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class Item:
    """What is done with one thing of the file. `what` is the row that is there, `data` what is written."""

    line: Line
    label: str
    state: str
    data: Any = None
    what: Any = None
    differences: tuple[Difference, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Asked:
    """Who brings in what, where and when. Nothing is brought in outside the unit and what lies below it."""

    unit: "Unit"
    by: "User"
    at: datetime.datetime
    on: datetime.date


@dataclass
class Plan:
    """What would be done, or everything that is wrong."""

    book: "Workbook"
    items: list[Item] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def refuse(self, line: Line, key: str, message: str) -> None:
        """`key` of the column that is to be mended, "" for the whole row."""
        self.mistakes.append(Mistake(line.sheet, line.row, self.book.title_of(key), message))

    def ask(self, line: Line, key: str, find: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """What `find` gives; None where it raises ValueError, whose message is what is wrong in this column."""
        try:
            return find(*args, **options)
        except ValueError as error:
            self.refuse(line, key, str(error))
            return None

    def of(self, state: str) -> list[Item]:
        return [item for item in self.items if item.state == state]

    @property
    def counts(self) -> dict[str, int]:
        return {state: len(self.of(state)) for state in State.values}

    @property
    def fingerprint(self) -> str:
        """Changes as soon as bringing it in would do something else than was shown."""
        shown = [(item.line.row, item.state, item.label, item.differences) for item in self.items]
        return str(_digest(repr(shown)))


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Workbook:
    """A kind of workbook: who may bring it in, its columns, and how what was read becomes a plan."""

    code: str
    roles: tuple[str, ...]
    columns: tuple[Column, ...]
    check: Callable[[Sequence[Line], Asked, Plan], None]
    # What it is for, in a sentence.
    lead: str | Promise = ""
    # It holds for everybody: only who administers a whole organisation brings it in.
    is_of_all: bool = False

    def title_of(self, key: str) -> str:
        return next((column.title for column in self.columns if column.key == key), "")


Raw = tuple[str, int, dict[str, str]]


def plan_of(book: Workbook, raw: Sequence[Raw], asked: Asked) -> Plan:
    """Reads every cell, then asks the kind what is new, changed, or wrong. Writes nothing."""
    plan = Plan(book)
    with translation.override(CHINESE):
        read = [_read(book, *row) for row in raw]
    lines = [line for line, _wrong in read]
    plan.mistakes += [mistake for _line, wrong in read for mistake in wrong]
    book.check(lines, asked, plan)
    order = {column.title: number for number, column in enumerate(book.columns)}
    plan.mistakes = sorted(set(plan.mistakes), key=lambda one: (one.sheet, one.row, order.get(one.column, 0)))
    return plan


def _read(book: Workbook, sheet: str, row: int, cells: dict[str, str]) -> tuple[Line, list[Mistake]]:
    values: dict[str, Any] = {}
    wrong: list[Mistake] = []
    for column in book.columns:
        text = cells.get(column.key, "")
        if not text and not column.required:
            continue
        try:
            values[column.key] = _value(column, text)
        except ValueError as error:
            wrong.append(Mistake(sheet, row, column.title, str(error)))
            values[column.key] = None
    return Line(sheet, row, values), wrong


def _value(column: Column, text: str) -> Any:
    if not text:
        raise ValueError(_("请填写%(heading)s。") % {"heading": column.title})
    if text in FORMULA_ERRORS:
        raise ValueError(_("公式出错（%(text)s），请改为填写内容。") % {"text": text})
    return column.read(text)


def sound(lines: Iterable[Line], *keys: str) -> Iterator[Line]:
    """The lines in which these cells could be read: what is unreadable was refused already."""
    return (line for line in lines if all(line.values.get(key) is not None for key in keys))


def differences(book: Workbook, obj: Any, values: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What differs from what is there. A cell that is empty says nothing: what is there stays."""
    columns = {column.key: column for column in book.columns}
    return tuple(
        Difference(columns[key].title, shown(columns[key], getattr(obj, key)), shown(columns[key], value))
        for key, value in values.items()
        if getattr(obj, key) != value
    )


def stated(book: Workbook, line: Line) -> Iterator[tuple[str, str]]:
    """What a row says, as (heading, value), in the order of the template."""
    for column in book.columns:
        if line.values.get(column.key) is not None and not column.is_quiet:
            yield column.title, shown(column, line.values[column.key])


def shown(column: Column, value: Any) -> str:
    """A value as it is written in the workbook."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, models.Model):
        return str(value)
    with translation.override(CHINESE):
        named = {known: name for name, known in column.names().items()} if column.names else {}
    return "" if value is None else str(named.get(value, value))


def given(line: Line, *keys: str) -> dict[str, Any]:
    """The values of these columns that the row states."""
    return {key: line.values[key] for key in keys if line.values.get(key) is not None}


def among(rows: QuerySet, field: str, values: Iterable[Any]) -> Iterator[Any]:
    """The rows whose field holds one of very many values: some thousand values to a statement."""
    wanted = sorted({value for value in values if value not in (None, "")})
    for first in range(0, len(wanted), AT_ONCE):
        yield from rows.filter(**{f"{field}__in": wanted[first : first + AT_ONCE]})
