"""What a rulebook says, as frozen values. The same names stand in `rulebook.schema.json` and in docs/rulebook.md."""

import datetime
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

DAILY, WORKDAY, REST_DAY, HALF_MONTH = "day", "workday", "rest_day", "half_month"
REST_DAYS, WORKDAYS = "rest_days", "workdays"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MonthDay = tuple[int, int]


@dataclass(frozen=True)
class Who:
    """Whom a rule binds. Within one block every condition must hold; of several blocks any one is enough."""

    subject: str = "cadre"
    unit_kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    except_units: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    group_names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    convenor: bool | None = None
    party_member: bool | None = None
    reserve: bool | None = None
    female: bool | None = None
    grassroots_experience: bool | None = None
    able_to_act: bool | None = None
    seconded: bool | None = None
    # With `seconded`: only secondments to such work; "other" for one whose work has no kind.
    secondment_kinds: tuple[str, ...] = ()
    age_under: int | None = None


@dataclass(frozen=True)
class By:
    """Who must have taken part in a log that counts for a unit or group: somebody with such a post on that day."""

    unit_kinds: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()


@dataclass(frozen=True)
class AtLeast:
    """What a log must come to by itself to count: minutes, people who took part, days from its first to its last."""

    minutes: int = 0
    people: int = 0
    days: int = 0


@dataclass(frozen=True)
class Whom:
    """With whom: anyone; those assigned to the subject; the other members of the unit; those whom its members hold;
    those whom a leader supervises, with the further `circle`.

    `each` makes one obligation for every target. `below`: kinds of the units whose cadres belong to the circle.
    """

    scope: str = "anyone"
    what: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    each: bool = False
    circle: tuple[str, ...] = ("supervised",)
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slot:
    """How many assignments of a category are to be held."""

    categories: tuple[str, ...]
    least: int = 0
    most: int | None = None
    label: str = ""


@dataclass(frozen=True)
class Measure:
    """What is counted and how much of it is owed. `least` is in logs, days, minutes, people … by `of`."""

    of: str = "count"
    least: int = 0
    most: int | None = None
    share: Fraction | None = None
    register: str = "residents"
    through_household: bool = True
    as_of: str = "window_start"
    crossing: bool = False
    average_per_month: bool = False
    slots: tuple[Slot, ...] = ()
    secondment_kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Also(Measure):
    """A second measure, which may count other logs than the first: what it says of them stands in place of what the
    rule says, the rest it takes over. `what` and `categories` are those of `whom`. `label` is shown in its place."""

    does: tuple[str, ...] | None = None
    by: By | None = None
    goods: bool | None = None
    as_lead: bool | None = None
    only_on: str | None = None
    at_least: AtLeast | None = None
    what: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Cadence:
    """When: exactly one of the kinds in `CADENCE_KEYS`, with what belongs to it."""

    kind: str
    every: str = ""
    days: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    festivals: tuple[str, ...] = ()
    dates: tuple[MonthDay, ...] = ()
    between: tuple[tuple[MonthDay, MonthDay], ...] = ()
    periods: tuple[str, ...] = ()
    days_before: int = 0
    days_after: int = 0
    until: str = "last_day_off"
    by: datetime.date | None = None
    event: str = ""
    # Whose event: of who owes ("subject"), or of each of those whom the duty is towards ("target").
    event_of: str = "subject"
    days_within: int = 0
    special_period: str = ""
    due_after_days: int | None = None
    workdays_within: int = 0
    workdays_before: int = 0
    # So many stretches of `every` make one window, counted from the one that holds `since`.
    together: int = 1
    since: datetime.date | None = None
    # Narrower: only windows that begin in these months; only what lies in these periods; the first or last days.
    months: tuple[int, ...] = ()
    during: tuple[str, ...] = ()
    first_days: int = 0
    last_days: int = 0
    first_workdays: int = 0
    # Outside of it: so many days right before a stretch begins, or right after it has ended.
    before_start: int = 0
    after_end: int = 0
    # What falls on a rest day moves: "next_workday" or "previous_workday".
    shift: str = ""

    @property
    def strays(self) -> int:
        """How many days a window may lie from the stretch that it belongs to. No holiday is as long as a month."""
        return max(self.before_start, self.after_end, 31 if self.shift else 0)

    @property
    def of_target(self) -> bool:
        return self.event_of == "target"

    @property
    def days_around(self) -> int:
        """How far from an event a window may reach, in days; working days reach further than they are many."""
        workdays = self.workdays_within + self.workdays_before
        return self.days_before + self.days_within + (workdays * 2 + 14 if workdays else 0)


