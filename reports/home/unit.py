"""Of the parts of the tree that one leads: who needs help, which duties lag, what is on soon, the brief."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from core import periods
from core.periods import Period
from duties import summary
from duties.models import Obligation
from petitions.access import WRITERS
from petitions.models import Meeting, MeetingState, Reception
from reports.asking import Question
from reports.home.parts import CALM, DUE, SOON, Part
from visits.models import RotaSlot
from visits.rota_querysets import on_duty

SHOWN = 6
MOST_DATES = 8
HELPERS = ("secretary",)
HEADS = ("leader", "secretary")
# Whose own unit's dates are on their page.
_OF_THE_UNIT = (*HEADS, *WRITERS)


# --- who needs help -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Help:
    shown: list[summary.Behind]
    count: int


def help_needed(user: User, *, on: datetime.date) -> Part | None:
    """For a secretary: the cadres of the unit and below who are behind, without the secretary. One query."""
    if not user.access.has_role(*HELPERS):
        return None
    rows = Obligation.objects.filter(user.access.within("unit_path", *HELPERS))
    people = summary.who_needs_help(rows.exclude(cadre__in=user.access.cadre_ids), on=on)
    return Part("reports/home/_help.html", Help(people[:SHOWN], len(people)), DUE if people else CALM)


@dataclass(frozen=True)
class Lagging:
    """By how many duties the unit lags, and by which rules."""

    overdue: int
    at_risk: int
    rules: list[tuple[str, int, str]]


def lagging(user: User, *, on: datetime.date) -> Part | None:
    """For a leader: what is not done below, by rule and not by person: that is the secretary's part. Four queries."""
    if not user.access.has_role("leader") or user.access.has_role(*HELPERS):
        return None
    rows = Obligation.objects.read_by(user)
    found = rows.needing_help(on).order_by().aggregate(all=Count("pk"))["all"]
    by_rule = summary.grouped(rows.overdue_lately(on), summary.RULE)
    lines = [(line.label, line.count, line.query) for line in summary.summary_lines(by_rule, summary.RULE, {})]
    overdue = sum(count for _label, count, _query in lines)
    data = Lagging(overdue, found - overdue, lines[:SHOWN])
    return Part("reports/home/_lagging.html", data, DUE if found else CALM)


# --- the days ahead -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Date:
    """Something that is on, or ends, on a day. `is_mine`: the person is on duty, presides or receives."""

    day: datetime.date
    text: str
    url: str
    note: str = ""
    is_mine: bool = False


def week(user: User, *, on: datetime.date) -> Part | None:
    """What is on within seven days: one's own days of duty, meetings and receptions, and those of the unit where one
    leads or receives. Four queries at most."""
    span = (on, on + SOON)
    dates = [*_slots(user, span), *_meetings(user, span), *_receptions(user, span)]
    if user.access.has_role(*HEADS):
        dates += _ends(user, span)
    dates.sort(key=lambda date: (date.day, not date.is_mine))
    if not dates:
        return None
    urgency = DUE if dates[0].is_mine and dates[0].day == on else CALM
    return Part("reports/home/_week.html", dates[:MOST_DATES], urgency, frozenset(date.url for date in dates))


Days = tuple[datetime.date, datetime.date]


def _of_unit(user: User) -> Any:
    """The units on which the user holds such a role, without all that is below them."""
    return Unit.objects.filter(path__in=user.access.paths(*_OF_THE_UNIT)).order_by().values("pk")


def _slots(user: User, span: Days) -> Iterator[Date]:
    seen = RotaSlot.objects.visible_to(user).between(*span).to_be_held()
    mine = on_duty(user.access.cadre_ids)
    for slot in seen.filter(mine | _in_units(user, "rota__unit")).for_list():
        is_mine = slot.on_duty_id in user.access.cadre_ids
        who = "" if is_mine else str(slot.on_duty or "")
        where = " ".join(part for part in (who, slot.where, slot.rota.hours) if part)
        yield Date(slot.day, str(slot.rota), slot.get_absolute_url(), where, is_mine)


def _in_units(user: User, field: str) -> Any:
    return Q(**{f"{field}__in": _of_unit(user)})


def _meetings(user: User, span: Days) -> Iterator[Date]:
    rows = Meeting.objects.visible_to(user).filter(state=MeetingState.PLANNED, on__range=span)
    mine = Q(attendances__cadre__in=user.access.cadre_ids) | _in_units(user, "unit")
    for row in rows.filter(mine).distinct().order_by("on", "time", "pk"):
        note = f"{row.time:%H:%M} {row.place}".strip()
        yield Date(row.on, row.title, row.get_absolute_url(), note, row.chair_id in user.access.cadre_ids)


def _receptions(user: User, span: Days) -> Iterator[Date]:
    """A reception of the rota stands there as a day of duty already."""
    rows = Reception.objects.visible_to(user).open().filter(on__range=span, slot=None).select_related("leader")
    mine = Q(leader__in=user.access.cadre_ids) | _in_units(user, "unit")
    for row in rows.filter(mine).order_by("on", "pk"):
        note = " ".join(part for part in (str(row.leader), row.time, row.place) if part)
        is_mine = row.leader_id in user.access.cadre_ids
        yield Date(row.on, row.get_kind_display(), row.get_absolute_url(), note, is_mine)


def _ends(user: User, span: Days) -> Iterator[Date]:
    """Windows that end, by day and rule, with how many are still open in the unit and below."""
    rows = Obligation.objects.filter(user.access.within("unit_path", *HEADS)).unmet().filter(due__range=span)
    grouped = rows.order_by().values("due", "rule__title").annotate(count=Count("pk")).order_by("due", "rule__title")
    url = f"{reverse('duties:behind')}?state=all"
    for row in grouped:
        yield Date(row["due"], row["rule__title"], url, _("到期，还有%(count)s项未落实") % {"count": row["count"]})


# --- the brief ------------------------------------------------------------------------------------------


def brief(user: User, *, on: datetime.date) -> Part | None:
    """For a leader: the brief of the unit, of this month so far and of the last one. One query."""
    if not user.access.has_role("leader"):
        return None
    unit = Unit.objects.filter(user.access.within("path", "leader")).order_by("path").first()
    if unit is None:
        return None
    month = periods.month(on)
    return Part("reports/home/_brief.html", [Question(unit, period) for period in _periods(month)])


def _periods(month: Period) -> Iterable[Period]:
    return (month, month.previous)
