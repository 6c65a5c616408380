"""Reminding: one digest a day at most, on working days; what stays undone goes up, level by level.

Selection is always "due on or before now and not yet said", so a sweep that was missed loses nothing, and one that
runs twice says nothing twice: each step of each obligation to each person is a row (`Notice`), each digest is unique by
day.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import GroupMembership, MailPreference, RoleGrant, User
from accounts.querysets import in_force
from core import inbox, outbox
from core.models import InboxItem
from core.selectors import load_work_calendar
from core.workdays import WorkCalendar
from duties.actions.rota_news import RotaNews, mark_told, rota_news
from duties.models import Notice, Obligation
from duties.querysets import LATELY, OVERDUE
from duties.selectors import Owed, as_owed
from duties.spans import ONE_DAY

LONGEST_LEAD = 120
LINES_IN_A_MAIL = 15
RECIPIENTS_AT_ONCE = 200


@dataclass
class Digest:
    """What one person is told on one day: their own duties, and what came up to them from others."""

    own: list[Owed] = field(default_factory=list)
    escalated: list[Owed] = field(default_factory=list)
    rota: RotaNews = field(default_factory=RotaNews)
    notices: list[Notice] = field(default_factory=list)


def remind(*, at: datetime.datetime, on: datetime.date) -> int:
    """Write the digests of the day and return how many people got one. Side effects: inbox, outbox, notices.

    Does nothing on a rest day; what came due then is in the digest of the next working day.
    """
    calendar = load_work_calendar()
    if not calendar.is_workday(on):
        return 0
    digests = _collect(calendar, on)
    told = set(InboxItem.objects.filter(what=_what(on)).values_list("user_id", flat=True))
    waiting = [(user_id, digest) for user_id, digest in sorted(digests.items()) if user_id not in told]
    for first in range(0, len(waiting), RECIPIENTS_AT_ONCE):
        _give(dict(waiting[first : first + RECIPIENTS_AT_ONCE]), at=at, on=on)
    return len(waiting)


def _what(on: datetime.date) -> str:
    return f"duties.digest:{on.isoformat()}"


# --- what is to be said, and to whom -----------------------------------------------------------------------


def _collect(calendar: WorkCalendar, on: datetime.date) -> dict[int, Digest]:
    said: dict[int, set[str]] = defaultdict(set)
    rows = _candidates(on)
    taken = Notice.objects.filter(obligation__in=rows.values("pk"))
    for obligation_id, step in taken.values_list("obligation", "step"):
        said[obligation_id].add(step)
    people = _People(on)
    digests: dict[int, Digest] = defaultdict(Digest)
    for owed in as_owed(rows.with_state(on).for_list().order_by("due", "pk").iterator(chunk_size=2000), on):
        _sort_in(owed, said[owed.obligation.pk], calendar, people, digests)
    for user_id, news in rota_news(people.by_cadre, calendar, on).items():
        digests[user_id].rota = news
    return digests


def _candidates(on: datetime.date) -> Any:
    return Obligation.objects.unmet().filter(due__gte=on - LATELY, due__lte=on + ONE_DAY * LONGEST_LEAD)


def _sort_in(owed: Owed, said: set[str], calendar: WorkCalendar, people: "_People", digests: dict[int, Digest]) -> None:
    row = owed.obligation
    steps = _own_steps(owed, calendar)
    for user_id in people.answering_for(row):
        if new := _not_said(owed, steps, user_id, said):
            digests[user_id].own.append(owed)
            digests[user_id].notices += new
    for number, step in enumerate(row.rule.parsed.reminders.escalate, 1):
        if owed.on > row.due and owed.on >= calendar.add_workdays(row.due, step.after):
            for user_id in people.above(row, step.to):
                if new := _not_said(owed, [f"escalate-{number}"], user_id, said):
                    digests[user_id].escalated.append(owed)
                    digests[user_id].notices += new


def _not_said(owed: Owed, steps: Iterable[str], user_id: int, said: set[str]) -> list[Notice]:
    """Those of the steps that this person was not told of: of two who answer for a unit, one may have been told and
    the other not (their digest of the day was out already, or a sweep died between them)."""
    names = [f"{step}:{user_id}" for step in steps]
    return [Notice(obligation=owed.obligation, step=name, on=owed.on) for name in names if name not in said]


def _own_steps(owed: Owed, calendar: WorkCalendar) -> list[str]:
    """The steps whose day has come. A lead day that is a rest day is brought forward to the working day before."""
    row = owed.obligation
    if owed.state == OVERDUE:
        return ["overdue"]
    days = row.rule.parsed.reminders.days_before
    return [f"lead-{n}" for n in days if calendar.previous_workday(row.due - ONE_DAY * n) <= owed.on]


class _People:
    """Who is told: read once for a sweep."""

    def __init__(self, on: datetime.date):
        active = User.objects.filter(is_active=True)
        self.by_cadre = dict(active.exclude(cadre=None).values_list("cadre_id", "pk"))
        grants = RoleGrant.objects.filter(in_force(on), user__is_active=True)
        self.by_role: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for role, path, user_id in grants.values_list("role", "unit__path", "user_id"):
            self.by_role[role].append((path, user_id))
        convenors = GroupMembership.objects.filter(in_force(on), is_convenor=True)
        self.convenors = dict(convenors.values_list("group_id", "cadre_id"))

    def answering_for(self, row: Obligation) -> Iterable[int]:
        """The cadre; for a group its convenor; for a unit its secretaries."""
        if row.unit_id:
            return self._nearest(row.unit_path, "secretary")
        cadre = row.cadre_id or self.convenors.get(row.group_id or 0)
        user = self.by_cadre.get(cadre or 0)
        return [user] if user else []

    def above(self, row: Obligation, role: str) -> Iterable[int]:
        """Those who hold the role nearest above, without the one who owes."""
        own = set(self.answering_for(row))
        return [user for user in self._nearest(row.unit_path, role) if user not in own]

    def _nearest(self, path: str, role: str) -> list[int]:
        covering = [(len(top), user) for top, user in self.by_role[role] if path.startswith(top)]
        depth = max((length for length, _user in covering), default=0)
        return sorted({user for length, user in covering if length == depth})


# --- saying it -------------------------------------------------------------------------------------------------


@transaction.atomic
def _give(digests: dict[int, Digest], *, at: datetime.datetime, on: datetime.date) -> None:
    users = User.objects.in_bulk(digests)
    notices, letters, items = [], [], []
    for user_id, digest in digests.items():
        user = users[user_id]
        notices += digest.notices
        with translation.override(user.language):
            items.append(_item(user, digest, at, on))
            if letter := _letter(user, digest, at, on):
                letters.append(letter)
    mark_told((digest.rota for digest in digests.values()), on)
    Notice.objects.bulk_create(notices, batch_size=500, ignore_conflicts=True)
    inbox.notify_all(items)
    outbox.post_all(letters)


def _item(user: User, digest: Digest, at: datetime.datetime, on: datetime.date) -> InboxItem:
    context = _context(digest)
    text = render_to_string("duties/mail/inbox.txt", context).strip()
    page = "duties:behind" if digest.escalated and not digest.own else "duties:mine"
    return inbox.notice(_what(on), "", user, _title(digest), text, url=reverse(page), at=at)


def _letter(user: User, digest: Digest, at: datetime.datetime, on: datetime.date) -> Any:
    """None for who wants no mail, unless something came up to them: that is not theirs to switch off."""
    told = digest
    if user.mail_preference == MailPreference.OFF:
        told = Digest(escalated=digest.escalated)
    if not user.email or not (told.own or told.escalated or told.rota):
        return None
    context = {**_context(told), "name": user.name, "base_url": settings.BASE_URL, "title": _title(told)}
    text = render_to_string("duties/mail/digest.txt", context)
    html = render_to_string("duties/mail/digest.html", context)
    return outbox.letter(_what(on), "", user, _title(told), text, html, at=at)


def _context(digest: Digest) -> dict[str, Any]:
    return {
        "rota": digest.rota,
        "own": digest.own[:LINES_IN_A_MAIL],
        "own_more": max(len(digest.own) - LINES_IN_A_MAIL, 0),
        "escalated": digest.escalated[:LINES_IN_A_MAIL],
        "escalated_more": max(len(digest.escalated) - LINES_IN_A_MAIL, 0),
    }


def _title(digest: Digest) -> str:
    if not digest.own and not digest.escalated:
        return _("您近日有值班或调班事项")
    if not digest.own:
        return _("有%(count)d项责任逾期未落实，请督促") % {"count": len(digest.escalated)}
    late = sum(owed.is_overdue for owed in digest.own)
    if late:
        return _("您有%(count)d项联系群众责任待完成，其中%(late)d项已逾期") % {"count": len(digest.own), "late": late}
    return _("您有%(count)d项联系群众责任待完成") % {"count": len(digest.own)}
