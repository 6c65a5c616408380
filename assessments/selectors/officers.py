"""Reads over liaison officers: who they are, what holds for them, what is open, their record."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import CharField, Exists, ExpressionWrapper, F, Func, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from accounts.models import Cadre, Position, Post, RoleGrant, Unit, UnitKind, User
from accounts.querysets import in_force
from accounts.selectors import with_posts
from assessments.models import (
    IncidentReport,
    OfficerElection,
    OfficerMark,
    OfficerSettings,
    OfficerTraining,
    Reading,
    ReadingItem,
    Scorecard,
    ScoreSheet,
    Subject,
    TrainingAttendance,
)
from assessments.models.officers import INCIDENT_HOURS
from assessments.querysets.sheets import READERS
from petitions.models import Attendance, MeetingKind, MeetingState
from visits.models import VisitParticipant

if TYPE_CHECKING:
    from accounts.querysets import PostQuerySet

OFFICER = Position.LIAISON_OFFICER
# A term that ends within so many days surfaces.
SOON = datetime.timedelta(days=30)
# By these an officer reports (R17.2, 17.3).
REPORTS = ("opinion_report", "written_report", "incident")


def officer_posts(*, on: datetime.date) -> "PostQuerySet":
    return Post.objects.in_force(on).filter(position=OFFICER)


def officers_of(unit: Unit, *, on: datetime.date) -> QuerySet[Cadre]:
    """The officers of a unit and all below it on that day."""
    posts = officer_posts(on=on).filter(unit__path__startswith=unit.path)
    return Cadre.objects.filter(pk__in=posts.order_by().values("cadre"))


def officers_for_choice(user: User, *, on: datetime.date) -> QuerySet[Cadre]:
    """The officers whose record the user reads, by name, each with `current_posts` for the label."""
    posts = officer_posts(on=on).filter(user.access.within("unit__path", *READERS))
    return with_posts(Cadre.objects.filter(pk__in=posts.order_by().values("cadre")), on).order_by("name", "pk")


def officer_post(cadre: Cadre | int, on: datetime.date) -> Post | None:
    """The post as officer held on that day, with its unit."""
    return officer_posts(on=on).filter(cadre=cadre).select_related("unit__parent").first()


def records_visible_to(user: User) -> QuerySet[Cadre]:
    """Who is or was officer, as far as the user reads their record: one's own, and those of a part of the tree."""
    return Cadre.objects.filter(Exists(read_by(user, Post.objects.filter(position=OFFICER, cadre=OuterRef("pk")))))


def without_officer(user: User, *, on: datetime.date) -> QuerySet[Unit]:
    """Shifts that the user reads, where officers are assessed and there is none (R17.1)."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    cards = Scorecard.objects.filter(Q(retired_on=None) | Q(retired_on__gt=on), subject=Subject.OFFICER)
    posts = Post.objects.in_force(on).filter(position=OFFICER, unit=OuterRef("pk"))
    shifts = Unit.objects.filter(user.access.within("path", *READERS), kind=UnitKind.WORK_TEAM, closed_on=None)
    assessed = cards.alias(shift_path=path).filter(shift_path__startswith=F("unit__path"))
    return shifts.filter(Exists(assessed), ~Exists(posts))


def officer_url(cadre: Cadre | int) -> str:
    """The page of an officer's record."""
    return reverse("assessments:officer", args=[cadre if isinstance(cadre, int) else cadre.pk])


def settings_of(unit: Unit, on: datetime.date) -> OfficerSettings:
    """What holds in the unit on that day: of the nearest unit that set something, else as the product comes."""
    rows = OfficerSettings.objects.for_unit(unit).filter(effective_from__lte=on).select_related("unit")
    nearest = rows.order_by("-unit__depth", "-effective_from").first()
    return nearest or OfficerSettings(unit=unit, effective_from=on, incident_hours=INCIDENT_HOURS)


def for_list(posts: Any) -> Any:
    """Posts of officers with what a row of the list shows: the term, the last report, and what is open."""
    elections = OfficerElection.objects.filter(unit=OuterRef("unit"), chosen=OuterRef("cadre")).order_by("-term_start")
    reports = VisitParticipant.objects.filter(
        cadre=OuterRef("cadre"), log__state="recorded", log__kind__code__in=REPORTS
    )
    incidents = IncidentReport.objects.filter(officer=OuterRef("cadre")).order_by()
    last = reports.order_by().values("cadre").annotate(last=Max("log__first_day")).values("last")
    return posts.select_related("cadre", "unit__parent").annotate(
        elected_on=Subquery(elections.values("on")[:1]),
        election=Subquery(elections.values("pk")[:1]),
        term_end=Subquery(elections.values("term_end")[:1]),
        last_report=Subquery(last),
        is_trained=Exists(TrainingAttendance.objects.filter(cadre=OuterRef("cadre"))),
        unwritten=_count(incidents.filter(reported_at=None)),
        unanswered=_count(incidents.open()),
        unread=_count(_unread()),
    )


def _count(rows: Any) -> Any:
    """The number of rows of a subquery, 0 for none."""
    return Subquery(rows.annotate(number=Func("pk", function="COUNT")).values("number"), models.IntegerField())


