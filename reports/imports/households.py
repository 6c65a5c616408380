"""Households with those who live in them: the first row of a household states it, each row may add a member.

A household is known by unit, head and group; a member by household and name; somebody without one by unit and name.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import KEEPERS
from accounts.models import Unit
from contacts.models import Household, HouseholdKind, Resident, ResidentKind
from reports.imports.base import Asked, Column, Item, Line, Plan, State, Workbook, among, differences, given
from reports.imports.units_found import Units
from reports.imports.values import alike, day, one_of, person, phone, whole, words


def _kinds() -> dict[str, str]:
    return {str(label): value for value, label in HouseholdKind.choices}


def _member_kinds() -> dict[str, str]:
    return {str(label): value for value, label in ResidentKind.choices}


COLUMNS = (
    Column(
        "head_name",
        gettext_lazy("户主"),
        person,
        note=gettext_lazy("每户的第一行填写；同一户的其他成员另起一行，户主和村留空即可。"),
        width=10,
    ),
    Column(
        "unit",
        gettext_lazy("所在村（社区）"),
        words(400),
        note=gettext_lazy("填了户主的也要填；重名的写明上级。"),
        width=22,
    ),
    Column("group_name", gettext_lazy("村民小组"), words(40), width=10),
    Column("kind", gettext_lazy("户类型"), one_of(_kinds), names=_kinds),
    Column("size", gettext_lazy("人口"), whole(0, 99), width=8),
    Column("labourers", gettext_lazy("劳动力"), whole(0, 99), width=8),
    Column("phone", gettext_lazy("电话"), phone, note=gettext_lazy("加密保存。"), width=16),
    Column("address", gettext_lazy("地址"), words(200), note=gettext_lazy("加密保存。"), width=24),
    Column("hardship", gettext_lazy("致困原因"), words(500), note=gettext_lazy("加密保存。"), width=24),
    Column(
        "registered_on", gettext_lazy("登记日期"), day, note=gettext_lazy("新登记留空的，为导入当天。"), is_day=True
    ),
    Column(
        "member_name",
        gettext_lazy("成员姓名"),
        person,
        note=gettext_lazy("不属于户的群众：不填户主，填村和成员。"),
        width=10,
    ),
    Column("member_kind", gettext_lazy("成员类别"), one_of(_member_kinds), names=_member_kinds),
    Column("member_phone", gettext_lazy("成员电话"), phone, note=gettext_lazy("加密保存。"), width=16),
)
FACTS = ("kind", "size", "labourers", "phone", "address", "hardship", "registered_on")
Key = tuple[int, str, str]


@dataclass(frozen=True)
class HouseholdRow:
    """A household to be entered or changed. `key`: unit, head, group, by which its members find it."""

    key: Key
    unit: Unit
    values: dict[str, Any]


@dataclass(frozen=True)
class MemberRow:
    """Somebody to be entered or changed; `key` of their household, None without one."""

    key: Key | None
    unit: Unit
    values: dict[str, Any]


@dataclass
class _Home:
    """A household of the file: what is there already, what its rows state so far, and where."""

    key: Key
    unit: Unit
    there: Household | None
    line: Line
    values: dict[str, Any]


def check(lines: Sequence[Line], asked: Asked, plan: Plan) -> None:
    _Checking(lines, asked, plan).run(lines)


class _Checking:
    """Walks the rows in their order: a row without a head belongs to the household above."""

    def __init__(self, lines: Sequence[Line], asked: Asked, plan: Plan):
        self.asked, self.plan, self.units = asked, plan, Units(asked.unit)
        top = asked.unit
        self.households: dict[tuple[int, str], list[Household]] = defaultdict(list)
        listed = Household.objects.under(top).filter(removed_on=None, merged_into=None)
        for household in among(listed, "head_name", (line.get("head_name") for line in lines)):
            self.households[(household.unit_id, household.head_name)].append(household)
        self.residents: dict[tuple[int, int | None, str], list[Resident]] = defaultdict(list)
        known = Resident.objects.under(top).filter(removed_on=None)
        for resident in among(known, "name", (line.get("member_name") for line in lines)):
            self.residents[(resident.unit_id, resident.household_id, resident.name)].append(resident)
        self.homes: dict[Key, _Home] = {}
        # By unit and head: where only one is of that name, its further rows need not repeat the group.
        self.namesakes: dict[tuple[int, str], list[_Home]] = defaultdict(list)
        self.members: dict[tuple[Any, ...], int] = {}

    def run(self, lines: Sequence[Line]) -> None:
        home: _Home | None = None
        sheet = ""
        for line in lines:
            home = home if line.sheet == sheet else None
            sheet = line.sheet
            head, member, place = (line.get(key) for key in ("head_name", "member_name", "unit"))
            if head:
                home = self._home(line)
            elif not member:
                self.plan.refuse(line, "head_name", _("请填写户主，或填写成员姓名。"))
            if member and (head or not place):
                self._member(line, home)
            elif member and (unit := self._unit(line)):
                self._person(line, None, unit)
        for home in self.homes.values():
            self._settle(home)

    def _unit(self, line: Line) -> Unit | None:
        if not line.get("unit"):
            self.plan.refuse(line, "unit", _("请填写所在村（社区）。"))
            return None
        unit: Unit | None = self.plan.ask(line, "unit", self.units.find, line.get("unit"))
        if unit is not None and unit.closed_on is not None:
            self.plan.refuse(line, "unit", _("“%(unit)s”已经撤销，请选择其他单位。") % {"unit": unit})
        return unit

    def _home(self, line: Line) -> _Home | None:
        unit = self._unit(line)
        if unit is None:
            return None
        group = line.get("group_name") or ""
        namesakes = self.namesakes[(unit.pk, line.get("head_name"))]
        home = namesakes[0] if len(namesakes) == 1 and not group else self._placed(line, unit, group)
        stated = given(line, *FACTS, "group_name")
        for name, value in stated.items():
            if home.values.setdefault(name, value) != value:
                self.plan.refuse(line, name, _("与第%(row)d行的同一户不一致。") % {"row": home.line.row})
        if home.line is not line and not line.get("member_name"):
            self.plan.refuse(line, "head_name", _("与第%(row)d行重复。") % {"row": home.line.row})
        return home

    def _placed(self, line: Line, unit: Unit, group: str) -> _Home:
        """The household of this group, as the rows above know it, or one that they do not know yet."""
        there = self._there(line, unit, group)
        key = (unit.pk, line.get("head_name"), alike(there.group_name if there and not group else group))
        if key not in self.homes:
            self.homes[key] = _Home(key, unit, there, line, {})
            self.namesakes[key[:2]].append(self.homes[key])
        return self.homes[key]

    def _there(self, line: Line, unit: Unit, group: str) -> Household | None:
        rows = self.households.get((unit.pk, line.get("head_name")), [])
        alike_group = [row for row in rows if alike(row.group_name) == alike(group)]
        without = [row for row in rows if not row.group_name]
        rows = alike_group or (without if group else rows)
        if len(rows) > 1:
            text = _("“%(unit)s”有多户户主为“%(name)s”，请填写村民小组，或先在系统中合并重复的户。")
            self.plan.refuse(line, "group_name", text % {"unit": unit, "name": line.get("head_name")})
        return rows[0] if len(rows) == 1 else None

    def _settle(self, home: _Home) -> None:
        """What is done with a household, when all its rows were read."""
        values, there = home.values, home.there
        new: dict[str, Any] = {"group_name": "", "registered_on": self.asked.on, "head_name": home.key[1]} | values
        size, labourers = (values.get(key, getattr(there, key, None)) for key in ("size", "labourers"))
        if size is not None and labourers is not None and labourers > size:
            self.plan.refuse(home.line, "labourers", _("劳动力不能多于家庭人口。"))
        if new["registered_on"] > self.asked.on:
            self.plan.refuse(home.line, "registered_on", _("日期不能晚于今天。"))
        found = differences(WORKBOOK, there, values) if there else ()
        state = State.NEW if there is None else State.CHANGED if found else State.SAME
        row = HouseholdRow(home.key, home.unit, new if there is None else values)
        label = f"{home.key[1]} · {home.unit} {new['group_name']}".strip()
        self.plan.items.append(Item(home.line, label, state, row, there, found))

    def _member(self, line: Line, home: _Home | None) -> None:
        if home is not None:
            self._person(line, home, home.unit)
        elif not line.get("head_name"):
            self.plan.refuse(line, "member_name", _("上一行没有户主，请填写户主或所在村（社区）。"))

    def _person(self, line: Line, home: _Home | None, unit: Unit) -> None:
        name = line.get("member_name")
        one = (home.key if home else unit.pk, name)
        if one in self.members:
            self.plan.refuse(line, "member_name", _("与第%(row)d行重复。") % {"row": self.members[one]})
            return
        self.members[one] = line.row
        household = home.there if home else None
        is_new_home = home is not None and household is None
        rows = [] if is_new_home else self.residents.get((unit.pk, household.pk if household else None, name), [])
        if len(rows) > 1:
            self.plan.refuse(line, "member_name", _("系统中有多位“%(name)s”，请在页面上更改。") % {"name": name})
        there = rows[0] if len(rows) == 1 else None
        stated = {"kind": line.get("member_kind"), "phone": line.get("member_phone")}
        values = {key: value for key, value in stated.items() if value is not None}
        found = differences(_MEMBERS, there, values) if there else ()
        state = State.NEW if there is None else State.CHANGED if found else State.SAME
        new = {"name": name, "registered_on": self.asked.on} | values
        row = MemberRow(home.key if home else None, unit, new if there is None else values)
        self.plan.items.append(Item(line, f"{name} · {home.key[1] if home else unit}", state, row, there, found))


WORKBOOK = Workbook("households", KEEPERS, COLUMNS, check, gettext_lazy("户主、所在村和家庭成员，困难原因加密保存。"))
# The same columns, called as the fields of a resident are.
_MEMBERS = Workbook(
    "residents",
    KEEPERS,
    tuple(Column(c.key.removeprefix("member_"), c.heading, c.read, names=c.names) for c in COLUMNS[-3:]),
    check,
)
