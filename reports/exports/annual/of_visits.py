"""走访台账."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.exports.sheets import Column
from reports.exports.annual.report import AnnualReport, Ledger
from visits.models import VisitLog
from visits.selectors import ledger_rows

COLUMNS = [
    Column(_("序号"), 7, "index"),
    Column(_("走访日期"), 11, "date"),
    Column(_("走访干部"), 9),
    Column(_("职务"), 13),
    Column(_("联系点/村组"), 13),
    Column(_("走访对象"), 9),
    Column(_("电话"), 13),
    Column(_("走访形式"), 9),
    Column(_("基本情况"), 26),
    Column(_("反映问题/诉求"), 22),
    Column(_("现场答复"), 15),
    Column(_("承诺事项"), 13),
    Column(_("责任单位/人"), 11),
    Column(_("办理时限"), 11, "date"),
    Column(_("办理结果"), 15),
    Column(_("办结日期"), 11, "date"),
    Column(_("群众评价"), 9),
    Column(_("备注"), 11),
]


def logs(report: AnnualReport) -> Any:
    """Of the unit and all below it as the tree stands now, whose first day lies in the period; none withdrawn."""
    period = report.period
    recorded = VisitLog.objects.recorded().under(report.unit.path)
    return recorded.filter(first_day__gte=period.start, first_day__lte=period.end)


def _rows(report: AnnualReport) -> Iterator[list[Any]]:
    found = logs(report).order_by("first_day", "pk")
    rows = ledger_rows(found, phones_under=report.shown_phones, reader=report.reader)
    return ([number, *row[1:]] for number, row in enumerate(rows, 1))


LOGS = Ledger(_("走访台账"), _("期内每一次走访、接访、座谈等记录"), lambda _report: COLUMNS, _rows)
