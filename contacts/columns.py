"""The columns of the registers: points, households, residents. What is for who holds them is empty for others."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.lists import Column
from core.wording import joined


def holders_of(row: Any) -> str:
    """Who holds it now."""
    named = joined(pairing.cadre or pairing.unit.label for pairing in row.current_pairings)
    return named or _("无人联系")


def private(value: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Only on rows whose personal data the reader may read (`with_private`)."""
    return lambda row: value(row) if row.may_read else None


PAIRINGS = (
    Column("target", gettext_lazy("联系对象"), lambda pairing: pairing.target, is_cell=True, width=22),
    Column("category", gettext_lazy("类别"), lambda pairing: pairing.category),
    Column("cadre", gettext_lazy("结对干部"), lambda pairing: pairing.cadre or pairing.unit.label),
    Column("unit", gettext_lazy("结对单位"), lambda pairing: pairing.unit.label),
    Column("place", gettext_lazy("所在单位"), lambda pairing: pairing.target.unit.label),
    Column("person", gettext_lazy("具体负责人"), lambda pairing: pairing.contact_person, is_extra=True),
    Column("start", gettext_lazy("开始日期"), lambda pairing: pairing.start, "date"),
    Column("end", gettext_lazy("结束日期"), lambda pairing: pairing.end, "date"),
)


def state_of_plan(plan: Any) -> str:
    if plan.closed_on:
        return _("已结束")
    return _("超过计划期限") if plan.is_over else _("进行中")


def measures_of(plan: Any) -> str:
    return f"{plan.done_count} / {plan.measure_count}" if plan.measure_count else _("尚无措施")


PLANS = (
    Column("household", gettext_lazy("户主"), lambda plan: plan, is_cell=True),
    Column("place", gettext_lazy("所在村（社区）"), lambda plan: plan.household.unit.label),
    Column("unit", gettext_lazy("帮扶单位"), lambda plan: plan.unit.label),
    Column("cadre", gettext_lazy("帮扶责任人"), lambda plan: plan.cadre),
    Column("start", gettext_lazy("开始日期"), lambda plan: plan.start, "date"),
    Column("end", gettext_lazy("结束日期"), lambda plan: plan.end, "date"),
    Column("measures", gettext_lazy("措施落实"), measures_of),
    Column("spent", gettext_lazy("金额（元）"), lambda plan: plan.spent, "money"),
    Column("state", gettext_lazy("状态"), state_of_plan, is_cell=True),
    Column("closed_on", gettext_lazy("结束于"), lambda plan: plan.closed_on, "date", is_extra=True),
)
POINTS = (
    Column("name", gettext_lazy("名称"), lambda point: point, is_cell=True, width=24),
    Column("category", gettext_lazy("类型"), lambda point: point.category),
    Column("unit", gettext_lazy("所在单位"), lambda point: point.unit.label),
    Column("head", gettext_lazy("负责人"), lambda point: point.head_name),
    Column("holders", gettext_lazy("联系领导"), holders_of, is_cell=True),
    Column("opened_on", gettext_lazy("设立日期"), lambda point: point.opened_on, "date", is_extra=True),
    Column("withdrawn_on", gettext_lazy("撤销日期"), lambda point: point.withdrawn_on, "date", is_extra=True),
    Column("note", gettext_lazy("备注"), lambda point: point.note, is_extra=True, width=24),
)
HOUSEHOLDS = (
    Column("head", gettext_lazy("户主"), lambda household: household, is_cell=True),
    Column("unit", gettext_lazy("所在村（社区）"), lambda row: f"{row.unit.label} {row.group_name}".strip()),
    Column("kind", gettext_lazy("户类型"), private(lambda row: row.get_kind_display()), is_cell=True),
    Column("size", gettext_lazy("人口"), private(lambda row: row.size), "number"),
    Column("labourers", gettext_lazy("劳动力"), private(lambda row: row.labourers), "number", is_extra=True),
    Column("holders", gettext_lazy("结对干部"), private(holders_of), is_cell=True),
    Column("registered_on", gettext_lazy("登记日期"), lambda row: row.registered_on, "date", is_extra=True),
    Column("removed_on", gettext_lazy("销户日期"), lambda row: row.removed_on, "date", is_extra=True),
)
RESIDENTS = (
    Column("name", gettext_lazy("姓名"), lambda resident: resident, is_cell=True),
    Column("unit", gettext_lazy("所在单位"), lambda row: row.unit.label),
    Column("kind", gettext_lazy("类别"), private(lambda row: row.get_kind_display()), is_cell=True),
    Column("household", gettext_lazy("所属户"), private(lambda row: row.household)),
    Column("holders", gettext_lazy("结对干部"), private(lambda row: holders_of(row)), is_cell=True),
    Column("registered_on", gettext_lazy("登记日期"), lambda row: row.registered_on, "date", is_extra=True),
    Column("removed_on", gettext_lazy("移出日期"), lambda row: row.removed_on, "date", is_extra=True),
)
