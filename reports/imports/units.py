"""Units: the tree, in any order of rows. A unit is known by its parent and its name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import ADMINS
from accounts.models import Unit, unit_kind_choices
from reports.imports.base import Asked, Column, Item, Line, Plan, State, Workbook, differences, given, sound
from reports.imports.units_found import Path, Units, steps
from reports.imports.values import alike, day, one_of, whole, words


def _kinds() -> dict[str, str]:
    return {str(name): code for code, name in unit_kind_choices()}


COLUMNS = (
    Column(
        "parent",
        gettext_lazy("上级单位"),
        words(400),
        note=gettext_lazy("直属导入范围的留空；重名时写明路径，如“河口镇/柳林村”。上级单位可以在同一表内。"),
        width=26,
    ),
    Column("name", gettext_lazy("单位名称"), words(100), required=True, width=26),
    Column("kind", gettext_lazy("单位类型"), one_of(_kinds), required=True, names=_kinds),
    Column("short_name", gettext_lazy("简称"), words(40)),
    Column("opened_on", gettext_lazy("设立日期"), day, is_day=True),
    Column("order", gettext_lazy("排序"), whole(0, 1_000_000), note=gettext_lazy("同级单位中数字小的在前。")),
)


@dataclass(frozen=True)
class NewUnit:
    """A unit to be set up, under a unit that is there or under another new one. `path`: names below the top."""

    path: Path
    values: dict[str, Any]
    parent: Unit | None


def check(lines: Sequence[Line], asked: Asked, plan: Plan) -> None:
    known = Units(asked.unit)
    placed = _Placing(known, list(sound(lines, "name")), plan).places()
    there = {_key(known.names_to(unit)): unit for unit in known.by_key.values() if unit.closed_on is None}
    first: dict[Path, int] = {}
    for line, path in placed:
        key = _key(path)
        if key in first:
            plan.refuse(line, "name", _("与第%(row)d行重复。") % {"row": first[key]})
            continue
        first[key] = line.row
        unit = there.get(key)
        if unit is None:
            _add(line, path, there.get(_key(path[:-1])), asked, plan)
        else:
            _compare(line, unit, known, plan)


def _key(path: Path) -> Path:
    return tuple(alike(name) for name in path)


class _Placing:
    """Where each row lies, when its parent may stand further down in the same file."""

    def __init__(self, known: Units, lines: list[Line], plan: Plan):
        self.known, self.plan = known, plan
        self.open = lines
        self.paths: dict[str, set[Path]] = defaultdict(set)
        for unit in known.by_key.values():
            if unit.closed_on is None:
                path = known.names_to(unit)
                self.paths[alike(unit.name)].add(path)
                self.paths[alike(unit.short_name)].add(path)
        self.done: list[tuple[Line, Path]] = []

    def places(self) -> list[tuple[Line, Path]]:
        """Every row that has a place, in the order of the file; the others are refused."""
        patient = True
        while self.open:
            before = len(self.open)
            waiting = {alike(line.get("name")) for line in self.open}
            self.open = [line for line in self.open if not self._place(line, waiting if patient else set())]
            if len(self.open) == before:
                if not patient:
                    break
                patient = False
        for line in self.open:
            self._refuse(line)
        return sorted(self.done, key=lambda one: (one[0].sheet, one[0].row))

    def _place(self, line: Line, waiting: set[str]) -> bool:
        """Whether the row found its place. While others of its parent's name wait, so does it: they may be meant."""
        parents = self._parents(line)
        names = steps(line.get("parent") or "")
        if len(parents) != 1 or (names and alike(names[-1]) in waiting - {alike(line.get("name"))}):
            return False
        path = (*parents[0], line.get("name"))
        self.paths[alike(path[-1])].add(path)
        self.done.append((line, path))
        return True

    def _parents(self, line: Line) -> list[Path]:
        """Where the parent lies, as far as what is placed so far says; several when its name does not tell."""
        names, top = _key(steps(line.get("parent") or "")), self.known.names_to(self.known.top)
        if not names:
            return [top]
        there = sorted(path for path in self.paths[names[-1]] if self._ends(path, names))
        exact = [path for path in there if names in (_key(path), _key(path[1:]), self._whole(path))]
        return exact if len(exact) == 1 else there

    def _whole(self, path: Path) -> Path:
        return _key((*self.known.above, *path))

    def _ends(self, path: Path, names: Path) -> bool:
        """Whether the path ends with these names; one that stands alone may be a short name."""
        return len(names) == 1 or self._whole(path)[-len(names) :] == names

    def _refuse(self, line: Line) -> None:
        text = line.get("parent")
        found = ["/".join(path[1:] or path) for path in self._parents(line)[:3]]
        message = _("系统和表中都没有上级单位“%(text)s”，请核对名称。") % {"text": text}
        if len(found) > 1:
            message = _("有多个“%(text)s”，请写明上级，如：%(paths)s。") % {"text": text, "paths": "\u3001".join(found)}
        self.plan.refuse(line, "parent", message)


def _add(line: Line, path: Path, parent: Unit | None, asked: Asked, plan: Plan) -> None:
    opened_on = line.get("opened_on")
    if opened_on and opened_on > asked.on:
        plan.refuse(line, "opened_on", _("日期不能晚于今天。"))
    values = given(line, "kind", "short_name", "opened_on", "order")
    plan.items.append(Item(line, "/".join(path[1:]), State.NEW, NewUnit(path, values, parent)))


def _compare(line: Line, unit: Unit, known: Units, plan: Plan) -> None:
    opened_on = line.get("opened_on")
    if opened_on and opened_on != unit.opened_on:
        text = _("系统中的设立日期是%(day)s，导入不更改已有单位的设立日期，请留空。")
        plan.refuse(line, "opened_on", text % {"day": unit.opened_on or _("空")})
    values = given(line, "kind", "short_name", "order")
    found = differences(WORKBOOK, unit, values)
    state = State.CHANGED if found else State.SAME
    plan.items.append(Item(line, known.path_of(unit), state, values, unit, found))


WORKBOOK = Workbook(
    "units", ADMINS, COLUMNS, check, gettext_lazy("组织树：上级单位、名称、类型。上下级可以在同一表内，先后不限。")
)
