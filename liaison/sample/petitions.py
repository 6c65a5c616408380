"""The petition offices at work: cases by every channel and in every state, and what surrounds them."""

import datetime
from collections.abc import Iterator
from itertools import cycle
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.models import Unit
from contacts.models import Household
from core.models import InboxItem
from core.workdays import WorkCalendar
from liaison.sample import petition_paths as paths
from liaison.sample import petition_rounds as rounds
from liaison.sample import petition_texts as texts
from liaison.sample.contacts import Village
from liaison.sample.dice import Decks, Dice
from liaison.sample.people import DAY
from liaison.sample.petition_offices import Offices
from liaison.sample.petition_paths import Path, Play
from liaison.sample.petition_texts import Card
from liaison.sample.tree import Town
from petitions.actions import handling, receiving
from petitions.actions.from_matters import incoming_from, open_from_matter
from petitions.actions.receiving import Accused, Incoming, Person
from petitions.models import Case, CaseField, Reception
from petitions.workflow import OPEN
from visits.models import Matter

IN_TOWN, BEYOND_SPECIAL = 3, 2
SUGGESTED, RATED = 2, 7
CHANNELS = ("web", "letter", "qr", "phone", "hotline", "box", "web", "fax", "qr", "letter", "import", "forum")
# By these nobody but the petitioner writes it down.
BY_THEMSELVES = ("web", "qr")
# Notices as old as this were read.
UNREAD_FOR = 6


