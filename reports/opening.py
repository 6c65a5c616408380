"""Which of the records behind a figure a reader may open: a figure may count what its reader may not look into."""

from typing import Any

from accounts.models import Cadre, Post, User
from assessments.models import Adoption, InformationItem
from contacts.models import HelpMeasure, HelpPlan
from petitions.models import Case, Clock
from visits.models import Goods, Matter, VisitLog, VisitParticipant, VisitTarget

# What a row hangs on, and opens: field and model.
HANGS_ON: dict[type, tuple[str, Any]] = {
    VisitParticipant: ("log_id", VisitLog),
    VisitTarget: ("log_id", VisitLog),
    Matter: ("log_id", VisitLog),
    Goods: ("log_id", VisitLog),
    Clock: ("case_id", Case),
    HelpMeasure: ("plan_id", HelpPlan),
    Post: ("cadre_id", Cadre),
    Adoption: ("item_id", InformationItem),
}


def openable(rows: list[Any], reader: User) -> set[Any]:
    """Keys of the rows that the reader may open. At most one query; rows are of one model."""
    if not rows:
        return set()
    field, model = HANGS_ON.get(type(rows[0]), ("pk", type(rows[0])))
    keys = {getattr(row, field) for row in rows}
    seen = set(model.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True))
    return {row.pk for row in rows if getattr(row, field) in seen}
