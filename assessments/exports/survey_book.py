"""The result of a survey as a workbook in the style of ledgers: votes, shares and 组织评定, question by question.

What is not told (fewer than five answers) stands as a dash, and is in no sum.
"""

import datetime
import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import OF_PEOPLE, QuestionKind
from assessments.selectors.circulation import Line, Report, Table
from core.exports.sheets import Column, SheetHead, new_book, write_sheet


def survey_book(report: Report, *, made_by: str, on: datetime.date) -> bytes:
    """The bytes of the workbook: 参加情况, then one sheet for each question that is no text."""
    survey = report.survey
    book = new_book()
    _write_turnout(book, report, _head(report, survey.title, made_by, on))
    for table in report.tables:
        title = _("民主评议") if table.question.kind == QuestionKind.GRADE else table.question.text
        name = f"{table.question.number} {title}"
        head = _head(report, f"{survey.title} {title}", made_by, on)
        write_sheet(book, name, head, _columns(table), _rows(table))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _head(report: Report, title: str, made_by: str, on: datetime.date) -> SheetHead:
    return SheetHead(title, str(report.survey.unit), on, made_by)


def _write_turnout(book: Any, report: Report, head: SheetHead) -> None:
    columns = [
        Column(gettext_lazy("序号"), 6, "number"),
        Column(gettext_lazy("单位（对象）"), 30),
        Column(gettext_lazy("应参加"), 12, "number", total="sum"),
        Column(gettext_lazy("收回有效票"), 12, "number", total="sum"),
        Column(gettext_lazy("回收率"), 12, "rate", total="rate", weight="C"),
    ]
    parts = [row for row in report.turnout if not row.is_total] or report.turnout
    rows = ([n, row.group, row.drawn, row.answers, row.share] for n, row in enumerate(parts, 1))
    write_sheet(book, _("参加情况"), head, columns, rows)


def _columns(table: Table) -> list[Column]:
    """序号, 名称, 有效票, then votes and share of each choice; for grades 组织评定 and the reason."""
    columns = [Column(gettext_lazy("序号"), 6, "number"), Column(_name_of(table), 22)]
    columns.append(Column(gettext_lazy("有效票"), 9, "number", total="sum"))
    for _code, label in table.question.choices:
        columns.append(Column(_("%(choice)s（票）") % {"choice": label}, 11, "number", total="sum"))
        columns.append(Column(_("%(choice)s（%%）") % {"choice": label}, 11, "rate", total="rate", weight="C"))
    if table.question.kind == QuestionKind.GRADE:
        columns += [Column(gettext_lazy("组织评定"), 12), Column(gettext_lazy("备注"), 26)]
    return columns


def _name_of(table: Table) -> Any:
    if not table.is_of_each:
        return gettext_lazy("单位（对象）")
    is_of_people = all(line.subject and line.subject.kind in OF_PEOPLE for line in table.lines)
    return gettext_lazy("姓名") if is_of_people else gettext_lazy("评议对象")


def _rows(table: Table) -> Iterator[list[Any]]:
    """Without the total: the sheet has its own line of sums."""
    lines = [line for line in table.lines if not line.is_total] or table.lines
    for number, line in enumerate(lines, 1):
        yield [number, line.name, line.answers, *_figures(line), *_decided(line)]


def _figures(line: Line) -> list[Any]:
    if line.answers is None:
        return [None, None] * len(line.question.choices)
    return [figure for share in line.shares for figure in (share.votes, share.share)]


def _decided(line: Line) -> list[str]:
    if line.question.kind != QuestionKind.GRADE:
        return []
    note = "" if line.answers is not None else _("不足五票，不公布")
    if line.verdict is None:
        return ["", note]
    return [str(line.verdict.get_grade_display()), line.verdict.reason or note]
