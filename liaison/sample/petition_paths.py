"""How cases of the sample run: step by step through the actions of the product, each on a day of its own."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone

from accounts.models import Unit, User
from core.workdays import WorkCalendar
from liaison.sample import petition_texts as texts
from liaison.sample.dice import Decks, Dice
from liaison.sample.people import DAY
from liaison.sample.petition_offices import Offices
from liaison.sample.petition_texts import Card
from petitions.actions import deciding, handing, handling, people, receiving
from petitions.models import Case

# A path yields how many days pass before its next step.
Path = Callable[["Play"], Iterator[int]]


class Play:
    """One case with those who work on it. `town`: where it happened, and where most of it is done."""

    def __init__(self, offices: Offices, case: Case, card: Card, town: Unit, dice: Dice, decks: Decks):
        self.offices, self.case, self.card, self.town, self.dice, self.decks = offices, case, card, town, dice, decks
        self.day, self.minute = case.received_on, 9 * 60

    def run(self, path: Path, *, until: datetime.date, calendar: WorkCalendar, most: int | None = None) -> Case:
        """Take the steps whose day has come; `most`: it lies still after so many."""
        for taken, days in enumerate(path(self)):
            if taken == most:
                break
            self._pass(days, calendar)
            if self.day > until:
                break
        return self.case

    def _pass(self, days: int, calendar: WorkCalendar) -> None:
        self.minute = 9 * 60 if days else self.minute + 20
        self.day += DAY * days
        while not calendar.is_workday(self.day):
            self.day += DAY

    def at(self) -> datetime.datetime:
        """A moment of the day, later than the one before."""
        self.minute += self.dice.randrange(3, 25)
        return timezone.make_aware(
            datetime.datetime.combine(self.day, datetime.time(self.minute // 60, self.minute % 60))
        )

    # --- who ------------------------------------------------------------------------------------
    @property
    def office(self) -> User:
        return self.offices.clerks[self.case.unit_id]

    @property
    def worker(self) -> User:
        return self.offices.clerks[self.case.handling_unit_id]

    def target(self) -> Unit:
        """Where it is sent: the department in charge, or the town."""
        department = self.offices.department(self.card.department) if self.card.department else self.town
        return self.town if department == self.case.handling_unit else department

    def do(self, action: Callable[..., Any], *, by: User | None, **more: Any) -> None:
        self.case = action(self.case, by=by, on=self.day, at=self.at(), **more)

    # --- steps that several paths take ----------------------------------------------------------
    def register(self, **more: Any) -> None:
        kind, field = self.case.kind or self.card.kind, self.case.field
        self.do(receiving.register, by=self.office, kind=kind, field=field, **more)

    def assign(self) -> None:
        due, to = self.day + DAY * self.dice.choice((30, 45, 60)), self.target()
        able = [w.cadre for w in self.offices.by_unit[to.pk][1:3] if w.serves_on(self.day)]
        request = "请依法依规办理，按期报送结果。"
        self.do(handing.assign, by=self.office, to=to, due=due, request=request, handlers=able[:1])

    def forward(self) -> None:
        self.do(handing.forward, by=self.office, to=self.target())

    def accept(self) -> None:
        self.do(handling.accept, by=self.worker)

    def begin(self) -> None:
        self.do(handling.begin, by=self.worker)

    def note(self) -> None:
        self.do(handling.note_progress, by=self.worker, note=self.decks.deal(texts.PROGRESS))

    def decide(self) -> None:
        self.do(deciding.decide, by=self.worker, **self.letter())

    def letter(self) -> dict[str, str]:
        card = self.card
        return {
            "request": card.title,
            "facts": card.answer,
            "opinion": self.dice.choice(("support", "support", "explain")),
            "text": card.answer,
            "legal_basis": texts.DECISION_BASIS,
            "remedy": texts.REMEDY,
        }

    def serve(self) -> None:
        self.do(deciding.serve, by=self.worker, way=self.dice.choice(("in_person", "post")))

    def answer(self) -> None:
        self.do(handling.answer, by=self.worker, text=self.card.answer, way="in_person")

    def close(self) -> None:
        adopted = self.case.kind == "suggestion"
        self.do(handling.close, by=self.worker, result=self.card.answer, advice_adopted=adopted)

    def rate(self, value: str = "", text: str = "") -> None:
        value = value or self.dice.choice(("satisfied", "satisfied", "satisfied", "basically"))
        self.do(people.rate, by=None, value=value, text=text)

    def call_back(self, rating: str | None = "satisfied") -> None:
        self.do(handling.call_back, by=self.worker, way="phone", note=self.decks.deal(texts.CALLED_BACK), rating=rating)


# --- paths ------------------------------------------------------------------------------------------
def plain(play: Play) -> Iterator[int]:
    """Registered, handed on, accepted, worked on, answered, closed, called back."""
    yield 1
    play.register()
    yield play.dice.randrange(1, 6)
    (play.assign if play.dice.chance(0.6) else play.forward)()
    yield from work(play)


def own(play: Play) -> Iterator[int]:
    """The unit where it came in does it itself."""
    yield 1
    play.register()
    yield 2
    yield from work(play)


def work(play: Play) -> Iterator[int]:
    yield play.dice.randrange(2, 9)
    play.accept()
    yield 1
    play.begin()
    yield play.dice.randrange(4, 14)
    play.note()
    yield play.dice.randrange(8, 26)
    yield from answered(play)
    yield from ended(play)


def answered(play: Play) -> Iterator[int]:
    """A claim is owed a decision letter."""
    if play.case.kind == "claim":
        play.decide()
        yield 3
        play.serve()
    else:
        play.answer()


def ended(play: Play) -> Iterator[int]:
    rates = play.dice.chance(0.6)
    yield 2
    if rates:
        play.rate()
        yield 2
    play.close()
    yield play.dice.randrange(3, 9)
    play.call_back(None if rates else "satisfied")


def solved_at_once(play: Play) -> Iterator[int]:
    yield 0
    play.do(handling.solve_on_spot, by=play.office, result=play.card.answer, kind="help")
    yield 4
    play.call_back()


def rated_at_once(play: Play) -> Iterator[int]:
    """What a visit had solved already: registered for the record, and rated by who brought it up."""
    yield 0
    play.do(handling.solve_on_spot, by=play.office, result=play.card.answer, kind="help")
    yield 2
    play.rate()
    yield 3
    play.call_back(None)


def refused(play: Play) -> Iterator[int]:
    yield 1
    play.register()
    yield 6
    play.do(handling.refuse, by=play.office, reason=texts.REFUSED, legal_basis=texts.BASIS)


def led_elsewhere(play: Play) -> Iterator[int]:
    yield 1
    play.register()
    yield 2
    play.forward()
    yield 7
    play.do(handling.lead_elsewhere, by=play.worker, path=texts.ELSEWHERE, legal_basis=texts.BASIS)


def withdrawn(play: Play) -> Iterator[int]:
    yield 1
    play.register()
    yield 8
    play.do(people.withdraw, by=None, reason="问题已经解决，申请撤回。")


def objected(play: Play) -> Iterator[int]:
    yield 1
    play.register()
    yield 2
    play.assign()
    yield 2
    play.do(handing.object_to, by=play.worker, reason=play.decks.deal(texts.OBJECTIONS))
    yield 3
    play.do(handing.reject_objection, by=play.office, ruling="经核实，该事项属于你单位职责，请依法办理。")
    yield from work(play)


def returned(play: Play) -> Iterator[int]:
    """The objection holds: it goes to somebody else."""
    yield 1
    play.register()
    yield 2
    play.forward()
    yield 3
    play.do(handing.object_to, by=play.worker, reason=play.decks.deal(texts.OBJECTIONS))
    yield 2
    play.do(handing.uphold_objection, by=play.office, ruling="异议成立，另行交办。")
    yield 1
    play.do(handing.assign, by=play.office, to=play.town, due=None, request="请牵头办理。")
    yield from work(play)


def mediated(play: Play) -> Iterator[int]:
    yield from started(play)
    play.do(handling.suspend, by=play.worker, why="mediation", note="双方同意先行调解。")
    yield 9
    play.do(handling.resume, by=play.worker, note="调解达成一致，恢复办理。")
    yield 6
    yield from answered(play)
    yield from ended(play)


def started(play: Play) -> Iterator[int]:
    yield 1
    play.register()
    yield 2
    play.assign()
    yield 4
    play.accept()
    yield 1
    play.begin()
    yield 5


def prolonged(play: Play) -> Iterator[int]:
    yield from started(play)
    yield 25
    reason = "需委托第三方鉴定，鉴定周期较长。"
    play.do(handling.ask_extension, by=play.worker, days=30, reason=reason)
    yield 2
    play.do(handling.grant_extension, by=play.offices.leader, days=30, reason=reason)
    yield 20
    yield from answered(play)
    yield from ended(play)


def put_off(play: Play) -> Iterator[int]:
    yield from started(play)
    review_on = play.day + DAY * 120
    play.do(
        handling.wait, by=play.worker, explanation="需待国土空间规划调整后办理，已向信访人解释。", review_on=review_on
    )


def reviewed(play: Play) -> Iterator[int]:
    yield from started(play)
    yield from answered(play)
    yield 9
    play.do(deciding.ask_review, by=None, reason="对认定的事实有异议，请求复查。")
    yield 18
    play.do(deciding.decide_review, by=play.offices.clerk, **play.letter())
    yield 2
    play.do(deciding.serve_review, by=play.offices.clerk, way="post")
    yield 10
    if play.offices.county.unit.parent_id:
        play.close()
        return
    play.do(deciding.ask_re_review, by=None, reason="对复查意见仍有异议，请求复核。")
    yield 15
    play.do(deciding.decide_re_review, by=play.offices.clerk, **play.letter())
    yield 2
    play.do(deciding.serve_review, by=play.offices.clerk, way="post")


def begun_anew(play: Play) -> Iterator[int]:
    yield from started(play)
    yield from answered(play)
    yield 1
    play.close()
    yield 3
    wrong = play.decks.deal(texts.STILL_WRONG)
    play.rate("not", wrong)
    yield 2
    play.do(people.reopen, by=None, reason=wrong)
    yield 4
    play.do(handling.supervise, by=play.offices.clerk, reason="信访人评价不满意并要求重新办理，请认真核查。")
    yield 15
    yield from answered(play)
    yield from ended(play)


def called_in(play: Play) -> Iterator[int]:
    """Units are called to the spot; each reports in and is rated."""
    yield from started(play)
    other = play.offices.department("welfare")
    unit = other if other != play.case.handling_unit else play.offices.department("health")
    play.do(handing.call_units, by=play.worker, units=[unit], request="请派员到现场联合处置。", due=None)
    handover = play.case.handovers.get(kind="call")
    yield 2
    by = play.offices.clerks[unit.pk]
    handing.report_in(handover, reply="已派员到场，提出处置意见。", by=by, on=play.day, at=play.at())
    handing.rate_call(handover, side="sender", value="satisfied", by=play.worker, on=play.day, at=play.at())
    yield 12
    yield from answered(play)
    yield from ended(play)


def urged(play: Play) -> Iterator[int]:
    """Lies past its limit and was urged."""
    yield from started(play)
    yield 40
    play.do(handling.urge, by=play.offices.clerk, reason="办理时限将至，请抓紧办理并报送进展。")


def accused(play: Play) -> Iterator[int]:
    """An accusation goes past those whom it is about, to the organisation department."""
    yield 1
    play.register()
    yield 2
    to = play.offices.county.departments[0].unit
    play.do(handing.assign, by=play.office, to=to, due=None, request="请依规依纪核查，注意保密。")
    yield 3
    play.accept()
    yield 1
    play.begin()


# What the county's office has at least one of each.
SPECIAL: list[Path] = [
    objected,
    prolonged,
    solved_at_once,
    reviewed,
    refused,
    urged,
    mediated,
    returned,
    led_elsewhere,
    begun_anew,
    called_in,
    withdrawn,
    put_off,
]
# What lies where it was brought some days ago: path, days, steps taken.
UNDER_WAY: list[tuple[Path, int, int]] = [
    (led_elsewhere, 6, 2),
    (objected, 9, 3),
    (mediated, 24, 5),
    (prolonged, 56, 5),
    (reviewed, 26, 5),
    (reviewed, 30, 6),
    (reviewed, 44, 7),
    (reviewed, 66, 9),
    (reviewed, 90, 10),
    (urged, 90, 6),
]
