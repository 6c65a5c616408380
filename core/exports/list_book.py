"""A list as a workbook: the rows and columns that the page shows, in the same order."""

from collections.abc import Iterable, Sequence
from typing import IO, Any

from core.exports.sheets import SheetHead, book_file, write_sheet
from core.lists.columns import Column


def list_file(head: SheetHead, columns: Sequence[Column], rows: Iterable[Any]) -> IO[bytes]:
    """The workbook as an open temporary file. Memory does not grow with the rows. Raises DomainError when the disk is
    full."""
    on_sheet = [column.on_sheet for column in columns]
    values = ([column.written(row) for column in columns] for row in rows)
    return book_file(lambda book: write_sheet(book, head.title, head, on_sheet, values))
