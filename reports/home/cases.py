"""Cases: the queue of a petition clerk by the clock, and those that a leader is in charge of."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.access import WRITERS
from petitions.models import Case, SponsorEntry, Sponsorship
from petitions.selectors.clocks import SOON
from petitions.workflow import CaseState
from reports.home.parts import CALM, DUE, LATE, Line, Part

SHOWN = 6
# Of a leader's cases: those that ran over are talked about, the rest is the clerk's.
SHOWN_TO_LEADERS = 3
# Whose page has the cases themselves: who keeps the queue, and who leads the units that have them in hand.
KEEPERS = (*WRITERS, "leader")


@dataclass(frozen=True)
class Clocked:
    """A case and how its nearest clock stands: days left, negative once it ran over; None where no clock runs."""

    case: Case
    days_left: int | None

    @property
    def tone(self) -> str:
        if self.days_left is None:
            return "open"
        return "late" if self.days_left < 0 else "due" if self.days_left <= SOON.days else "open"

    @property
    def days_over(self) -> int:
        return -(self.days_left or 0)


@dataclass(frozen=True)
class Queue:
    """`registers`: the reader writes for a petition office."""

    lines: list[Line]
    shown: list[Clocked]
    registers: bool


def queue(user: User, *, on: datetime.date) -> Part | None:
    """What is open, by the end of its nearest clock; that for which no clock runs yet comes last. Two queries."""
    if not user.access.has_role(*KEEPERS):
        return None
    is_clerk = user.access.has_role(*WRITERS)
    rows = Case.objects.visible_to(user).open()
    cases = rows.select_related("handling_unit").order_by(F("next_due").asc(nulls_last=True), "received_on", "pk")
    shown = [_clocked(case, on) for case in cases[: SHOWN if is_clerk else SHOWN_TO_LEADERS]]
    if not shown and not is_clerk:
        return None
    urgency = LATE if shown and shown[0].tone == "late" else DUE if shown and is_clerk else CALM
    urls = frozenset(row.case.get_absolute_url() for row in shown)
    return Part("reports/home/_queue.html", Queue(_lines(rows, on, is_clerk), shown, is_clerk), urgency, urls)


def _clocked(case: Case, on: datetime.date) -> Clocked:
    return Clocked(case, (case.next_due - on).days if case.next_due else None)


def _lines(rows: Any, on: datetime.date, is_clerk: bool) -> list[Line]:
    """How many ran over, end within three days, wait for the clerk to register them, are open at all. One query."""
    found = rows.order_by().aggregate(
        late=Count("pk", filter=Q(next_due__lt=on)),
        soon=Count("pk", filter=Q(next_due__range=(on, on + SOON))),
        new=Count("pk", filter=Q(state=CaseState.RECEIVED)),
        all=Count("pk"),
    )
    page = reverse("petitions:cases")
    lines = [
        Line(_("已超时限"), found["late"], f"{page}?tab=overdue", "late"),
        Line(_("三日内到期"), found["soon"], page, "due"),
        Line(_("待登记"), found["new"] if is_clerk else 0, f"{page}?tab=new", "due"),
        Line(_("全部待办"), found["all"], page),
    ]
    return [line for line in lines if line.count]


def sponsored(user: User, *, on: datetime.date) -> Part | None:
    """包案 (R3.9): the cases that the user is in charge of; whether this month has progress on record. One query."""
    if not user.access.cadre_ids:
        return None
    written = SponsorEntry.objects.filter(sponsorship=OuterRef("pk"), on__gte=on.replace(day=1))
    rows = Sponsorship.objects.visible_to(user).in_force().filter(leader__in=user.access.cadre_ids)
    found = list(rows.select_related("case").annotate(is_written=Exists(written)).order_by("case__next_due", "pk"))
    if not found:
        return None
    clocks = [(row, _clocked(row.case, on)) for row in found]
    is_late = any(clocked.tone == "late" for _row, clocked in clocks)
    waits = any(not row.is_written for row in found)
    urls = frozenset(row.get_absolute_url() for row in found)
    return Part("reports/home/_sponsored.html", clocks, LATE if is_late else DUE if waits else CALM, urls)
