"""信访台账 as a workbook, in the order of columns that offices use on paper. Text stays text, however it begins."""

import datetime
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.exports.sheets import Column, SheetHead, book_file, write_sheet
from petitions.selectors.ledger import case_rows

COLUMNS = [
    Column(gettext_lazy("编号"), 13),
    Column(gettext_lazy("信访类型"), 9),
    Column(gettext_lazy("接件时间"), 11, "date"),
    Column(gettext_lazy("信访人"), 9),
    Column(gettext_lazy("联系方式"), 13),
    Column(gettext_lazy("地址"), 13),
    Column(gettext_lazy("人数"), 5, "index"),
    Column(gettext_lazy("事项类别"), 9),
    Column(gettext_lazy("内容"), 28),
    Column(gettext_lazy("受理情况"), 9),
    Column(gettext_lazy("告知日期"), 11, "date"),
    Column(gettext_lazy("包案领导"), 9),
    Column(gettext_lazy("责任单位"), 11),
    Column(gettext_lazy("承办人"), 9),
    Column(gettext_lazy("交办/转办日期"), 11, "date"),
    Column(gettext_lazy("时限"), 11, "date"),
    Column(gettext_lazy("进度"), 9),
    Column(gettext_lazy("处理意见"), 20),
    Column(gettext_lazy("答复日期"), 11, "date"),
    Column(gettext_lazy("复查/复核"), 12),
    Column(gettext_lazy("满意度"), 9),
    Column(gettext_lazy("归档"), 11, "date"),
]


@dataclass(frozen=True)
class LedgerHead:
    """Who made it, for which unit; `with_identity`: keys of the cases whose petitioners are named in it."""

    unit_name: str
    made_by: str
    on: datetime.date
    with_identity: frozenset[int]


def ledger_file(cases: Any, head: LedgerHead) -> IO[bytes]:
    """The workbook as an open temporary file. Memory does not grow with the rows. Raises DomainError when the disk is
    full."""
    on_paper = SheetHead(_("信访台账"), head.unit_name, head.on, head.made_by)
    rows = case_rows(cases.order_by("received_on", "pk"), named=head.with_identity)
    return book_file(lambda book: write_sheet(book, _("信访台账"), on_paper, COLUMNS, rows))