class Filing:
    """Fills the offices of one county. Afterwards `code` is the code of a case to follow on the people's pages."""

    def __init__(self, offices: Offices, dice: Dice, today: datetime.date, calendar: WorkCalendar):
        self.offices, self.dice, self.today, self.calendar = offices, dice, today, calendar
        self.decks = Decks(dice)
        self.fields = {row.code: row for row in CaseField.objects.all()}
        self.channels = cycle(CHANNELS)
        self.yesterday = today - DAY
        self.code = ""

    def fill(self) -> None:
        for day, town, path in sorted(self._planned(), key=lambda one: one[0]):
            self._case(day, town, path)
        self._under_way()
        self._waiting()
        self._accusation()
        self._repeat()
        self._from_matters()
        rounds.go(self)
        self._by_group()
        last_week = timezone.make_aware(datetime.datetime.combine(self.today, datetime.time())) - DAY * UNREAD_FOR
        InboxItem.objects.filter(created_at__lt=last_week, read_at=None).update(read_at=F("created_at") + DAY)

    def _planned(self) -> Iterator[tuple[datetime.date, Town, Path | None]]:
        """(day, where, path): None for a town's own cases."""
        towns = self.offices.county.towns
        count = len(paths.SPECIAL) + BEYOND_SPECIAL * len(towns)
        for number in range(count):
            is_special = number < len(paths.SPECIAL)
            days = 70 + 9 * number if is_special else 4 * number
            path = paths.SPECIAL[number] if is_special else paths.plain
            yield self.today - DAY * days, towns[number % len(towns)], path
        for town in towns:
            for _number in range(IN_TOWN):
                yield self.today - DAY * self.dice.randrange(2, 190), town, None

    # --- one case -------------------------------------------------------------------------------
    def _case(self, day: datetime.date, town: Town, path: Path | None) -> None:
        """One in six lies still somewhere, until its limit is over."""
        card = self._card(path)
        case = self._receive(card, town, day, unit=self.offices.county.unit if path else town.unit)
        is_special = path is not None and path is not paths.plain
        most = self.dice.randrange(1, 6) if not is_special and self.dice.chance(0.16) else None
        self._play(case, card, town).run(
            path or self._own(card), until=self.yesterday, calendar=self.calendar, most=most
        )

    def _own(self, card: Card) -> Path:
        return paths.plain if card.department and self.dice.chance(0.2) else paths.own

    def _card(self, path: Path | None) -> Card:
        """Decisions, reviews and extensions are of claims; what is put off or solved at once is none."""
        card = self.decks.deal(texts.CARDS)
        if path in (paths.prolonged, paths.reviewed, paths.refused, paths.urged):
            while card.kind != "claim":
                card = self.decks.deal(texts.CARDS)
        if path in (paths.put_off, paths.solved_at_once):
            while card.kind != "help":
                card = self.decks.deal(texts.CARDS)
        return card

    def _play(self, case: Case, card: Card, town: Town) -> Play:
        return Play(self.offices, case, card, town.unit, self.dice, self.decks)

    def _receive(
        self,
        card: Card,
        town: Town,
        day: datetime.date,
        *,
        unit: Unit,
        channel: str = "",
        people: tuple[Person, ...] | None = None,
        accused: tuple[Accused, ...] = (),
        **more: object,
    ) -> Case:
        channel = channel or next(self.channels)
        village = self.dice.choice([v for v in self.offices.register.villages if v.town is town])
        incoming = Incoming(
            channel=channel,
            title=card.title,
            text=card.text.replace("{place}", village.unit.name),
            people=self._people(village) if people is None else people,
            people_count=self.dice.choice((1, 1, 1, 1, 3, 12)),
            kind="" if channel in BY_THEMSELVES else card.kind,
            field=self.fields.get(card.field),
            urgency="urgent" if card.kind == "incident" else "normal",
            place=village.unit.name,
            annotation="请信访局研究办理。" if channel == "letter" and self.dice.chance(0.3) else "",
            accused=accused,
            more=dict(more),
        )
        by = None if channel in BY_THEMSELVES else self.offices.clerks[unit.pk]
        at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(8, self.dice.randrange(60))))
        received = receiving.receive(incoming, unit=unit, on=day, by=by, at=at)
        self.code = received.code if channel in BY_THEMSELVES and not accused else self.code
        return received.case

    def _people(self, village: Village) -> tuple[Person, ...]:
        """One in seven does not give a name; a few come as a group with two who speak for it."""
        if self.dice.chance(0.14):
            return ()
        chosen: list[Household] = self.dice.sample(village.households, 2 if self.dice.chance(0.1) else 1)
        return tuple(Person(h.head_name, h.phone, f"{village.unit.name}{h.group_name}") for h in chosen)

    # --- single ones ----------------------------------------------------------------------------
    def _under_way(self) -> None:
        for (path, days, most), town in zip(paths.UNDER_WAY, cycle(self.offices.county.towns), strict=False):
            card = self._card(path)
            case = self._receive(card, town, self.today - DAY * days, unit=self.offices.county.unit)
            self._play(case, card, town).run(path, until=self.yesterday, calendar=self.calendar, most=most)

    def _waiting(self) -> None:
        """What came in yesterday and is registered by nobody yet; and one whose limit for that is over."""
        for town in self.offices.county.towns[::2]:
            self._receive(self._card(None), town, self.yesterday, unit=town.unit)
        for days in (1, 2, 21):
            town = self.dice.choice(self.offices.county.towns)
            self._receive(self._card(None), town, self.today - DAY * days, unit=self.offices.county.unit, channel="web")

    def _accusation(self) -> None:
        """Against one of the leaders of the second town, who never sees it."""
        town = self.offices.county.towns[1]
        cadre = self.offices.leaders_of(town.unit)[3].cadre
        card = Card("style", "", "accusation", "反映干部作风问题", texts.ACCUSED, "")
        day = self.today - DAY * 26
        unit = self.offices.county.unit
        case = self._receive(card, town, day, unit=unit, channel="web", people=(), accused=(Accused(cadre=cadre),))
        self._play(case, card, town).run(paths.accused, until=self.yesterday, calendar=self.calendar)

    def _repeat(self) -> None:
        """Somebody asks again about a case that was closed; neighbours ask about one that is open, and are joined."""
        cases = Case.objects.filter(unit=self.offices.county.unit, is_anonymous=False).order_by("received_on", "pk")
        closed = cases.filter(state="closed").first()
        if closed is not None:
            self._again(closed, self.today - DAY * 3, repeat_of=closed)
        going = cases.filter(state__in=OPEN - {"received"}).exclude(kind="accusation").last()
        for _number in range(2):
            if going is None:
                return
            case = self._again(going, max(going.received_on, self.today - DAY * 5), people=None)
            clerk, day = self.offices.clerk, self.yesterday
            handling.join(case, to=going, by=clerk, on=day, at=self._noon(day))

    def _again(self, case: Case, day: datetime.date, **more: Any) -> Case:
        people = tuple(Person(p.name, p.phone, p.address) for p in case.petitioners.all())
        code = case.field.code if case.field else "other"
        card = Card(code, "", case.kind, case.title, case.text, "")
        town = self.dice.choice(self.offices.county.towns)
        return self._receive(card, town, day, unit=case.unit, channel="letter", **{"people": people, **more})

    def _from_matters(self) -> None:
        """What was heard on visits and became a case of the unit that it was brought to."""
        units = [unit for unit in self.offices.clerks if unit != self.offices.county.unit.pk]
        open_ones = Matter.objects.open().filter(unit__in=units, log__last_day__lt=self.today - DAY * 4)
        for matter in open_ones.select_related("unit", "log").order_by("-log__last_day", "pk")[:6]:
            day = min(matter.log.last_day + DAY * 2, self.yesterday)
            clerk = self.offices.clerks[matter.unit_id]
            case = open_from_matter(matter, by=clerk, at=self._noon(day), on=day, kind="help")
            card = Card("other", "", "help", case.title, case.text, "已到现场核实并解决。")
            play = Play(self.offices, case, card, matter.unit, self.dice, self.decks)
            play.day = day
            play.run(paths.work, until=self.yesterday, calendar=self.calendar, most=self.dice.randrange(2, 6))

    def _by_group(self) -> None:
        """Of the town that serves by group: suggestions of its people, and how they rate what became of the rest."""
        town = self.offices.county.towns[-1]
        suggestions = [card for card in texts.CARDS if card.kind == "suggestion"]
        for number, card in enumerate(suggestions[:SUGGESTED]):
            case = self._receive(card, town, self.today - DAY * (40 + 30 * number), unit=town.unit, channel="letter")
            self._play(case, card, town).run(paths.own, until=self.yesterday, calendar=self.calendar)
        solved = Matter.objects.filter(state="solved", log__unit__path__startswith=town.unit.path)
        solved = solved.filter(solved_on__lt=self.today - DAY * 12, case=None).exclude(target__household=None)
        for matter in solved.select_related("unit", "log", "target__household").order_by("-solved_on", "pk")[:RATED]:
            self._rated(matter, town)

    def _rated(self, matter: Matter, town: Town) -> None:
        """Of the town that heard it, whoever answered."""
        on, by = matter.log.last_day, self.offices.clerks[town.unit.pk]
        received = receiving.receive(incoming_from(matter), unit=town.unit, on=on, by=by, at=self._noon(on))
        card = Card("other", "", "help", received.case.title, matter.text, matter.reply)
        play = self._play(received.case, card, town)
        play.day = matter.solved_on or on
        play.run(paths.rated_at_once, until=self.yesterday, calendar=self.calendar)

    def visitor(self, reception: Reception) -> Case:
        """The case that somebody brought to a reception; registered where it came in."""
        towns = self.offices.county.towns
        town = next((t for t in towns if t.unit == reception.unit), towns[0])
        card = self._card(None)
        case = self._receive(card, town, reception.on, unit=reception.unit, channel="reception")
        play = self._play(case, card, town)
        return play.run(paths.own, until=self.yesterday, calendar=self.calendar, most=self.dice.randrange(1, 5))

    def _noon(self, day: datetime.date) -> datetime.datetime:
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time(17, 30)))
