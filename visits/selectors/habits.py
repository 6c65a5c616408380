"""What somebody records most often, so that it is one tap away."""

import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from accounts.models import Cadre, Position, Post
from accounts.selectors import cadres_for_choice
from visits.models import VisitKind, VisitLog, VisitParticipant
from visits.querysets import VisitKindQuerySet
from visits.shipped import WRITTEN_BY_PRODUCT

if TYPE_CHECKING:
    from accounts.models import User

HALF_A_YEAR = datetime.timedelta(days=183)
USUAL = 4
REPEATS = 2
LOOKED_AT = 8
PARTNERS = 12
TALK = "heart_to_heart"
# Offered to whom has recorded nothing yet.
FIRST_KINDS = ("home_visit", "on_site", "courtesy_visit", "phone")


def usual_kinds(user: "User", *, on: datetime.date) -> list[VisitKind]:
    """The kind that the form begins with, those that the user recorded most often in half a year, then those that
    most people begin with. Two queries."""
    lately = VisitLog.objects.filter(recorded_by=user, first_day__gt=on - HALF_A_YEAR)
    uses = dict(lately.order_by().values_list("kind").annotate(Count("pk")))
    offered = _by_form().filter(Q(pk__in=uses) | Q(code__in=FIRST_KINDS))
    return sorted(offered, key=lambda kind: (kind.code != FIRST_KINDS[0], -uses.get(kind.pk, 0)))[:USUAL]


def _by_form() -> VisitKindQuerySet:
    """The kinds for which one opens the visit form; others have a page of their own."""
    return VisitKind.objects.offered().filter(is_confidential=False).exclude(code__in=WRITTEN_BY_PRODUCT)


def repeats(user: "User") -> list[VisitLog]:
    """The visits that the user recorded last, each sort once: to record one like it. Two queries."""
    logs = VisitLog.objects.recorded().filter(recorded_by=user, kind__in=_by_form()).order_by("-pk")
    latest = logs.select_related("kind").prefetch_related(
        "targets__contact_point", "targets__household", "targets__resident"
    )
    unlike: dict[object, VisitLog] = {}
    for log in latest[:LOOKED_AT]:
        unlike.setdefault((log.kind_id, frozenset(target.value for target in log.targets.all())), log)
    return list(unlike.values())[:REPEATS]


def talk_partners(user: "User", cadre: Cadre | None, *, on: datetime.date) -> list[tuple[Cadre, datetime.date | None]]:
    """With whom the cadre is likely to talk, whom they talked with lately first: those who serve in their units, and
    the heads of the units right below, as far as the user sees them; each with `current_posts` and the
    day of the last talk."""
    if cadre is None:
        return []
    serving = Post.objects.in_force(on)
    units = serving.filter(cadre=cadre).order_by().values("unit")
    near = serving.filter(Q(unit__in=units) | Q(unit__parent__in=units, position=Position.HEAD))
    rows = cadres_for_choice(user, on).filter(pk__in=near.order_by().values("cadre")).exclude(pk=cadre.pk)
    days = talk_days(cadre, on=on)
    found = [(row, days.get(row.pk)) for row in rows]
    return sorted(found, key=lambda pair: pair[1] or datetime.date.min, reverse=True)[:PARTNERS]


def talk_days(cadre: Cadre, *, on: datetime.date) -> dict[int, datetime.date]:
    """The last day on which the cadre talked with each other one. One query."""
    mine = VisitLog.objects.recorded().filter(kind__code=TALK, first_day__lte=on, participants__cadre=cadre)
    rows = VisitParticipant.objects.filter(log__in=mine.order_by().values("pk")).exclude(cadre=cadre)
    return dict(rows.order_by("log__last_day").values_list("cadre", "log__last_day"))
