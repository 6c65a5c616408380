"""What the page of a cadre shows of assessments: quarters, statements, what became of a secondment (R2.2)."""

import datetime
from typing import TYPE_CHECKING

from accounts import panels
from accounts.models import Cadre
from assessments.models import ScoreSheet, SecondmentReport, SheetState, Statement

if TYPE_CHECKING:
    from accounts.models import User

SHOWN = 5


def register() -> None:
    """Called in AppConfig.ready."""
    panels.register(assessed)


def assessed(user: "User", cadre: Cadre, *, on: datetime.date) -> panels.Panel | None:
    """What of it the user may see; three queries."""
    sheets = ScoreSheet.objects.visible_to(user).filter(cadre=cadre, state=SheetState.CLOSED)
    found = {
        "sheets": list(sheets.select_related("assessment").order_by("-assessment__start")[:SHOWN]),
        "statements": list(Statement.objects.visible_to(user).filter(cadre=cadre).select_related("cadre")[:SHOWN]),
        "reports": list(
            SecondmentReport.objects.visible_to(user)
            .filter(secondment__cadre=cadre)
            .select_related("secondment__host", "secondment__cadre")
        ),
    }
    return panels.Panel("assessments/_cadre_panel.html", found) if any(found.values()) else None
