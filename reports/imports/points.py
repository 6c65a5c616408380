"""Contact points: known by unit and name."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import KEEPERS
from accounts.models import Unit
from contacts.models import ContactCategory, ContactPoint, TargetKind
from reports.imports.base import Asked, Column, Item, Line, Plan, State, Workbook, among, differences, given, sound
from reports.imports.units_found import Units
from reports.imports.values import day, one_of, person, phone, words


def _categories() -> dict[str, ContactCategory]:
    return {row.name: row for row in ContactCategory.objects.filter(target=TargetKind.POINT, retired_on=None)}


COLUMNS = (
    Column("name", gettext_lazy("名称"), words(100), required=True, width=24),
    Column(
        "unit", gettext_lazy("所在单位"), words(400), required=True, note=gettext_lazy("重名的写明上级。"), width=24
    ),
    Column("category", gettext_lazy("类型"), words(40), required=True, names=_categories, width=16),
    Column("head_name", gettext_lazy("负责人"), person, width=10),
    Column("phone", gettext_lazy("电话"), phone, note=gettext_lazy("加密保存。"), width=16),
    Column("address", gettext_lazy("地址"), words(200), note=gettext_lazy("加密保存。"), width=28),
    Column("opened_on", gettext_lazy("设立日期"), day, note=gettext_lazy("新联系点留空的，为导入当天。"), is_day=True),
    Column("note", gettext_lazy("备注"), words(200), width=24),
)
FACTS = ("category", "head_name", "phone", "address", "opened_on", "note")


def check(lines: Sequence[Line], asked: Asked, plan: Plan) -> None:
    units, categories = Units(asked.unit), _categories()
    there = _there(lines, asked.unit)
    first: dict[tuple[int, str], int] = {}
    for line in sound(lines, "name", "unit", "category"):
        unit, category = (
            plan.ask(line, "unit", units.find, line.get("unit")),
            plan.ask(line, "category", one_of(lambda: categories), line.get("category")),
        )
        if unit is None or category is None:
            continue
        key = (unit.pk, line.get("name"))
        if key in first:
            plan.refuse(line, "name", _("与第%(row)d行重复。") % {"row": first[key]})
        elif key in there:
            _compare(line, there[key], category, asked, plan)
        else:
            _add(line, unit, category, asked, plan)
        first.setdefault(key, line.row)


def _there(lines: Sequence[Line], top: Unit) -> dict[tuple[int, str], ContactPoint]:
    points = among(_open_under(top), "name", (line.get("name") for line in lines))
    return {(point.unit_id, point.name): point for point in points}


def _open_under(top: Unit) -> Any:
    rows = ContactPoint.objects.under(top).filter(withdrawn_on=None).select_related("unit", "category")
    return rows.annotate(first_paired=Min("pairings__start"))


def _add(line: Line, unit: Unit, category: ContactCategory, asked: Asked, plan: Plan) -> None:
    data = {"opened_on": asked.on} | given(line, "name", *FACTS) | {"unit": unit, "category": category}
    if unit.closed_on is not None and unit.closed_on <= data["opened_on"]:
        plan.refuse(line, "unit", _("“%(unit)s”已经撤销，请选择其他单位。") % {"unit": unit})
    plan.items.append(Item(line, f"{line.get('name')} · {unit}", State.NEW, data))


def _compare(line: Line, point: ContactPoint, category: ContactCategory, asked: Asked, plan: Plan) -> None:
    values = given(line, *FACTS) | {"category": category}
    paired = point.first_paired  # type: ignore[attr-defined]
    if paired is not None and values.get("opened_on", paired) > paired:
        text = _("设立日期不能晚于最早的结对日期（%(day)s）。") % {"day": paired}
        plan.refuse(line, "opened_on", text)
    found = differences(WORKBOOK, point, values)
    state = State.CHANGED if found else State.SAME
    plan.items.append(Item(line, f"{point} · {point.unit}", state, values, point, found))


WORKBOOK = Workbook("points", KEEPERS, COLUMNS, check, gettext_lazy("联系点的名称、所在单位、类型和负责人。"))
