"""Adjectives of cases. `visible_to` holds the two lines that the product does not cross."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.access import EVERYTHING, keys_on
from core import bigrams
from core.arrays import among, keys_of
from petitions.access import CLERKS, SUPERVISORS, WRITERS, own_paths
from visits.querysets import in_read_units

if TYPE_CHECKING:
    from accounts.models import User
    from petitions.models import Case


def _is_handler(user: "User", case: str) -> Exists:
    handlers = apps.get_model("petitions", "CaseHandler").objects
    return Exists(handlers.filter(case=OuterRef(case), cadre__in=user.access.cadre_ids, end=None))


def parties_of(user: "User") -> models.QuerySet:
    """Parties by which a case does not exist for the user (articles 28, 30): the user, whom they act for, and the units
    that one of them belongs to.

    Where the top of the tree itself is accused, discipline inspection below it holds the case, and sees it.
    """
    parties = apps.get_model("petitions", "Party").objects
    against = Q(cadre__in=user.access.cadre_ids)
    for path in own_paths(user):
        above = Q(unit__path__in=[path[:end] for end in _ends(path)])
        holders = [path[:end] for end in _ends(path)[1:]]
        holds = Q(case__unit__path__in=holders, case__unit__path__startswith=F("unit__path"))
        against |= above & ~(holds & ~Q(case__unit=F("unit")))
    # First those that name somebody on the way up, by their keys: they are few, and only theirs are looked into.
    keys = keys_on(own_paths(user))
    return parties.filter(Q(cadre__in=user.access.cadre_ids) | Q(unit__in=keys)).filter(against)


def _reads(user: "User", roles: tuple[str, ...]) -> Q:
    """The condition that a unit on which the user holds one of the roles, or one below it, holds the case or has it in
    hand."""
    if in_read_units(user, "unit", roles) is EVERYTHING:
        return EVERYTHING
    if not user.access.paths(*roles):
        return Q(pk__in=[])
    units = keys_of(apps.get_model("accounts", "Unit").objects.filter(user.access.within("path", *roles)))
    return Q(unit__in=units) | Q(handling_unit__in=units)


def _involves(user: "User") -> Q:
    """The user is named to work on the case, in charge of it, called to it, or sent it up."""
    cadres = {"cadre__in": user.access.cadre_ids}
    handled = apps.get_model("petitions", "CaseHandler").objects.filter(**cadres, end=None)
    sponsored = apps.get_model("petitions", "Sponsorship").objects.filter(leader__in=user.access.cadre_ids, end=None)
    # A delegate follows what they sent up themselves (R8.4).
    proposed = Q(channel="delegate", created_by=user)
    found = [among("pk", rows.order_by().values("case")) for rows in (handled, sponsored)]
    return Q(found[0]) | Q(found[1]) | Q(_is_called(user)) | proposed


def _is_called(user: "User") -> Any:
    """A unit that the user speaks for was called to the case. Who reads all has too many calls to list them."""
    calls = apps.get_model("petitions", "Handover").objects.filter(kind="call")
    mine = in_read_units(user, "receiver", (*CLERKS, *SUPERVISORS))
    if mine is EVERYTHING:
        return Exists(calls.filter(case=OuterRef("pk")))
    return among("pk", calls.filter(mine).order_by().values("case"))


def _is_party(user: "User", case: str) -> Exists:
    return Exists(parties_of(user).filter(case=OuterRef(case)))


def not_about(user: "User", case: str) -> Q:
    """The condition that the case in this field, where there is one, is not kept from the user."""
    return ~Q(_is_party(user, case))


def _ends(path: str) -> list[int]:
    return [index + 1 for index, letter in enumerate(path) if letter == "/"]


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Cases that the user's part of the tree holds or has in hand, and those the user handles.

        Accusations are for petition clerks, auditors and those who handle them. For the accused and the recused, and
        for all who belong to an accused unit, a case does not exist, whatever their role: superusers included.
        """
        return self._read_by(user).not_about(user)

    def _read_by(self, user: "User") -> Self:
        offices = _reads(user, CLERKS)
        if offices is EVERYTHING:
            return self
        heads = _reads(user, SUPERVISORS) & ~Q(kind="accusation")
        return self.filter(offices | heads | _involves(user))

    def not_about(self, user: "User") -> Self:
        return self.filter(~_is_party(user, "pk"))

    def open(self) -> Self:
        """States are named one by one, as the index `case_open` does."""
        from petitions.workflow import OPEN

        return self.filter(state__in=sorted(OPEN))

    def overdue(self, *, on: datetime.date) -> Self:
        return self.open().filter(next_due__lt=on)

    def handled_by(self, user: "User") -> Self:
        """Open cases that the user, or whom they act for, is named to work on."""
        return self.open().filter(_is_handler(user, "pk"))

    def identity_open_to(self, user: "User") -> Self:
        """Named cases that the user handles, as `access.may_see_identity`."""
        own = {path for role, path in user.access.grants if role in WRITERS}
        mine = Q(unit__path__in=own) | Q(handling_unit__path__in=own) | _is_handler(user, "pk")
        return self.filter(mine, is_anonymous=False)

    def in_hand_under(self, unit: Any) -> Self:
        """In hand of the unit or one below it."""
        units = apps.get_model("accounts", "Unit").objects.under(unit)
        return self.filter(handling_unit__in=units.order_by().values("pk"))

    def in_period(self, start: datetime.date, end: datetime.date) -> Self:
        """Received on one of these days (both included)."""
        return self.filter(received_on__range=(start, end))

    def with_text(self, text: str) -> Self:
        """Title or content holds the text; two characters are enough, and are found by their pair alone."""
        narrowed = self.filter(bigrams.condition("grams", text))
        if bigrams.is_pair(text):
            return narrowed
        return narrowed.filter(Q(title__icontains=text) | Q(text__icontains=text))

    def for_list(self) -> Self:
        """With everything that a row of a list shows, in a fixed number of queries."""
        return self.select_related("unit", "handling_unit", "field").prefetch_related("handlers__cadre")


