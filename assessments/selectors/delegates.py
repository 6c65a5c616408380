"""What the pages of delegates show (R8)."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet

from accounts.models import Group, GroupKind, GroupMembership, Unit
from accounts.querysets import in_force
from core import periods
from duties.models import Obligation
from petitions.models import Case, CaseKind, SentUp
from petitions.querysets import not_about
from visits.models import DelegateContact, VisitLog

if TYPE_CHECKING:
    from accounts.models import User

SHOWN = 10
# The rule that counts whom a delegate reached (R8.3, duties/rulebooks/r08.yaml).
REACHES = {"rule__code": "8.3", "rule__version__rulebook__code": "r08"}


@dataclass(frozen=True)
class GroupLine:
    """A delegates' group with who convenes it, and how often it met this quarter and this year."""

    group: Group
    convenor: str
    members: int
    quarter: int
    year: int


def groups_of(user: "User") -> QuerySet[Group]:
    rows = Group.objects.visible_to(user).filter(kind=GroupKind.DELEGATES_GROUP, closed_on=None)
    return rows.select_related("unit").order_by("unit__path", "name", "pk")


def group_lines(user: "User", *, on: datetime.date) -> list[GroupLine]:
    """Three queries, however many groups."""
    groups = list(groups_of(user))
    members = GroupMembership.objects.filter(in_force(on), group__in=groups).select_related("cadre")
    people: dict[int, list[GroupMembership]] = {}
    for row in members:
        people.setdefault(row.group_id, []).append(row)
    met = _met(groups, on)
    return [_line(group, people.get(group.pk, []), met.get(group.pk, (0, 0))) for group in groups]


def _line(group: Group, members: list[GroupMembership], met: tuple[int, int]) -> GroupLine:
    convenor = next((str(row.cadre) for row in members if row.is_convenor), "")
    return GroupLine(group, convenor, len(members), *met)


def _met(groups: list[Group], on: datetime.date) -> dict[int, tuple[int, int]]:
    """Activities of the quarter and of the year, in which somebody took part who belonged to the group then."""
    year, quarter = periods.year(on), periods.quarter(on)
    logs = VisitLog.objects.recorded().filter(kind__code="delegate_activity", first_day__gte=year.start)
    group, start, end = (f"cadres__memberships__{name}" for name in ("group", "start", "end"))
    then = Q(**{f"{start}__lte": F("first_day")}) & (Q(**{end: None}) | Q(**{f"{end}__gte": F("first_day")}))
    this_quarter = Count("pk", distinct=True, filter=Q(first_day__gte=quarter.start))
    rows = logs.filter(then, **{f"{group}__in": groups}).order_by().values_list(group)
    found = rows.annotate(quarter=this_quarter, year=Count("pk", distinct=True))
    return {key: (in_quarter, in_year) for key, in_quarter, in_year in found}


@dataclass(frozen=True)
class Delegate:
    """A member of a group; `reached`: what is owed by R8.3 this year, where it is in force and the user may see it."""

    membership: GroupMembership
    contact: DelegateContact | None
    reached: Obligation | None


def delegates_of(group: Group, user: "User", *, on: datetime.date) -> list[Delegate]:
    """Three queries."""
    members = list(GroupMembership.objects.filter(in_force(on), group=group).select_related("cadre"))
    keys = [row.cadre_id for row in members]
    contacts = {row.cadre_id: row for row in DelegateContact.objects.filter(cadre__in=keys)}
    owed = Obligation.objects.visible_to(user).filter(
        cadre__in=keys, window_start__lte=on, window_end__gte=on, **REACHES
    )
    reached = {row.cadre_id: row for row in owed.select_related("rule")}
    return [Delegate(row, contacts.get(row.cadre_id), reached.get(row.cadre_id)) for row in members]


def activities_of(group: Group, user: "User") -> QuerySet[VisitLog]:
    """The latest in which its delegates took part, of those that the user sees."""
    members = group.memberships.order_by().values("cadre")
    logs = VisitLog.objects.visible_to(user).recorded().filter(kind__code="delegate_activity", cadres__in=members)
    return logs.distinct().order_by("-first_day", "-pk")[:SHOWN]


def sent_up_by(unit: Unit, user: "User") -> list[SentUp]:
    """What the delegates' meetings of the unit sent up, latest first, without what is kept from the user."""
    open_cases = Case.objects.filter(not_about(user, "pk"), kind=CaseKind.SUGGESTION, sent_up_from__isnull=False)
    rows = SentUp.objects.filter(topic__meeting__unit=unit, case__in=open_cases.order_by().values("pk"))
    return list(rows.select_related("topic__meeting", "case", "undertaker", "lead").order_by("-pk")[:SHOWN])


def published_delegates(unit: Unit, *, on: datetime.date) -> list[GroupMembership]:
    """Delegates of the unit and below who agreed to be known, each with `cadre.delegate_contact`. One query."""
    rows = GroupMembership.objects.filter(
        in_force(on),
        group__kind=GroupKind.DELEGATES_GROUP,
        group__closed_on=None,
        group__unit__path__startswith=unit.path,
        cadre__delegate_contact__isnull=False,
    )
    return list(
        rows.select_related("group__unit", "cadre__delegate_contact").order_by(
            "group__unit__path", "group", "-is_convenor", "pk"
        )
    )
