"""Adjectives of visit logs."""

import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q

from accounts.access import EVERYTHING, READERS
from visits import sealing

if TYPE_CHECKING:
    from accounts.models import User


# Evenings, weekends and the days after are as good as the day itself; what is entered later than this is marked.
TIMELY = datetime.timedelta(days=7)


def in_read_units(user: "User", field: str = "unit", roles: tuple[str, ...] = READERS) -> Q:
    """The condition that the unit in `field` lies in a part of the tree on which the user holds one of the roles.

    Who reads every root reads all: then there is no condition, which spares the database looking each one up.
    """
    if user.access.reads_all(*roles):
        return EVERYTHING
    units = apps.get_model("accounts", "Unit").objects.filter(user.access.within("path", *roles))
    return Q(**{f"{field}__in": units.order_by().values("pk")})


class VisitKindQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Kinds are words, not people: everybody who is logged in."""
        return self.all()

    def offered(self) -> Self:
        """The kinds that the form offers."""
        return self.filter(is_by_hand=True, retired_on=None)


class VisitLogQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Logs of a part of the tree that one reads, those one took part in and those one recorded.

        A confidential log is visible as a fact; its content is not (`visits.selectors.may_read_content`).
        """
        took_part = apps.get_model("visits", "VisitParticipant").objects.filter(cadre__in=user.access.cadre_ids)
        # Three conditions that each have an index; a join with the tree would make every log be looked at.
        return self.filter(in_read_units(user) | Q(pk__in=took_part.order_by().values("log")) | Q(recorded_by=user))

    def recorded(self) -> Self:
        """Not withdrawn."""
        return self.filter(state="recorded")

    def in_period(self, start: datetime.date, end: datetime.date) -> Self:
        """Logs with at least one day within the span (both included)."""
        return self.filter(first_day__lte=end, last_day__gte=start)

    def under(self, path: str) -> Self:
        return self.filter(unit__path__startswith=path)

    def entered_late(self) -> Self:
        """As `VisitLog.is_late`."""
        return self.filter(recorded_at__date__gt=F("last_day") + TIMELY)

    def with_text(self, text: str, *, reader: "User") -> Self:
        """Content or a matter that is open to the reader holds the text. What was said in a confidential talk is
        encrypted and never found."""
        heard = _matters(reader).filter(log=OuterRef("pk"), text__icontains=text)
        return self.filter(Q(content__icontains=text) | Exists(heard))

    def by_cadre(self, name: str) -> Self:
        went = apps.get_model("visits", "VisitParticipant").objects.filter(
            log=OuterRef("pk"), cadre__name__icontains=name
        )
        return self.filter(Exists(went))

    def reaching(self, name: str) -> Self:
        """A point, household or resident of this name was reached."""
        reached = apps.get_model("visits", "VisitTarget").objects.filter(
            Q(contact_point__name__icontains=name)
            | Q(household__head_name__icontains=name)
            | Q(resident__name__icontains=name),
            log=OuterRef("pk"),
        )
        return self.filter(Exists(reached))

    def with_open_matter(self, *, reader: "User") -> Self:
        waiting = _matters(reader).filter(log=OuterRef("pk"), state="open")
        return self.filter(Exists(waiting))

    def for_list(self, *, reader: "User | None" = None) -> Self:
        """With everything that a row of a list shows, in a fixed number of queries.

        Of the matters those that are open to the reader; without one, those that are open to all who see the log.
        """
        targets = apps.get_model("visits", "VisitTarget").objects
        return self.select_related("kind", "unit").prefetch_related(
            "participants__cadre",
            Prefetch("targets", targets.select_related("contact_point", "household", "resident")),
            Prefetch("matters", _matters(reader).order_by("pk")),
        )


def _matters(reader: "User | None") -> "MatterQuerySet":
    matters = apps.get_model("visits", "Matter").objects.all()
    return matters.unsealed() if reader is None else matters.open_to(reader)


def _heard(user: "User") -> Q:
    """The user took part in the visit, or wrote down what was heard on it."""
    took_part = apps.get_model("visits", "VisitParticipant").objects.filter(cadre__in=user.access.cadre_ids)
    return Q(log__in=took_part.order_by().values("log")) | Q(log__recorded_by=user)


class MatterQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Matters in the queue of a unit that one reads, and those one heard oneself, as far as they are open."""
        return self.filter(in_read_units(user) | _heard(user)).open_to(user)

    def open_to(self, user: "User") -> Self:
        """Not kept from the user (visits/sealing.py); a sealed one only where they heard it themselves."""
        return self.filter(Q(sealed=False) | _heard(user)).exclude(sealing.kept_from(user))

    def unsealed(self) -> Self:
        return self.filter(sealed=False)

    def heard_by(self, user: "User") -> Self:
        """On visits in which the user took part or which they wrote down."""
        return self.filter(_heard(user))

    def answered_since(self, day: datetime.date) -> Self:
        """Solved on that day or later, and not on the spot: somebody came back with an answer."""
        rows = self.filter(state="solved", solved_on_the_spot=False, log__state="recorded")
        return rows.filter(solved_on__gte=day)

    def for_list(self) -> Self:
        """With everything that a row shows, in a fixed number of queries: the open ones first, soonest due on top.

        Matters of a log that was withdrawn are not shown: nothing is known to have been heard.
        """
        rows = self.filter(log__state="recorded").select_related(
            "unit", "log__kind", "log__unit", "target__contact_point", "target__household", "target__resident"
        )
        return rows.prefetch_related("log__participants__cadre").order_by("state", F("due").asc(nulls_last=True), "-pk")

    def open(self) -> Self:
        return self.filter(state="open", log__state="recorded")


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        logs = apps.get_model("visits", "VisitLog").objects.visible_to(user)
        return self.filter(log__in=logs)
