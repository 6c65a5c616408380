"""Taking a list out of the product: who, which, how many and what for is written down before the file leaves."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from core.exports.list_book import list_file
from core.exports.sheets import SheetHead
from core.guards import require_text
from core.lists.columns import Column
from core.lists.kept import keeper

# What one page of a list can be turned to at most, and what a workbook is good for.
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Shown:
    """What a list shows: its name, its columns, how many rows there are, and the rows themselves, read as they go."""

    title: str
    columns: Sequence[Column]
    count: int
    is_capped: bool
    rows: Iterable[Any]


def export_list(shown: Shown, *, purpose: str, by: Any, at: datetime.datetime, on: datetime.date) -> IO[bytes]:
    """The rows and columns that a list shows, as an open temporary file.

    Side effect: one audit entry; what the list was narrowed by is not in it, since it may name people. Raises
    DomainError without a purpose, for more rows than a workbook is good for, and when the disk is full.
    """
    require_text(purpose, "purpose", _("请填写用途。"))
    if shown.is_capped or shown.count > MOST_ROWS:
        raise DomainError(
            _("符合条件的超过%(most)d条，请填写条件缩小范围后再导出。") % {"most": min(shown.count, MOST_ROWS)}
        )
    unit, path = keeper().head(by)
    columns = [str(column.label) for column in shown.columns]
    data = {"list": shown.title, "purpose": purpose, "rows": shown.count, "columns": columns}
    audit.record("core.export_list", by=by, at=at, unit_path=path, data=data)
    return list_file(SheetHead(shown.title, unit, on, str(by)), shown.columns, shown.rows)
