"""A question together with who asks, on which day, and where in the tree it looks."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import CharField, Expression, Q, QuerySet, Value, When
from django.db.models.functions import Substr

from accounts.access import EVERYTHING, READERS
from accounts.models import PATH_STEP, Unit, UnitEvent, UnitEventKind, User
from petitions.models import Case
from reports.asking import Organised, Question

# Paths of the parts of the tree whose records are counted; None: all of it.
Audience = tuple[str, ...] | None


@dataclass(frozen=True)
class Asked:
    """`audience` is the part of the tree that the reader reads. `reader` None: what is the same for all of that
    audience, to be stored for them; then nothing is counted that depends on the person."""

    question: Question
    on: datetime.date
    audience: Audience
    reader: User | None = None

    @property
    def is_then(self) -> bool:
        return self.question.organised == Organised.THEN

    @property
    def last_day(self) -> datetime.date:
        """The last day of the period, or today where that is still to come."""
        return min(self.question.period.end, self.on)

    @cached_property
    def cases(self) -> QuerySet[Case]:
        """Those that the reader sees; nobody in particular sees none. Worked out once for all figures."""
        return Case.objects.visible_to(self.reader) if self.reader else Case.objects.none()

    def days(self, field: str) -> dict[str, Any]:
        """The condition that the day in this field lies in the period."""
        return {f"{field}__range": (self.question.period.start, self.question.period.end)}

    @cached_property
    def paths(self) -> list[str]:
        """Where the unit stands in the tree; "then" also where it stood earlier."""
        unit, under = self.question.unit, self.question.under
        if not self.is_then:
            return [unit.path]
        ending = under + unit.path[-PATH_STEP:]
        return [path for path in paths_of(unit) if path.endswith(ending)]

    def inside(self, field: str, *, own: bool = False) -> Q:
        """The condition that the path in this field is that of the unit or (unless `own`) of one below it."""
        if own:
            return Q(**{f"{field}__in": self.paths})
        found = Q(pk__in=[])
        for path in self.paths:
            found |= Q(**{f"{field}__startswith": path})
        return found

    def child(self, field: str) -> Expression:
        """The part of the path in this field that names the child of the unit; "" for the unit itself."""
        parts = [Substr(field, len(path) + 1, PATH_STEP) for path in self.paths]
        if len(parts) == 1:
            return parts[0]
        whens = [
            When(**{f"{field}__startswith": path}, then=part) for path, part in zip(self.paths, parts, strict=True)
        ]
        return models.Case(*whens, default=Value(""), output_field=CharField())

    def readable(self, unit: str) -> Q:
        """The condition that the audience reads the unit in this field, which is so by itself for the tree as it is
        now: all below the unit that is asked about is theirs."""
        if self.audience is None or not self.is_then:
            return EVERYTHING
        units = Unit.objects.filter(within("path", self.audience))
        return Q(**{f"{unit}__in": units.order_by().values("pk")})


def ask(question: Question, reader: User, on: datetime.date) -> Asked:
    """Raises PermissionDenied for a unit whose contact work the reader does not read. One query."""
    if not reader.access.covers(question.unit.path, *READERS):
        raise PermissionDenied
    return Asked(question, on, audience_of(reader), reader)


def audience_of(reader: User) -> Audience:
    """None for who reads every root: then there is no condition, which spares the database a look at each row."""
    paths = reader.access.paths(*READERS)
    others = Unit.objects.filter(parent=None).exclude(path__in=paths)
    return None if reader.access.sees_everything or not others.exists() else paths


def within(field: str, audience: Audience) -> Q:
    if audience is None:
        return EVERYTHING
    found = Q(pk__in=[])
    for path in audience:
        found |= Q(**{f"{field}__startswith": path})
    return found


def paths_of(unit: Unit) -> list[str]:
    """Every path that the unit has had, the present one first: each move of it, or of what it stood under, taken back.
    One query."""
    path, found = unit.path, [unit.path]
    moves = UnitEvent.objects.filter(kind=UnitEventKind.MOVED).order_by("-pk").values_list("path_before", flat=True)
    for before in moves:
        moved = path.find(before[-PATH_STEP:])
        if moved >= 0:
            path = before + path[moved + PATH_STEP :]
            found.append(path)
    return list(dict.fromkeys(found))
