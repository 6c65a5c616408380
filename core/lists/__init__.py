"""What every list can do: columns to choose from, saved views, export of exactly what is shown, actions on many rows.

`core.views.ListPage` is made of it; docs/adding-a-page.md shows how a list declares what it has.
"""

from core.lists.bulk import Bulk
from core.lists.columns import Column

__all__ = ["Bulk", "Column"]
