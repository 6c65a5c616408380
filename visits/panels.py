"""What the pages of contacts show of visits. Contacts stand on the floor below and only ask; see `contacts.panels`."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q
from django.urls import reverse

from contacts import panels
from contacts.models import ContactPoint
from contacts.selectors import Target, may_read_private, target_field
from visits.models import LogState, VisitLog, VisitTarget

if TYPE_CHECKING:
    from accounts.models import User

SHOWN = 5


def register() -> None:
    panels.register_panel(visits_to)
    panels.register_last_visits(last_days)
    panels.register_visit_link(visit_address)


def last_days(target_keys: Iterable[int]) -> dict[int, datetime.date]:
    """The last day of the latest visit to each target that was ever visited. One query."""
    reached = VisitTarget.objects.filter(target_key__in=target_keys, log__state=LogState.RECORDED)
    return dict(
        reached.order_by().values("target_key").annotate(day=Max("log__last_day")).values_list("target_key", "day")
    )


def visit_address(value: str) -> str:
    """Where a visit to the target ("point-12") is logged, with the target filled in."""
    return f"{reverse('visits:create')}?target={value}"


def visits_to(user: "User", target: Target, *, on: datetime.date) -> panels.Panel | None:
    """How often it was visited this year and in all, and the latest visits that the user may see. Two queries.

    How many leaders came to a point is nobody's secret; a household's visits are shown to those who help it.
    """
    if not isinstance(target, ContactPoint) and not may_read_private(user, target):
        return None
    reached = VisitTarget.objects.filter(**{target_field(target): target}, log__state=LogState.RECORDED)
    counts = reached.aggregate(in_all=Count("log"), this_year=Count("log", filter=Q(log__first_day__year=on.year)))
    logs = VisitLog.objects.visible_to(user).recorded().filter(**{f"targets__{target_field(target)}": target})
    latest = logs.select_related("kind", "unit").prefetch_related("cadres")[:SHOWN]
    return panels.Panel("visits/_target_panel.html", {**counts, "year": on.year, "latest": latest})
