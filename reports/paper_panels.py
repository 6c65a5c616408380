"""What the page of a cadre shows of papers: the record book, for the cadre and for those who read the unit."""

import datetime
from typing import TYPE_CHECKING

from accounts import panels
from accounts.models import Cadre
from reports.papers.books import readable_cadres

if TYPE_CHECKING:
    from accounts.models import User


def register() -> None:
    """Called in ReportsConfig.ready."""
    panels.register(record_book)


def record_book(user: "User", cadre: Cadre, *, on: datetime.date) -> panels.Panel | None:
    """One query."""
    if not readable_cadres(user).filter(pk=cadre.pk).exists():
        return None
    return panels.Panel("reports/_cadre_papers.html", {"cadre": cadre})
