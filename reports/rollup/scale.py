"""Whether a question is about so much that it is not counted while somebody waits."""

from django.db.models import QuerySet

from reports.rollup.asked import Asked
from reports.rollup.sources import SOURCE_OF

# So many visits, or four times as many rows of what is owed, are counted in a fraction of a second.
AT_ONCE = 20_000


def is_large(asked: Asked) -> bool:
    """At most two queries, which stop at that number."""
    logs, owed = (SOURCE_OF[code].inside(asked) for code in ("logs", "owed"))
    return more_than(AT_ONCE, logs) or more_than(4 * AT_ONCE, owed)


def more_than(most: int, rows: QuerySet) -> bool:
    """Counts no further than one beyond the limit. One query."""
    return rows.order_by().values("pk")[: most + 1].count() > most
