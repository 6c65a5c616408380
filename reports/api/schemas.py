"""The shapes of answers and questions, from which the OpenAPI document is made."""

import datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema
from pydantic import create_model

from reports.api.rows import SORTS
from reports.asking import Organised

MOST = 500
# Without the character that no database holds.
PLAIN = r"^[^\x00]*$"


class Asked(Schema):
    unit: int | None = Field(None, description="Key of a unit, by default the token's")
    start: datetime.date | None = Field(None, description="First day")
    end: datetime.date | None = Field(None, description="Last day")


class AskedPage(Asked):
    after: int = Field(0, ge=0, le=2**63 - 1, description="`next` of the page before")
    limit: int = Field(100, ge=1, le=MOST)


class AskedRollup(Asked):
    start: datetime.date = Field(description="First day")
    end: datetime.date = Field(description="Last day")
    organised: Organised = Organised.NOW
    rule: str = Field("", max_length=60, pattern=PLAIN, description="rulebook:rule")
    kind: str = Field("", max_length=40, pattern=PLAIN, description="code of a kind of visit")


class UnitRow(Schema):
    id: int
    parent_id: int | None
    name: str
    kind: str
    closed_on: datetime.date | None


class FigureRow(Schema):
    """A unit with everything below it; `is_own`: its own work alone."""

    unit_id: int
    unit_name: str
    is_own: bool
    values: dict[str, int | float | Decimal | None]


class RollupAnswer(Schema):
    """`as_of`: when a very large unit was counted; null where it was counted just now."""

    as_of: datetime.datetime | None
    definitions: dict[str, str]
    total: FigureRow
    rows: list[FigureRow]


def _page(name: str, fields: dict[str, tuple[str, Any]]) -> type[Schema]:
    """`items`, and `next`: give it as `after` to get what follows; null at the end."""
    shapes: dict[str, Any] = {field: (kind, ...) for field, (_source, kind) in fields.items()}
    row: Any = create_model(name.removesuffix("s").capitalize(), __base__=Schema, **shapes)
    parts: dict[str, Any] = {"items": (list[row], ...), "next": (int | None, ...)}
    return create_model(f"{row.__name__}Page", __base__=Schema, **parts)


PAGES = {name: _page(name, sort.fields) for name, sort in SORTS.items()}
