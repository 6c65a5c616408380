"""责任落实: what everybody owed in the year, and what came of it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.exports.sheets import Column
from duties.ledger import duty_rows
from duties.models import Obligation
from reports.exports.annual.report import AnnualReport, Ledger, numbered

COLUMNS = [
    Column(_("序号"), 8, "index"),
    Column(_("责任人"), 11),
    Column(_("单位"), 20),
    Column(_("制度"), 26),
    Column(_("条款"), 28),
    Column(_("对象"), 16),
    Column(_("时段"), 22),
    Column(_("期限"), 12, "date"),
    Column(_("应完成"), 8, "number"),
    Column(_("已完成"), 8, "number"),
    Column(_("达标日期"), 12, "date"),
    Column(_("状态"), 16),
]


def obligations(report: AnnualReport) -> Any:
    """Due in the period, as the figures of duties count them."""
    period = report.period
    seen = Obligation.objects.visible_to(report.reader).filter(unit_path__startswith=report.unit.path)
    return seen.filter(due__range=(period.start, period.end))


def _rows(report: AnnualReport) -> Iterator[Any]:
    ordered = obligations(report).order_by("unit_path", "subject_key", "rule__order", "window_start", "pk")
    return numbered(duty_rows(ordered, on=report.on))


DUTIES = Ledger(
    _("责任落实"),
    _("每个责任人按哪条制度、在什么时段应完成和已完成多少"),
    lambda _report: COLUMNS,
    _rows,
    title=_("制度责任落实情况"),
)
