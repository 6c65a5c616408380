"""年度汇总 by unit, and 指标说明."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.exports.sheets import Column
from core.exports.xlsx import letter
from reports.exports.annual.report import AnnualReport, Ledger
from reports.figures import ANNUAL


def summary_columns(_report: AnnualReport) -> list[Column]:
    """序号, 单位, then one column for each figure; a rate is weighted by its whole in the sum row, and has no sum where
    its whole is not on the sheet."""
    letters = {figure.code: letter(number) for number, figure in enumerate(ANNUAL, 3)}
    columns = [Column(_("序号"), 5, "index"), Column(_("单位"), 22)]
    for figure in ANNUAL:
        weight = letters.get(figure.rate_of[1], "") if figure.rate_of else ""
        total = "sum" if not figure.rate_of else "rate" if weight else ""
        columns.append(Column(figure.name, 13 if figure.is_money else 8, figure.style, total, weight))
    return columns


def _summary(report: AnnualReport) -> Iterator[list[Any]]:
    """The unit's own work, and each unit below it."""
    for number, row in enumerate(report.figures.rows, 1):
        name = gettext("%(unit)s（本级）") % {"unit": row.unit} if row.is_own else str(row.unit)
        yield [number, name, *(row.value(figure.code) for figure in ANNUAL)]


def _said(report: AnnualReport) -> list[Any]:
    """What a sum of units is, and as of when the figures of a very large unit are."""
    notes = [gettext("合计为各单位之和；同一联系点、联系户由几个单位联系的，在合计中重复计算。")]
    if moment := report.figures.as_of:
        when = date_format(timezone.localtime(moment), "DATETIME_FORMAT")
        notes.append(gettext("单位范围较大，本表数字统计至%(moment)s。") % {"moment": when})
    return notes


def _definitions(_report: AnnualReport) -> Iterator[list[Any]]:
    return ([figure.name, figure.definition] for figure in ANNUAL)


SUMMARY = Ledger(
    _("年度汇总"),
    _("按单位汇总的各项指标"),
    summary_columns,
    _summary,
    title=_("联系群众工作汇总表"),
    remarks=_said,
)
DEFINITIONS = Ledger(
    _("指标说明"),
    _("年度汇总各项指标的口径"),
    lambda _report: [Column(_("指标"), 16), Column(_("口径"), 100)],
    _definitions,
)
