"""The four meetings of the town that serves by group (R14.1-4): topics, those present, decisions and how far they are.

Each belongs to the visit log that the diary holds of it.
"""

import datetime
from collections.abc import Iterator, Sequence

from django.utils import timezone

from accounts.models import Cadre, Unit, User
from liaison.sample import meeting_texts as texts
from liaison.sample.affairs import Absences, is_away
from liaison.sample.areas import Areas
from liaison.sample.dice import Decks, Dice
from liaison.sample.people import DAY, Worker
from petitions.models import Attendance, Decision, Meeting, MeetingState, Topic, TopicState
from petitions.models.meetings import LOG_KINDS, MeetingKind
from visits.models import VisitLog, VisitParticipant

# Of the weekly briefings of an area the minutes of so many are here.
BRIEFINGS = 6
HOURS = {MeetingKind.BRIEFING: 17, MeetingKind.COORDINATION: 9, MeetingKind.DELIBERATION: 19, MeetingKind.EXCHANGE: 15}
KINDS = {log_kind: kind for kind, log_kind in LOG_KINDS.items() if kind in HOURS}


def hold(
    areas: Areas, workers: list[Worker], scribe: User, absences: Absences, dice: Dice, today: datetime.date
) -> None:
    """After the diary was written down."""
    logs = _logs(areas, today)
    team = [w for w in workers if w.unit == areas.town.unit and w.serves_on(today)]
    _Minutes(areas, team, scribe, absences, dice, today).write(logs)


def _logs(areas: Areas, today: datetime.date) -> list[VisitLog]:
    """All that were held but for the older briefings of the areas, in the order of their days."""
    units = [areas.town.unit, *areas.areas]
    rows = VisitLog.objects.recorded().filter(kind__code__in=KINDS, unit__in=units, first_day__lt=today)
    found = list(rows.select_related("kind", "unit").order_by("first_day", "pk"))
    dropped = set()
    for area in areas.areas:
        dropped |= {log.pk for log in [x for x in found if x.unit == area and x.kind.code == "briefing"][:-BRIEFINGS]}
    return [log for log in found if log.pk not in dropped]


class _Minutes:
    """Writes the meetings of some logs, rows of one sort at a time."""

    def __init__(
        self, areas: Areas, team: list[Worker], scribe: User, absences: Absences, dice: Dice, today: datetime.date
    ):
        self.areas, self.team, self.scribe = areas, team, scribe
        self.absences, self.dice, self.today = absences, dice, today
        self.decks = Decks(dice)

    def write(self, logs: Sequence[VisitLog]) -> None:
        leads = self._leads(logs)
        present = {log.pk: self._present(log, leads[log.pk]) for log in logs}
        others = [(log, cadre) for log in logs for cadre in present[log.pk] if cadre != leads[log.pk]]
        VisitParticipant.objects.bulk_create(VisitParticipant(log=log, cadre=cadre) for log, cadre in others)
        meetings = Meeting.objects.bulk_create(self._meeting(log, leads[log.pk], present[log.pk]) for log in logs)
        Attendance.objects.bulk_create(
            Attendance(meeting=meeting, cadre=cadre, was_there=True)
            for meeting, log in zip(meetings, logs, strict=True)
            for cadre in present[log.pk]
        )
        cards = [(meeting, card) for meeting in meetings for card in self._cards(meeting)]
        topics = Topic.objects.bulk_create(self._topic(meeting, card, n) for n, (meeting, card) in enumerate(cards))
        pairs = zip(topics, (card for _meeting, card in cards), strict=True)
        Decision.objects.bulk_create(row for topic, card in pairs for row in self._decisions(topic, card))

    def _leads(self, logs: Sequence[VisitLog]) -> dict[int, Cadre]:
        rows = VisitParticipant.objects.filter(log__in=logs, is_lead=True).select_related("cadre")
        return {row.log_id: row.cadre for row in rows}

    def _present(self, log: VisitLog, lead: Cadre) -> list[Cadre]:
        """Whoever leads, and those of the town who were in post and not away; of an area only some."""
        there = [
            w.cadre
            for w in self.team
            if w.serves_on(log.first_day) and not is_away(self.absences, w.cadre.pk, [log.first_day])
        ]
        number = 7 if log.unit == self.areas.town.unit else 4
        return list(dict.fromkeys([lead, *there]))[:number]

    def _meeting(self, log: VisitLog, lead: Cadre, present: list[Cadre]) -> Meeting:
        kind = KINDS[log.kind.code]
        guests = max((log.people_count or 0) - len(present), 0)
        return Meeting(
            unit=log.unit,
            kind=kind,
            title=f"{log.unit.label}{_when(kind, log.first_day)}{kind.label}",
            on=log.first_day,
            time=datetime.time(HOURS[kind]),
            place=texts.PLACES[kind] if log.unit == self.areas.town.unit else texts.IN_AREA,
            chair=lead,
            recorder=present[-1],
            guests=texts.GUESTS[kind] if guests else "",
            guest_count=guests,
            minutes=log.content,
            state=MeetingState.HELD,
            log=log,
        )

    def _cards(self, meeting: Meeting) -> Iterator[texts.TopicCard]:
        deck = texts.CARDS[MeetingKind(meeting.kind)]
        for _n in range(2 if meeting.kind == MeetingKind.COORDINATION else 1):
            yield self.decks.deal(deck)

    def _topic(self, meeting: Meeting, card: texts.TopicCard, order: int) -> Topic:
        return Topic(
            unit=meeting.unit,
            meeting=meeting,
            title=card.title,
            text=card.text,
            proposer=meeting.chair,
            handed_in_by=self.scribe,
            handed_in_at=_at(meeting.on - DAY * 2),
            state=TopicState.DECIDED,
            order=order,
        )

    def _decisions(self, topic: Topic, card: texts.TopicCard) -> Iterator[Decision]:
        """The first is carried out in time, mostly; what was decided of late is not done yet."""
        assert topic.meeting is not None
        held = topic.meeting.on
        for number, (text, result) in enumerate(card.decided):
            due = held + DAY * (20 + 15 * number)
            done = held + DAY * self.dice.randrange(6, 24)
            is_done = done < self.today and self.dice.chance(0.9)
            answers = self.team[(held.day + number) % len(self.team)].cadre
            yield Decision(
                topic=topic,
                text=text,
                unit=self._unit(topic.meeting.unit),
                cadre=answers,
                due=due,
                result=result if is_done else "",
                done_on=done if is_done else None,
            )

    def _unit(self, held_by: Unit) -> Unit:
        """The town answers for most of it, an area for what was decided in it."""
        return held_by if held_by in self.areas.areas else self.areas.town.unit


def _when(kind: MeetingKind, day: datetime.date) -> str:
    if kind == MeetingKind.BRIEFING:
        return f"{day.month}月{day.day}日"
    return f"{day.year}年" if kind == MeetingKind.EXCHANGE else f"第{'一二三四'[(day.month - 1) // 3]}季度"


def _at(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(16)))
