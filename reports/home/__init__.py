"""What the home page shows to one user: parts for each thing that they are, the most urgent first.

Somebody with two roles sees the parts of both. Each thing stands in one part only: a notice about what is shown by
name is left out, a leader who is also the secretary sees the people and not the rules once more.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.timezone import localdate

from accounts.access import READERS
from accounts.models import User
from core.models import InboxItem
from core.selectors import load_work_calendar
from reports.first_steps import FirstSteps, first_steps
from reports.home import cases, gaps, mine, running, unit, waiting
from reports.home.gaps import Warning
from reports.home.parts import CALM, DUE, Part

UNREAD = 3
# A notice that is older waits behind what is to be done.
NEW = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Home:
    """`reads`: whether the user reads a part of the tree, so that its figures can be asked for."""

    today: datetime.date
    is_day_off: bool
    parts: list[Part]
    last: Part | None
    reads: bool
    warnings: list[Warning]
    first_steps: FirstSteps | None


def home(user: User, *, at: datetime.datetime, on: datetime.date) -> Home:
    """A fixed number of queries, whatever the size of the tree."""
    first = first_steps(user, on=on)
    is_set_up = first is None or first.is_running
    found = [part for part in _parts(user, at, on) if part is not None]
    # Who sets up has a page of steps; what is empty so far, or can wait, would push them down.
    found = found + _of_administration(user, at, on) if is_set_up else [part for part in found if part.urgency < CALM]
    found += _notices(user, frozenset[str]().union(*(part.urls for part in found)), on)
    found.sort(key=lambda part: part.urgency)
    return Home(
        today=on,
        is_day_off=not load_work_calendar().is_workday(on),
        parts=found,
        last=mine.logs(user),
        reads=is_set_up and user.access.has_role(*READERS),
        warnings=gaps.warnings(user, on=on) if is_set_up else [],
        first_steps=first,
    )


def _parts(user: User, at: datetime.datetime, on: datetime.date) -> Iterator[Part | None]:
    """In the order in which equally urgent parts stand."""
    yield waiting.part(user, on=on)
    yield unit.brief(user, on=on)
    yield from mine.parts(user, on=on)
    yield cases.queue(user, on=on)
    yield cases.sponsored(user, on=on)
    yield unit.help_needed(user, on=on)
    yield running.overdue(user, on=on)
    yield mine.answers(user, on=on)
    yield unit.lagging(user, on=on)
    yield unit.week(user, on=on)
    yield running.trail(user, on=on)


def _of_administration(user: User, at: datetime.datetime, on: datetime.date) -> list[Part]:
    """What is to be looked after once the organisation is set up; until then its first steps say what is missing."""
    found = (gaps.part(user, on=on), running.mail(user, at=at), running.versions(user, on=on))
    return [part for part in found if part is not None]


def _notices(user: User, shown: frozenset[str], on: datetime.date) -> list[Part]:
    """What is unread and not about a thing that stands on the page; pressing as long as it is new. One query."""
    unread = InboxItem.objects.visible_to(user).unread().exclude(url__in=shown)
    items = list(unread[:UNREAD])
    if not items:
        return []
    is_new = localdate(items[0].created_at) > on - NEW
    return [Part("reports/home/_inbox.html", items, DUE if is_new else CALM)]
