"""Pages of a list that may be very long: it is counted up to a limit, beyond which nobody turns pages."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST = 20_000


class CappedPaginator(Paginator):
    """Lists the first MOST rows, or `most` where a list sets it lower. `is_capped` says that there are more, so that
    the page can say so."""

    most: int | None = None

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return rows.order_by()[: self.most or MOST].count()

    @property
    def is_capped(self) -> bool:
        return self.count == (self.most or MOST)
