"""Workbooks as people send them, and bringing them in without a page."""

import datetime
import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from openpyxl import Workbook, load_workbook

from accounts.models import Unit, User
from reports.actions import importing
from reports.exports.import_reading import read_workbook
from reports.exports.import_template import write_template
from reports.imports.base import Plan
from reports.imports.registry import WORKBOOKS
from reports.imports.shipped import EXAMPLE_SHEET
from reports.models import ImportBatch, ImportState


def book_of(*rows: Sequence[Any], title: str = "表", change: Any = None) -> bytes:
    """A workbook with one sheet of these rows; `change(book)` may spoil it."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@cache
def example_of(kind: str) -> bytes:
    """The template with its example as the sheet that is filled in."""
    book = load_workbook(io.BytesIO(write_template(WORKBOOKS[kind], kind)))
    del book[kind]
    book[EXAMPLE_SHEET].title = "已填"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def check_in(kind: str, content: bytes, *, unit: Unit, by: User, at: datetime.datetime) -> ImportBatch:
    read = read_workbook(content, WORKBOOKS[kind])
    return importing.check_in(
        kind, unit=unit, file_name="表.xlsx", digest="0", rows=read.rows, unknown=read.unknown, by=by, at=at
    )


def bring_in(kind: str, content: bytes, *, unit: Unit, by: User, at: datetime.datetime) -> tuple[ImportBatch, Plan]:
    """The batch, brought in where nothing is wrong, and what was planned."""
    ImportBatch.objects.filter(state=ImportState.CHECKED).delete()
    batch = check_in(kind, content, unit=unit, by=by, at=at)
    plan = importing.plan(batch, by=by, at=at)
    if not plan.mistakes:
        batch = importing.apply_import(batch, fingerprint=plan.fingerprint, by=by, at=at)
    return batch, plan


def said(plan: Plan) -> list[tuple[int, str]]:
    """Where the mistakes are: row and column."""
    return [(one.row, one.column) for one in plan.mistakes]
