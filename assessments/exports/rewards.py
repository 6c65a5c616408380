"""信息采用 ledger, quarterly pay list and the year's list as workbooks, in the columns that offices use on paper."""

import datetime
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from assessments.models import PayLine, PayList
from assessments.selectors.quarters import QUARTERS
from assessments.selectors.rewards_year import YearLine
from assessments.shipped import in_capitals
from core.exports.pdf import pdf_of
from core.exports.sheets import Column, SheetHead, book_file, write_sheet
from core.wording import joined

AT_A_TIME = 1_000


def ledger_book(items: Any, head: SheetHead) -> IO[bytes]:
    """信息采用. `items`: as `selectors.rewards.for_ledger` gives them."""
    columns = [
        Column(_("序号"), 6, "number"),
        Column(_("日期"), 12, "date"),
        Column(_("题目"), 40),
        Column(_("报送人"), 12),
        Column(_("单位"), 18),
        Column(_("采用层级"), 20),
        Column(_("奖金"), 12, "money", total="sum"),
    ]
    rows = _ledger_rows(items.iterator(chunk_size=AT_A_TIME))
    return book_file(lambda book: write_sheet(book, _("信息采用"), head, columns, rows))


def _ledger_rows(items: Iterable[Any]) -> Iterator[list[Any]]:
    for number, item in enumerate(items, 1):
        levels = joined(adoption.level for adoption in item.standing_adoptions)
        yield [number, item.on, item.title, item.officer.name, item.unit.label, levels, item.earned]


def pay_list_title(pay_list: PayList) -> str:
    return _("%(year)d年第%(quarter)d季度政工联络员奖金发放表") % vars(pay_list)


def pay_list_book(pay_list: PayList, *, made_by: str, on: datetime.date) -> IO[bytes]:
    """The list as it is signed on paper: A4 upright, sums as formulas, the total in capitals, three who answer for it.
    Memory does not grow with the lines."""
    head = SheetHead(
        pay_list_title(pay_list),
        pay_list.unit.name,
        on,
        made_by,
        remarks=(_("合计金额（大写）：%(amount)s") % {"amount": in_capitals(pay_list.total)},),
        signatures=(_("审核人："), _("领导：")),
        is_portrait=True,
    )
    columns = pay_list_columns(pay_list)
    return book_file(lambda book: write_sheet(book, _("奖金发放表"), head, columns, pay_list_rows(pay_list)))


def pay_list_columns(pay_list: PayList) -> list[Column]:
    return [
        Column(_("序号"), 6, "number"),
        Column(_("姓名"), 10),
        Column(_("单位"), 18),
        *(Column(_("%(level)s条数") % {"level": name}, 10, "number", total="sum") for _code, name in pay_list.columns),
        Column(_("采用奖金"), 11, "money", total="sum"),
        Column(_("考核奖励"), 11, "money", total="sum"),
        Column(_("金额"), 12, "money", total="sum"),
        Column(_("领款人签名"), 14),
    ]


def pay_list_rows(pay_list: PayList) -> Iterator[list[Any]]:
    codes = [code for code, _name in pay_list.columns]
    columns = ("number", "name", "unit_name", "items", "items_amount", "sheets_amount", "amount")
    lines = PayLine.objects.filter(pay_list=pay_list).order_by("number").values_list(*columns)
    for number, name, unit_name, items, by_items, by_sheets, amount in lines.iterator(chunk_size=AT_A_TIME):
        counts = [items.get(code, 0) for code in codes]
        yield [number, name, unit_name, *counts, by_items, by_sheets, amount, ""]


def best_title(unit: Any, year: int) -> str:
    return _("%(year)d年度优秀联络员人选名单（供会议研究）") % {"year": year}


def best_book(lines: list[YearLine], head: SheetHead) -> IO[bytes]:
    columns = [
        Column(_("序号"), 6, "number"),
        Column(_("姓名"), 10),
        Column(_("单位"), 18),
        *(Column(_("第%(number)d季度") % {"number": quarter}, 10, "text") for quarter in QUARTERS),
        Column(_("合计"), 10, "text"),
        Column(_("采用条数"), 10, "number"),
        Column(_("说明"), 24),
    ]
    return book_file(lambda book: write_sheet(book, _("人选名单"), head, columns, map(_best_row, lines)))


def _best_row(line: YearLine) -> list[Any]:
    points = [_("未归档") if value is None else str(value) for value in line.quarters]
    return [line.number, line.name, line.unit_name, *points, str(line.total), line.adopted, best_note(line)]


def best_note(line: YearLine) -> str:
    """What is to be known of a line: as good as the next one, named."""
    notes = [_("得分和采用条数与他人相同")] if line.is_tied else []
    return joined([*notes, _("评为优秀")] if line.is_named else notes)


def best_pdf(context: dict[str, Any]) -> bytes:
    return pdf_of(render_to_string("assessments/best_pdf.html", context), style="ledger-paper.css")