CADENCE_KEYS = (
    "every",
    "days_of_month",
    "weekdays",
    "nth_weekday",
    "nth_workday",
    "festivals",
    "dates",
    "between",
    "periods",
    "once",
    "standing",
    "after_event",
    "before_event",
)


@dataclass(frozen=True)
class Liability:
    """How days on which nothing is owed shrink what is owed."""

    rounding: str = "nearest"
    leave: bool = True
    secondment: bool = True
    least_days: int = 1


@dataclass(frozen=True)
class Step:
    """Where an overdue duty goes, and how many working days after the due date."""

    after: int
    to: str


@dataclass(frozen=True)
class Reminders:
    days_before: tuple[int, ...] = (7, 1)
    escalate: tuple[Step, ...] = (Step(3, "secretary"), Step(10, "leader"))


@dataclass(frozen=True)
class OnRota:
    """The unit owes it by rota (visits.Rota): those with such a post, or the members of the group, in turn.

    `seats`: how many are on duty at a time. `fair`: who was away comes next when back.
    """

    positions: tuple[str, ...] = ()
    unit_kinds: tuple[str, ...] = ()
    group: str = ""
    seats: int = 1
    fair: bool = True


@dataclass(frozen=True)
class Limit:
    """A limit on a field of a record (kind: check)."""

    field: str
    most: int | None = None
    forbids: tuple[str | bool, ...] = ()


@dataclass(frozen=True)
class Rule:
    code: str
    title: str
    clause: str
    kind: str
    who: tuple[Who, ...] = (Who(),)
    does: tuple[str, ...] = ()
    by: By | None = None
    rota: OnRota | None = None
    goods: bool = False
    as_lead: bool = False
    # "rest_days" or "workdays": only what was done on such days counts.
    only_on: str = ""
    at_least: AtLeast | None = None
    include_below: bool = False
    whom: Whom = Whom()
    measure: Measure = Measure()
    also: Also | None = None
    when: tuple[Cadence, ...] = ()
    liability: Liability = Liability()
    reminders: Reminders = Reminders()
    limits: tuple[Limit, ...] = ()
    to_confirm: bool = False
    preferably: str = ""

    @property
    def subject(self) -> str:
        return self.who[0].subject

    @property
    def covers_held(self) -> bool:
        """Coverage of the households or residents held themselves, and of no register of a place."""
        held = self.whom.scope in ("assigned", "held_by_members")
        return self.measure.of == "coverage" and held and bool(self.whom.what) and "point" not in self.whom.what

    @property
    def narrows_register(self) -> bool:
        """Coverage of those in a place's register who are of some kind; of points held the categories are theirs."""
        plain = self.whom.scope not in ("assigned", "held_by_members")
        return self.measure.of == "coverage" and plain and bool(self.whom.categories)

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.measure, self.also) if self.also else (self.measure,)

    @cached_property
    def second(self) -> "Rule":
        """The rule as its second measure sees it; the rule itself where both count the same logs."""
        if self.also is None:
            return self
        named = {name: getattr(self.also, name) for name in ("does", "by", "goods", "as_lead", "only_on", "at_least")}
        own = {name: value for name, value in named.items() if value is not None}
        aims = {name: value for name in ("what", "categories") if (value := getattr(self.also, name))}
        return replace(self, **own, whom=replace(self.whom, **aims)) if own or aims else self

    @property
    def events_of_targets(self) -> frozenset[str]:
        """What, when it happens to one of those whom the duty is towards, opens a window for that one."""
        return frozenset(cadence.event for cadence in self.when if cadence.of_target)

    @property
    def follows_targets(self) -> bool:
        return any(cadence.of_target for cadence in self.when)

    @property
    def asks_posts(self) -> bool:
        """Whether a log counts only where somebody with such a post took part."""
        return bool(self.by or self.second.by)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of log that count for one of its measures; () for any."""
        return (*self.does, *self.second.does) if self.does and self.second.does else ()


@dataclass(frozen=True)
class Book:
    code: str
    title: str
    rules: tuple[Rule, ...] = field(default=())
    note: str = ""

    def rule(self, code: str) -> Rule:
        """Raises KeyError when the book has no such rule."""
        return {rule.code: rule for rule in self.rules}[code]
