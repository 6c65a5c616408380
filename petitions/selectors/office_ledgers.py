"""The rows of 工作联系单 and 座谈会记录 as on paper, read set-wise in chunks, in the order of the querysets."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.reading import CHUNK, by_key, chunks
from core.wording import joined, with_note
from petitions.models import Attendance, Case, CaseKind, Decision, Meeting, SheetEntry, Topic, WorkSheet
from visits.models import Matter, VisitLog, VisitParticipant

if TYPE_CHECKING:
    from accounts.models import User


# --- 工作联系单


class SheetRow(NamedTuple):
    """工作联系单."""

    number: str
    sender: str
    receiver: str
    sent_on: datetime.date | None
    subject: str
    text: str
    request: str
    due: datetime.date
    signed_by: str
    received: str
    reply: str
    closed: str


def sheet_rows(sheets: QuerySet[WorkSheet], *, reader: "User") -> Iterator[SheetRow]:
    """Of a sheet that serves a case, what it says stands here only for who may see the case; of one that serves an
    accusation nothing stands here at all."""
    fields = ("pk", "number", "sender__name", "receiver__name", "sent_on", "subject", "text", "request", "due")
    after = ("signed_by__name", "received_on", "reply", "closed_on", "case")
    rows = sheets.exclude(case__kind=CaseKind.ACCUSATION).values_list(*fields, *after).iterator(chunk_size=CHUNK)
    for chunk in chunks(rows):
        cases = {row[-1] for row in chunk if row[-1]}
        seen = set(Case.objects.visible_to(reader).filter(pk__in=cases).values_list("pk", flat=True)) if cases else ()
        takers = _takers([row[0] for row in chunk])
        for key, number, sender, receiver, on, subject, *texts, signer, taken_on, reply, closed_on, case in chunk:
            text, request, due = texts if case is None or case in seen else ("", "", texts[-1])
            yield SheetRow(
                number,
                sender,
                receiver,
                on,
                subject,
                text,
                request,
                due,
                signer or "",
                _by_on(takers.get(key, ""), taken_on),
                reply if case is None or case in seen else "",
                _by_on(_("已销号"), closed_on),
            )


def _takers(keys: list[int]) -> dict[int, str]:
    """Who signed for each sheet."""
    rows = SheetEntry.objects.filter(sheet__in=keys, action="sign_for").order_by("at", "pk")
    return dict(rows.values_list("sheet", "by__name"))


def _by_on(who: str, on: datetime.date | None) -> str:
    return f"{who} {on.isoformat()}".strip() if on else ""


# --- 座谈会记录


class MeetingRow(NamedTuple):
    """座谈会记录: what one person brought up, or only the meeting where nothing was."""

    title: str
    when: str
    place: str
    chair: str
    recorder: str
    present: str
    number: int | str
    speaker: str
    text: str
    responsible: str
    due: datetime.date | None


class _Point(NamedTuple):
    """One thing that was brought up."""

    speaker: str
    text: str
    responsible: str
    due: datetime.date | None


def meeting_rows(meetings: QuerySet[Meeting], *, reader: "User") -> Iterator[MeetingRow]:
    """Meetings that were held. A topic about a case that the reader may not see, or an accusation, is left out."""
    fields = ("pk", "title", "on", "time", "place", "chair__name", "recorder__name", "guests", "guest_count")
    for chunk in chunks(meetings.values_list(*fields).iterator(chunk_size=CHUNK)):
        keys = [row[0] for row in chunk]
        there = Attendance.objects.filter(meeting__in=keys).exclude(was_there=False).order_by("pk")
        present, points = by_key(there.values_list("meeting", "cadre__name")), _topics(keys, reader)
        for key, title, on, time, place, chair, recorder, guests, guest_count in chunk:
            who = joined(present.get(key, ())) + _guests(guests, guest_count)
            head = (title, f"{on.isoformat()} {time:%H:%M}", place, chair or "", recorder or "", who)
            yield from _with_points(head, points.get(key, []))


def _guests(names: str, count: int) -> str:
    others = names or (_("其他参会人员") if count else "")
    return _("；%(who)s") % {"who": with_note(others, _("%(n)d人") % {"n": count} if count else "")} if others else ""


def _with_points(head: tuple[str, ...], points: list[_Point]) -> Iterator[MeetingRow]:
    if not points:
        yield MeetingRow._make((*head, "", "", "", "", None))
    for number, point in enumerate(points, 1):
        yield MeetingRow._make((*head, number, *point))


def _topics(keys: list[int], reader: "User") -> dict[int, list[_Point]]:
    """Topics in their order, each with what was decided on it."""
    topics = Topic.objects.visible_to(reader).filter(meeting__in=keys).exclude(case__kind=CaseKind.ACCUSATION)
    rows = list(
        topics.exclude(matter__sealed=True)
        .order_by("order", "pk")
        .values_list("meeting", "pk", "proposer__name", "unit__name", "title", "text")
    )
    decided = Decision.objects.filter(topic__in=[row[1] for row in rows]).order_by("pk")
    by_topic = by_key(decided.values_list("topic", "text", "unit__name", "cadre__name", "due"))
    found: dict[int, list[_Point]] = defaultdict(list)
    for meeting, topic, proposer, unit, title, text in rows:
        said = f"{title}\n{text}" if text else title
        decisions = by_topic.get(topic) or [("", "", "", None)]
        for decision, by_unit, by_cadre, due in decisions:
            what = _("%(said)s\n议定：%(decision)s") % {"said": said, "decision": decision} if decision else said
            found[meeting].append(_Point(proposer or unit, what, with_note(by_unit, by_cadre or ""), due))
    return found


def forum_rows(logs: QuerySet[VisitLog], *, reader: "User") -> Iterator[MeetingRow]:
    """Forums that stand in the visit log only: who led it, how many came, what was heard."""
    fields = ("pk", "first_day", "unit__name", "kind__name", "people_count")
    for chunk in chunks(logs.values_list(*fields).iterator(chunk_size=CHUNK)):
        keys = [row[0] for row in chunk]
        went = VisitParticipant.objects.filter(log__in=keys).order_by("-is_lead", "pk")
        cadres, points = by_key(went.values_list("log", "cadre__name")), _heard(keys, reader)
        for key, on, unit, kind, count in chunk:
            names = cadres.get(key, [""])
            who = joined(names) + _guests("", count or 0)
            head = (_("%(unit)s%(kind)s") % {"unit": unit, "kind": kind}, on.isoformat(), "", names[0], "", who)
            yield from _with_points(head, points.get(key, []))


def _heard(keys: list[int], reader: "User") -> dict[int, list[_Point]]:
    rows = Matter.objects.unsealed().open_to(reader).filter(log__in=keys).order_by("pk")
    found: dict[int, list[_Point]] = defaultdict(list)
    names: tuple[str, ...] = ("target__resident__name", "target__household__head_name", "target__contact_point__name")
    for key, text, unit, due, *speakers in rows.values_list("log", "text", "unit__name", "due", *names):
        found[key].append(_Point(next(filter(None, speakers), ""), text, unit, due))
    return found
