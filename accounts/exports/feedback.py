"""What people say about the product, as a workbook that can be handed to those who make it. It names nobody."""

from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.exports.sheets import Column, SheetHead, book_file, write_sheet


def feedback_book(rows: Any, head: SheetHead) -> IO[bytes]:
    """Raises DomainError when the disk is full."""
    columns = [
        Column(_("编号"), 8, "index"),
        Column(_("日期"), 12, "date"),
        Column(_("类别"), 16),
        Column(_("所在页面"), 24),
        Column(_("遇到的情况"), 50),
        Column(_("希望怎样"), 40),
        Column(_("状态"), 10),
        Column(_("答复"), 40),
    ]
    lines = _lines(rows.iterator(chunk_size=500))
    return book_file(lambda book: write_sheet(book, _("使用意见"), head, columns, lines))


def _lines(rows: Iterable[Any]) -> Iterator[list[Any]]:
    for said in rows:
        day = localtime(said.created_at).date()
        kind, state = str(said.get_kind_display()), str(said.get_state_display())
        yield [said.pk, day, kind, said.page, said.happened, said.expected, state, said.answer]
