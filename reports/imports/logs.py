"""Logs of earlier years from paper: known by day, kind, unit, who went, whom they reached, and what was written."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import KEEPERS
from accounts.models import Cadre, Post, Unit
from contacts.models import Pairing
from contacts.selectors.targets import Target
from core.errors import DomainError
from reports.imports.base import Asked, Column, Item, Line, Plan, State, Workbook, among, sound
from reports.imports.cadres_found import Cadres, named, split_names, split_number
from reports.imports.targets_found import Targets, key_of
from reports.imports.units_found import Units
from reports.imports.values import day, one_of, prose, whole, words
from visits.actions import guards
from visits.models import VisitKind, VisitLog, VisitParticipant, VisitTarget


def _kinds() -> dict[str, VisitKind]:
    return {kind.name: kind for kind in VisitKind.objects.filter(is_by_hand=True, retired_on=None)}


COLUMNS = (
    Column("first_day", gettext_lazy("走访日期"), day, required=True, is_day=True),
    Column(
        "last_day",
        gettext_lazy("结束日期"),
        day,
        note=gettext_lazy("只有驻点、同住等可跨多日的形式填写。"),
        is_day=True,
    ),
    Column("kind", gettext_lazy("走访形式"), words(40), required=True, names=_kinds),
    Column(
        "cadres",
        gettext_lazy("走访干部"),
        words(400),
        required=True,
        note=gettext_lazy("带队的写在最前，多人用顿号隔开；有同名的在姓名后写工号，如：张三（001023）。"),
        width=24,
    ),
    Column(
        "unit",
        gettext_lazy("代表单位"),
        words(400),
        note=gettext_lazy("留空的，为带队干部的主要职务所在单位。"),
        width=20,
    ),
    Column(
        "targets",
        gettext_lazy("走访对象"),
        words(1000),
        note=gettext_lazy("多个用顿号隔开；有重名的在后面写所在村或单位，如：陈大山（柳林村）。"),
        width=28,
    ),
    Column(
        "content",
        gettext_lazy("基本情况"),
        prose(5000),
        is_quiet=True,
        note=gettext_lazy("保密的谈话加密保存。"),
        width=40,
    ),
    Column("matter", gettext_lazy("反映问题"), prose(2000), is_quiet=True, width=28),
    Column(
        "reply",
        gettext_lazy("答复"),
        prose(2000),
        is_quiet=True,
        note=gettext_lazy("没有答复的问题，导入后列为待办理的诉求。"),
        width=28,
    ),
    Column("people_count", gettext_lazy("参加人数"), whole(0, 1_000_000), width=10),
)
# Day, kind, unit, who, whom, what was written.
Identity = tuple[Any, ...]


@dataclass(frozen=True)
class LogRow:
    """A log to be entered. The first cadre leads."""

    kind: VisitKind
    unit: Unit
    cadres: tuple[Cadre, ...]
    targets: tuple[Target, ...]
    line: Line

    @property
    def last_day(self) -> Any:
        return self.line.get("last_day") or self.line.get("first_day")

    @property
    def identity(self) -> Identity:
        cadres, targets = frozenset(c.pk for c in self.cadres), frozenset(map(key_of, self.targets))
        written = "" if self.kind.is_confidential else self.line.get("content") or ""
        return self.line.get("first_day"), self.kind.pk, self.unit.pk, cadres, targets, _digest(written)


def check(lines: Sequence[Line], asked: Asked, plan: Plan) -> None:
    good = list(sound(lines, "first_day", "kind", "cadres"))
    _Checking(good, asked, plan).run(good)


class _Checking:
    def __init__(self, lines: list[Line], asked: Asked, plan: Plan):
        self.asked, self.plan = asked, plan
        self.units, self.kinds = Units(asked.unit), _kinds()
        people = {name for line in lines for name in split_names(line.get("cadres"))}
        self.cadres = Cadres(asked.unit, (named(name) for name in people))
        targets = {name for line in lines for name in split_names(line.get("targets") or "")}
        self.targets = Targets(asked.by, {part for name in targets for part in (name, split_number(name)[0])})
        self.held = self._held()

    def _held(self) -> dict[int, frozenset[int]]:
        """Whom each of the cadres holds or held: of namesakes they are meant."""
        held: dict[int, set[int]] = {}
        pairings = Pairing.objects.filter(Pairing.objects.effective())
        for cadre, key in among(pairings.values_list("cadre", "target_key"), "cadre", self.cadres.posts):
            held.setdefault(cadre, set()).add(key)
        return {cadre: frozenset(keys) for cadre, keys in held.items()}

    def run(self, lines: list[Line]) -> None:
        rows = [row for line in lines if (row := self._row(line)) is not None and self._is_possible(row)]
        there, first = _there(rows), dict[Identity, int]()
        for row in rows:
            identity = row.identity
            if identity in first:
                text = _("与第%(row)d行重复。") % {"row": first[identity]}
                self.plan.refuse(row.line, "first_day", text)
                continue
            first[identity] = row.line.row
            state = State.SAME if identity in there else State.NEW
            names = "\u3001".join(cadre.name for cadre in row.cadres)
            self.plan.items.append(Item(row.line, f"{row.line.get('first_day')} {row.kind} · {names}", state, row))

    def _row(self, line: Line) -> LogRow | None:
        kind = self.plan.ask(line, "kind", one_of(lambda: self.kinds), line.get("kind"))
        cadres = self._all(line, "cadres", self._cadre)
        targets = self._all(line, "targets", lambda name, line: self._target(name, line, cadres or ()))
        if kind is None or not cadres or targets is None:
            return None
        unit = self._unit(line, self.cadres.posts_on(cadres[0], line.get("first_day")))
        return LogRow(kind, unit, cadres, targets, line) if unit else None

    def _all(self, line: Line, key: str, find: Any) -> tuple[Any, ...] | None:
        """Everything that the cell names, each once; None where something is not clear."""
        found = [self.plan.ask(line, key, find, name, line) for name in split_names(line.get(key) or "")]
        return None if None in found else tuple(dict.fromkeys(found))

    def _cadre(self, text: str, line: Line) -> Cadre:
        return self.cadres.find(*named(text), line.get("first_day"))

    def _target(self, text: str, line: Line, cadres: Sequence[Cadre]) -> Target:
        """A name in brackets is the place, unless it belongs to the name itself ("柳林村（社区）")."""
        held = frozenset[int]().union(*(self.held.get(cadre.pk, frozenset()) for cadre in cadres))
        name, place = (text, "") if text in self.targets.by_name else split_number(text)
        return self.targets.find(name, place, keys=held)

    def _unit(self, line: Line, posts: list[Post]) -> Unit | None:
        if not line.get("unit"):
            return posts[0].unit
        unit: Unit | None = self.plan.ask(line, "unit", self.units.find, line.get("unit"))
        return unit

    def _is_possible(self, row: LogRow) -> bool:
        """Asks what saving one log asks; says at the column what is refused."""
        line, before = row.line, len(self.plan.mistakes)
        posts = {cadre.pk: self.cadres.posts_on(cadre, line.get("first_day")) for cadre in row.cadres}
        first_day, by = line.get("first_day"), self.asked.by
        self._guard(line, guards.check_kind, row.kind, on=first_day)
        self._guard(line, guards.check_days, row.kind, first_day, row.last_day, today=self.asked.on)
        self._guard(line, guards.check_may_record, by, row.cadres, posts)
        self._guard(line, guards.check_targets, row.kind, row.targets, on=first_day)
        if line.get("reply") and not line.get("matter"):
            self.plan.refuse(line, "matter", _("有答复的，请填写反映的问题。"))
        return len(self.plan.mistakes) == before

    def _guard(self, line: Line, guard: Any, *args: Any, **options: Any) -> None:
        try:
            guard(*args, **options)
        except DomainError as error:
            self.plan.refuse(line, error.field or "", error.message)


def _there(rows: list[LogRow]) -> set[Identity]:
    """Identities of the recorded logs of these days and units. Four queries for some thousand days."""
    days, units = {row.line.get("first_day") for row in rows}, {row.unit.pk for row in rows}
    known = VisitLog.objects.recorded().values_list("pk", "first_day", "kind", "unit", "content")
    logs = [log for log in among(known, "first_day", days) if log[3] in units]
    keys = {log[0] for log in logs}
    cadres = _gathered(VisitParticipant, "cadre", keys)
    targets = _gathered(VisitTarget, "target_key", keys)
    nobody = frozenset[int]()
    return {
        (day, kind, unit, cadres.get(pk, nobody), targets.get(pk, nobody), _digest(content))
        for pk, day, kind, unit, content in logs
    }


def _gathered(model: Any, field: str, logs: set[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for log, key in among(model.objects.order_by().values_list("log", field), "log", logs):
        found.setdefault(log, set()).add(key)
    return {log: frozenset(keys) for log, keys in found.items()}


def _digest(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()


WORKBOOK = Workbook("logs", KEEPERS, COLUMNS, check, gettext_lazy("以前年度纸质记录本上的走访，标为纸质补录。"))
