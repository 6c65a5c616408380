"""What the pages of a cadre and of a unit show of papers: the record book, briefs and reports."""

import datetime
from typing import TYPE_CHECKING

from accounts import panels
from accounts.models import Cadre, Unit
from core import periods
from reports.actions import user_reads
from reports.asking import Question
from reports.papers.books import readable_cadres

if TYPE_CHECKING:
    from accounts.models import User


def register() -> None:
    """Called in ReportsConfig.ready."""
    panels.register(record_book)
    panels.register_unit(papers)


def record_book(user: "User", cadre: Cadre, *, on: datetime.date) -> panels.Panel | None:
    """One query."""
    if not readable_cadres(user).filter(pk=cadre.pk).exists():
        return None
    return panels.Panel("reports/_cadre_papers.html", {"cadre": cadre})


def papers(user: "User", unit: Unit, *, on: datetime.date) -> panels.Panel | None:
    """For who reads the unit; no query."""
    if not user_reads(user, unit):
        return None
    return panels.Panel("reports/_unit_papers.html", {"unit": unit, "question": Question(unit, periods.quarter(on))})
