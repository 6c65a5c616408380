"""The records behind a score: read off as long as the sheet is open, as they were written down once it is closed."""

from decimal import Decimal
from typing import TYPE_CHECKING

from assessments.models import Evidence, How, Score, SheetState
from assessments.sources import ALL, Record, Shape, scope_of

if TYPE_CHECKING:
    from accounts.models import User


def evidence_of(score: Score, reader: "User | None" = None) -> list[Record]:
    """What stands behind a computed score; nothing behind a judged one. A fixed number of queries.

    `reader` None: as it is kept when the sheet is closed. A record that the reader may not see is there without what
    it says. Of a closed sheet: what was kept, with a link where the reader sees the record today.
    """
    if score.criterion.how == How.JUDGED:
        return []
    source = ALL[score.criterion.source["of"]]
    scope = scope_of(score.sheet.assessment, score.sheet)
    if reader is not None and score.sheet.state == SheetState.CLOSED:
        return _kept(score, {record.object_id: record.url for record in source.evidence(scope, _given(score), reader)})
    return source.evidence(scope, _given(score), reader)


def _given(score: Score) -> dict:
    return ALL[score.criterion.source["of"]].asked(score.criterion.source)


def _kept(score: Score, urls: dict[int, str]) -> list[Record]:
    rows = Evidence.objects.filter(score=score).order_by("on", "pk")
    return [
        Record(row.what, row.object_id, row.on, row.label, urls.get(row.object_id, ""), row.counted) for row in rows
    ]


def figure_of(score: Score, records: list[Record]) -> Decimal:
    """What the records come to: equal to `score.achieved` unless records changed after the score was given."""
    total = sum((Decimal(record.amount) for record in records), Decimal(0))
    if ALL[score.criterion.source["of"]].shape is Shape.DEDUCTION:
        return max(Decimal(0), score.points - total)
    return total
