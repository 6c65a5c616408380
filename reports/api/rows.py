"""What other systems get of each sort of record: no name, telephone or text of the people is in it.

The same rows are what `manage.py export` writes. A sort of record says once what it is read from, under which names,
and of which type; the OpenAPI document is made of it.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Unit, User
from duties.models import Obligation
from petitions.models import Case
from visits.models import Matter, VisitLog, VisitParticipant, VisitTarget

DAY = datetime.date | None
TEXT = str | None


@dataclass(frozen=True)
class Sort:
    """`day`: the field by which records are narrowed to a stretch of days; `unit`: the path that says where they are;
    `fields`: name → (field that it is read from, its type)."""

    name: str
    read: Callable[[User], QuerySet]
    day: str
    unit: str
    fields: dict[str, tuple[str, Any]]

    def rows(self, reader: User, unit: Unit, start: datetime.date | None, end: datetime.date | None) -> QuerySet:
        """What the reader sees of the unit and all below it, by key."""
        rows = self.read(reader).filter(**{f"{self.unit}__startswith": unit.path})
        if start:
            rows = rows.filter(**{f"{self.day}__gte": start})
        if end:
            rows = rows.filter(**{f"{self.day}__lte": end})
        return rows.order_by("pk").values_list(*(source for source, _type in self.fields.values()))

    def named(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.fields, row, strict=True)) for row in rows)


def _logs(reader: User) -> QuerySet:
    return (
        VisitLog.objects.visible_to(reader)
        .recorded()
        .annotate(
            lead=Subquery(_of_log(VisitParticipant).order_by("-is_lead", "pk").values("cadre")[:1]),
            cadre_count=_how_many(VisitParticipant),
            target_count=_how_many(VisitTarget),
            heard=_how_many(Matter, sealed=False),
            solved=_how_many(Matter, sealed=False, state="solved"),
        )
    )


def _of_log(model: Any) -> QuerySet:
    return model.objects.filter(log=OuterRef("pk")).order_by()


def _how_many(model: Any, **narrowed: Any) -> Coalesce:
    counted = _of_log(model).values("log").annotate(found=Count("pk", filter=Q(**narrowed)))
    return Coalesce(Subquery(counted.values("found")), 0)


OBLIGATIONS = Sort(
    name="obligations",
    read=Obligation.objects.visible_to,
    day="due",
    unit="unit_path",
    fields={
        "id": ("pk", int),
        "rulebook": ("rule__version__rulebook__code", str),
        "rule": ("rule__code", str),
        "rule_title": ("rule__title", str),
        "unit_id": ("home", int),
        "unit_name": ("home__name", str),
        "cadre_id": ("cadre", int | None),
        "cadre_name": ("cadre__name", TEXT),
        "staff_number": ("cadre__staff_number", TEXT),
        "group_name": ("group__name", TEXT),
        "window_start": ("window_start", datetime.date),
        "window_end": ("window_end", datetime.date),
        "due": ("due", datetime.date),
        "required": ("required", int),
        "achieved": ("achieved", int),
        "met_on": ("met_on", DAY),
        "exempt": ("exempt", str),
    },
)
LOGS = Sort(
    name="logs",
    read=_logs,
    day="first_day",
    unit="unit__path",
    fields={
        "id": ("pk", int),
        "kind": ("kind__code", str),
        "kind_name": ("kind__name", str),
        "first_day": ("first_day", datetime.date),
        "last_day": ("last_day", datetime.date),
        "unit_id": ("unit", int),
        "unit_name": ("unit__name", str),
        "lead_cadre_id": ("lead", int | None),
        "cadre_count": ("cadre_count", int),
        "target_count": ("target_count", int),
        "people_count": ("people_count", int | None),
        "matters_heard": ("heard", int),
        "matters_solved": ("solved", int),
        "recorded_at": ("recorded_at", datetime.datetime),
    },
)
CASES = Sort(
    name="cases",
    read=lambda reader: Case.objects.visible_to(reader).exclude(kind="accusation"),
    day="received_on",
    unit="unit__path",
    fields={
        "id": ("pk", int),
        "number": ("number", str),
        "kind": ("kind", str),
        "channel": ("channel", str),
        "field": ("field__name", TEXT),
        "received_on": ("received_on", datetime.date),
        "people_count": ("people_count", int | None),
        "unit_id": ("unit", int),
        "unit_name": ("unit__name", str),
        "handling_unit_id": ("handling_unit", int),
        "handling_unit_name": ("handling_unit__name", str),
        "state": ("state", str),
        "accepted_on": ("accepted_on", DAY),
        "next_due": ("next_due", DAY),
        "answered_on": ("answered_on", DAY),
        "closed_on": ("closed_on", DAY),
    },
)
SORTS = {sort.name: sort for sort in (OBLIGATIONS, LOGS, CASES)}
