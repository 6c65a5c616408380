"""Whether a question is about so much that it is not counted while somebody waits."""

from django.db.models import QuerySet

from reports.rollup.asked import Asked
from reports.rollup.sources import SOURCE_OF

# So many visits, or four times as many rows of what is owed, are counted in a fraction of a second.
AT_ONCE = 20_000


def is_large(asked: Asked) -> bool:
    """At most two queries, which stop at that number."""
    return _more_than(AT_ONCE, SOURCE_OF["logs"].inside(asked)) or _more_than(
        4 * AT_ONCE, SOURCE_OF["owed"].inside(asked)
    )


def _more_than(most: int, rows: QuerySet) -> bool:
    return rows.values("pk")[: most + 1].count() > most
