"""季度考核, 信息采用, 民主评议, 述职."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.models import (
    Adoption,
    AppraisalGrade,
    InformationItem,
    ScoreSheet,
    SectionCode,
    Statement,
    SurveyResult,
)
from assessments.selectors.ledger import appraisal_rows, item_rows, score_rows, statement_rows
from core.exports.sheets import Column
from reports.exports.annual.report import AnnualReport, Ledger, numbered

SCORE_COLUMNS = [
    Column(_("季度"), 12),
    Column(_("考核对象"), 11),
    Column(_("单位"), 14),
    Column(_("序号"), 6, "index"),
    Column(_("项目"), 26),
    Column(_("标准"), 38),
    Column(_("分值"), 8, "points"),
    Column(_("数据来源"), 22),
    Column(_("自评"), 8, "points"),
    Column(_("核分"), 8, "points"),
    Column(_("扣分原因"), 26),
]
ITEM_COLUMNS = [
    Column(_("日期"), 12, "date"),
    Column(_("题目"), 46),
    Column(_("报送人"), 12),
    Column(_("采用层级"), 18),
    Column(_("奖金"), 12, "money", "sum"),
]
STATEMENT_WIDTHS = {"basics": 22, "visits": 30, "solved": 26, "sponsored": 18, "commitments": 18}


def _appraisal_columns(_report: AnnualReport) -> list[Column]:
    columns = [Column(_("序号"), 6, "index"), Column(_("姓名"), 12), Column(_("组织单位"), 20)]
    for grade in AppraisalGrade:
        columns.append(Column(str(_("%(choice)s（票）")) % {"choice": grade.label}, 12, "number"))
        columns.append(Column(str(_("%(choice)s（%%）")) % {"choice": grade.label}, 12, "rate"))
    return [*columns, Column(_("组织评定"), 12)]


def _statement_columns(_report: AnnualReport) -> list[Column]:
    sections = [Column(section.label, STATEMENT_WIDTHS.get(section, 24)) for section in SectionCode]
    return [Column(_("述职人"), 10), Column(_("单位"), 14), *sections, Column(_("提交日期"), 12, "date")]


def _scores(report: AnnualReport) -> Iterator[Any]:
    sheets = ScoreSheet.objects.visible_to(report.reader).filter(unit_path__startswith=report.unit.path)
    return score_rows(sheets.filter(assessment__year=report.year), reader=report.reader)


def _items(report: AnnualReport) -> Iterator[Any]:
    period = report.period
    items = InformationItem.objects.visible_to(report.reader).filter(unit_path__startswith=report.unit.path)
    adopted = Adoption.objects.filter(item__in=items.order_by().values("pk"))
    return item_rows(adopted.filter(on__range=(period.start, period.end)))


def _appraisals(report: AnnualReport) -> Iterator[Any]:
    results = SurveyResult.objects.visible_to(report.reader).filter(survey__unit_path__startswith=report.unit.path)
    return numbered(appraisal_rows(results, report.period))


def _statements(report: AnnualReport) -> Iterator[Any]:
    seen = Statement.objects.visible_to(report.reader).filter(unit_path__startswith=report.unit.path, year=report.year)
    return ([row.subject, row.unit, *row.sections, row.submitted_on] for row in statement_rows(seen))


SCORES = Ledger(
    _("季度考核"), _("各季度考核表的项目、自评和核分"), lambda _report: SCORE_COLUMNS, _scores, title=_("季度考核表")
)
ITEMS = Ledger(
    _("信息采用"),
    _("期内采用的信息和奖金；几级采用的只计最高一级"),
    lambda _report: ITEM_COLUMNS,
    _items,
)
APPRAISALS = Ledger(
    _("民主评议"),
    _("期内公布的民主评议：各等次票数、比例和组织评定"),
    _appraisal_columns,
    _appraisals,
    title=_("民主评议结果"),
    remarks=lambda _report: [_("不足五票的不公布。名单按评议票顺序排列，不排名次。")],
)
STATEMENTS = Ledger(
    _("述职"),
    _("已提交的述职报告（联系群众部分）"),
    _statement_columns,
    _statements,
    title=_("述职报告（联系群众部分）"),
)