class OfCaseQuerySet(models.QuerySet):
    """What hangs on a case is seen by who sees the case."""

    def visible_to(self, user: "User") -> Self:
        cases = apps.get_model("petitions", "Case").objects.visible_to(user)
        return self.filter(case__in=cases.order_by().values("pk"))

    def of(self, case: "Case") -> Self:
        return self.filter(case=case)


class AppendedQuerySet(OfCaseQuerySet):
    """Rows that are written once: entries of the history, letters, ratings, looks at an identity."""

    def update(self, **kwargs: Any) -> Any:
        raise TypeError("These rows are never edited.")

    def delete(self) -> Any:
        raise TypeError("These rows are never deleted.")


class PetitionerQuerySet(OfCaseQuerySet):
    """Never joined into a list: who they are is opened for one case at a time (petitions/actions/identity.py)."""


class SheetQuerySet(models.QuerySet):
    """Work contact sheets (R15)."""

    def visible_to(self, user: "User") -> Self:
        """Sheets that a unit which the user reads or works in sends, receives or supervises; a draft stays with the
        unit that drafts it. One about a case that is kept from the user is, too."""
        seen = reads(user, "sender") | ~Q(state="draft") & (reads(user, "receiver") | reads(user, "supervised_by"))
        return self.filter(seen, not_about(user, "case"))

    def waiting_for(self, user: "User") -> Self:
        """Sheets that a unit which the user works in is to sign for, work on or verify."""
        here = Q(receiver__path__in=user.access.home_paths, state__in=["sent", "in_hand", "supervised"])
        ours = Q(sender__path__in=user.access.home_paths, state__in=["draft", "objected", "replied"])
        return self.filter(here | ours)

    def open(self) -> Self:
        return self.exclude(state__in=["closed", "cancelled"])

    def with_text(self, text: str) -> Self:
        return self.filter(Q(subject__icontains=text) | Q(text__icontains=text) | Q(number__icontains=text))

    def overdue(self, *, on: datetime.date) -> Self:
        """Not signed for in time, or not answered in time."""
        return self.filter(Q(state="sent", sign_by__lt=on) | Q(state__in=["in_hand", "supervised"], due__lt=on))


def reads(user: "User", unit: str) -> Q:
    """The condition that the user reads the unit in this field, or works in it."""
    at_home = apps.get_model("accounts", "Unit").objects.filter(path__in=user.access.home_paths)
    return in_read_units(user, unit) | Q(**{f"{unit}__in": at_home.order_by().values("pk")})


class MarkQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        sheets = apps.get_model("petitions", "WorkSheet").objects.visible_to(user)
        return self.filter(sheet__in=sheets.order_by().values("pk"))


class MeetingQuerySet(models.QuerySet):
    """Meetings and the series that they belong to."""

    def visible_to(self, user: "User") -> Self:
        """Those of units that one reads or works in, and those one was invited to."""
        condition = reads(user, "unit")
        if self.model._meta.model_name == "meeting":
            invited = apps.get_model("petitions", "Attendance").objects.filter(cadre__in=user.access.cadre_ids)
            condition |= Q(pk__in=invited.order_by().values("meeting"))
        return self.filter(condition)

    def before(self, meeting: Any) -> Self:
        """Meetings of the same unit and kind that were held earlier, the last one first."""
        same = self.filter(unit=meeting.unit, kind=meeting.kind, state="held", on__lt=meeting.on)
        return same.order_by("-on", "-pk")


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Topics that one's own units handed in, and those of meetings that one sees; without those about a case or
        a matter that does not exist for the user."""
        meetings = apps.get_model("petitions", "Meeting").objects.visible_to(user)
        seen = self.filter(reads(user, "unit") | Q(meeting__in=meetings.order_by().values("pk")))
        cases = apps.get_model("petitions", "Case").objects.visible_to(user)
        matters = apps.get_model("visits", "Matter").objects.open_to(user)
        of_case = Q(case=None) | Q(case__in=cases.order_by().values("pk"))
        return seen.filter(of_case, Q(matter=None) | Q(matter__in=matters.order_by().values("pk")))


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Decisions on topics that one sees, and those that one's own unit answers for, unless they are about a case
        that is kept from the user."""
        topics = apps.get_model("petitions", "Topic").objects.visible_to(user)
        mine = reads(user, "unit") & not_about(user, "topic__case") & not_about(user, "topic__matter__case")
        return self.filter(Q(topic__in=topics.order_by().values("pk")) | mine)

    def open(self) -> Self:
        return self.filter(done_on=None)

    def overdue(self, *, on: datetime.date) -> Self:
        return self.open().filter(due__lt=on)


class ConsultationQuerySet(models.QuerySet):
    """Plans that are put to all staff (R11.6)."""

    def visible_to(self, user: "User") -> Self:
        """Those of units that one reads or works in, and of all units above: everybody below is asked."""
        keys = keys_on(own_paths(user))
        return self.filter(reads(user, "unit") | Q(unit__in=keys))

    def open_on(self, day: datetime.date) -> Self:
        return self.filter(opens_on__lte=day, closes_on__gte=day)