def _unread() -> Any:
    """What holds for the officer of the outer row's unit and was not read by them."""
    read = Reading.objects.filter(item=OuterRef("pk"), cadre=OuterRef(OuterRef("cadre")))
    path = models.ExpressionWrapper(OuterRef("unit__path"), models.CharField())
    items = ReadingItem.objects.current().alias(path=path).filter(path__startswith=models.F("unit__path"))
    return items.filter(~Exists(read)).order_by()


def read_by(user: User, posts: Any) -> Any:
    """Of posts of officers, those whose record the user reads: one's own, and those of a part of the tree."""
    return posts.filter(Q(cadre__in=user.access.cadre_ids) | user.access.within("unit__path", *READERS))


def reads(user: User, post: Post) -> bool:
    """As `read_by`, for one that is fetched already."""
    return post.cadre_id in user.access.cadre_ids or user.access.covers(post.unit.path, *READERS)


def open_points_only(posts: Any, on: datetime.date) -> Any:
    """Of `for_list`, those with something to be done: by the officer, or by who keeps the record."""
    over = Q(elected_on=None) | Q(term_end__lte=on + SOON)
    return posts.filter(over | Q(is_trained=False) | Q(unwritten__gt=0) | Q(unanswered__gt=0) | Q(unread__gt=0))


def teams_without_officer(user: User, *, on: datetime.date) -> QuerySet[Unit]:
    """Shifts that have no officer (R17.1: one for each), of the part of the tree that the user reads."""
    teams = Unit.objects.filter(user.access.within("path", *READERS), kind=UnitKind.WORK_TEAM).open_on(on)
    held = officer_posts(on=on).filter(unit=OuterRef("pk"))
    return teams.filter(~Exists(held)).select_related("parent")


def missing_readers(item: ReadingItem, *, on: datetime.date) -> Any:
    """Posts of the officers who have not read it yet, in the order of the tree."""
    read = Reading.objects.filter(item=item, cadre=OuterRef("cadre"))
    posts = officer_posts(on=on).filter(~Exists(read), unit__path__startswith=item.unit.path)
    return posts.select_related("cadre", "unit__parent").order_by("unit__path", "cadre__name", "pk")


def to_read(cadres: Any, unit: Unit) -> list[ReadingItem]:
    """What an officer of the unit is to read first, each with `is_read`. One query."""
    read = Reading.objects.filter(item=OuterRef("pk"), cadre__in=cadres)
    return list(ReadingItem.objects.current().for_unit(unit).annotate(is_read=Exists(read)).select_related("unit"))


def unread(user: User, *, on: datetime.date) -> QuerySet[ReadingItem]:
    """What should have been read by now, and was not by some officer whom the user reads (R17.8)."""
    read = Reading.objects.filter(item=OuterRef(OuterRef("pk")), cadre=OuterRef("cadre"))
    path = ExpressionWrapper(OuterRef("unit__path"), output_field=CharField())
    officers = officer_posts(on=on).filter(user.access.within("unit__path", *READERS)).alias(item_path=path)
    missing = officers.filter(~Exists(read), unit__path__startswith=F("item_path"))
    return ReadingItem.objects.current().filter(Exists(missing), read_by__lt=on)


@dataclass(frozen=True)
class Record:
    """An officer's record as one reader sees it."""

    elections: Any
    trainings: Any
    meetings: Any
    incidents: Any
    reading: list[ReadingItem]
    sheets: Any
    marks: Any


def record_of(cadre: Cadre, user: User, unit: Unit | None) -> Record:
    """Everything on one officer, of what the user sees; `unit` is where they are officer now."""
    held = Attendance.objects.filter(cadre=cadre, meeting__kind=MeetingKind.OFFICERS)
    meetings = held.filter(meeting__state=MeetingState.HELD).select_related("meeting__unit").order_by("-meeting__on")
    sheets = ScoreSheet.objects.visible_to(user).filter(cadre=cadre).select_related("assessment__scorecard")
    return Record(
        elections=OfficerElection.objects.visible_to(user).filter(chosen=cadre).select_related("unit"),
        trainings=OfficerTraining.objects.visible_to(user).filter(attendances__cadre=cadre),
        meetings=meetings,
        incidents=IncidentReport.objects.visible_to(user).filter(officer=cadre),
        reading=to_read([cadre], unit) if unit else [],
        sheets=sheets.order_by("-assessment__year", "-assessment__quarter"),
        marks=OfficerMark.objects.visible_to(user).filter(officer=cadre).select_related("given_by"),
    )


def nearest_holders(units: list[Unit], role: str, *, on: datetime.date) -> dict[int, list[User]]:
    """Who holds the role for each unit: on it, or on the nearest unit above. One query for all."""
    keys = {key for unit in units for key in (*unit.ancestor_ids, unit.pk)}
    grants = RoleGrant.objects.filter(in_force(on), role=role, unit__in=keys, user__is_active=True)
    held: dict[int, list[User]] = {}
    for grant in grants.select_related("user").order_by("pk"):
        held.setdefault(grant.unit_id, []).append(grant.user)
    return {unit.pk: _nearest(unit, held) for unit in units}


def _nearest(unit: Unit, held: dict[int, list[User]]) -> list[User]:
    return next((held[key] for key in (unit.pk, *reversed(unit.ancestor_ids)) if key in held), [])
