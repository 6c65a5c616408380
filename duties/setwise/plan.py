"""One rule of a version in force, with what its statements are given: windows, days, kinds, amounts."""

import datetime
import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from duties.evaluation import HELD_MEASURES
from duties.evaluation.values import TARGET_KINDS
from duties.facts import OTHER_WORK
from duties.grammar import WORKDAYS, Measure, Rule
from duties.liability import full_amount
from duties.reckoning import Bind, as_of
from duties.recurrence import Window
from duties.spans import ONE_DAY, Span, merge

A_YEAR = ONE_DAY * 366
SUBJECTS = ("cadre", "unit", "group")
COUNTED = ("count", "reports", "minutes")
DISTINCT = ("distinct_people", "distinct_households", "distinct_points")
MEASURES = (*COUNTED, "distinct_days", "consecutive_days", *DISTINCT, "coverage")
HOLDINGS = {"assigned": "sw_holding", "members": "sw_member", "held_by_members": "sw_held_by_members"}


def can(rule: Rule) -> bool:
    """Whether PostgreSQL can be told all that the rule says. The others are judged in Python."""
    first, *also = rule.measures
    return (
        rule.subject in SUBJECTS
        and (first.of in (*MEASURES, "held", "help_plans"))
        and all(measure.of in MEASURES and measure.of != "coverage" for measure in also)
        and not (first.of in HELD_MEASURES and also)
        and not any(measure.crossing for measure in rule.measures)
        and not any(cadence.event for cadence in rule.when)
        and (not rule.include_below or rule.subject == "unit")
        and rule.whom.scope in ("anyone", *HOLDINGS)
        and not rule.covers_held
    )


@dataclass(frozen=True)
class Plan:
    """A rule that binds, and the days that are asked about."""

    bind: Bind
    reach: Span
    on: datetime.date
    # Of a kind of visit: its key by its code.
    kinds: dict[str, int]

    @property
    def rule(self) -> Rule:
        return self.bind.rule

    @cached_property
    def all_windows(self) -> list[Window]:
        return self.bind.windows(self.reach)

    @cached_property
    def outer(self) -> Span:
        """From the first day of the earliest window to the last of the latest; a year around the days asked about
        where windows are opened by what happens to each subject."""
        if not self.all_windows:
            return Span(self.reach.start - A_YEAR, self.reach.end + A_YEAR)
        return Span(min(w.start for w in self.all_windows), max(w.end for w in self.all_windows))

    @property
    def windows(self) -> list[tuple[Window, Span]]:
        """Those in which the rule is in force on some day, with these days. Of two that begin together the longer."""
        by_start = {window.start: window for window in self.all_windows}
        return [(window, days) for window in by_start.values() if (days := self.bind.days(window))]

    @property
    def subject(self) -> int:
        """What a subject's key is made of: four times its own, and this."""
        return SUBJECTS.index(self.rule.subject)

    @property
    def holds(self) -> bool:
        return self.rule.measure.of in HELD_MEASURES

    @property
    def is_tied(self) -> bool:
        """What is owed follows pairings: only while somebody (or something) is held."""
        return self.rule.whom.scope != "anyone" and not self.holds

    @property
    def covers(self) -> bool:
        return self.rule.measure.of == "coverage"

    @property
    def ties(self) -> str:
        """The table of who or what is held."""
        if self.rule.measure.of == "help_plans":
            return "sw_plan"
        return HOLDINGS.get(self.rule.whom.scope, "sw_holding")

    @property
    def holdings(self) -> str:
        return "sw_held_by_members" if self.rule.whom.scope == "held_by_members" else "sw_holding"

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """Every value that a statement of this rule is given, by name."""
        rule, whom = self.rule, self.rule.whom
        grace = [cadence.due_after_days for cadence in rule.when if cadence.due_after_days is not None]
        return {
            "rule": self.bind.rule_id,
            "subject": self.subject,
            "path": self.bind.path,
            "outer_first": self.outer.start,
            "outer_last": self.outer.end,
            "reach_first": self.reach.start,
            "reach_last": self.reach.end,
            "on": self.on,
            "grace": grace[0] if grace else None,
            "least_days": max(rule.liability.least_days, 1),
            "kinds": [self.kinds[code] for code in rule.does if code in self.kinds],
            "categories": list(whom.categories),
            "what": [TARGET_KINDS[what] for what in whom.what],
            "most": rule.measure.most,
            "most_also": rule.also.most if rule.also else None,
            **self._share(),
            **self._windows(),
            "such_days": self._such_days(),
            **self._by(),
            **self._slots(),
            **self._who(),
        }

    def _share(self) -> dict[str, Any]:
        share = self.rule.measure.share
        return {"share": share.numerator, "of": share.denominator} if share is not None else {}

    def _windows(self) -> dict[str, Any]:
        found = [window for window, _days in self.windows]
        days = [days for _window, days in self.windows]
        rule = self.rule
        return {
            "firsts": [window.start for window in found],
            "lasts": [window.end for window in found],
            "dues": [window.due for window in found],
            "names": [window.name for window in found],
            "from": [span.start for span in days],
            "until": [span.end for span in days],
            "fulls": [full_amount(rule.measure, window) for window in found],
            "fulls_also": [full_amount(rule.also, window) if rule.also else None for window in found],
            "as_of": [as_of(rule.measure, window) if self.covers else None for window in found],
            "texts": [json.dumps([[w.start.isoformat(), w.end.isoformat()]]) for w in found],
        }

    def _such_days(self) -> str:
        """The rest days or working days on which alone something counts, as text of a multirange."""
        if not self.rule.only_on:
            return "{}"
        calendar, worked = self.bind.almanac.calendar, self.rule.only_on == WORKDAYS
        days = merge(Span(day, day) for day in self.outer.days() if calendar.is_workday(day) == worked)
        return "{" + ",".join(f"[{span.start},{span.end}]" for span in days) + "}"

    def _by(self) -> dict[str, Any]:
        by = self.rule.by
        if by is None:
            return {}
        return {
            "by_unit_kinds": list(by.unit_kinds),
            "by_positions": list(by.positions),
            "by_ranks": list(by.ranks),
        }

    def _slots(self) -> dict[str, Any]:
        return {f"slot{n}": list(slot.categories) for n, slot in enumerate(self.rule.measure.slots)}

    def _who(self) -> dict[str, Any]:
        """The conditions of each block, its number before the name."""
        named = (
            "unit_kinds",
            "units",
            "except_units",
            "positions",
            "ranks",
            "titles",
            "groups",
            "group_names",
            "people",
        )
        values = {f"who{n}_{name}": list(getattr(who, name)) for n, who in enumerate(self.rule.who) for name in named}
        values |= {
            f"who{n}_secondment_kinds": ["" if kind == OTHER_WORK else kind for kind in who.secondment_kinds]
            for n, who in enumerate(self.rule.who)
        }
        return values | {f"who{n}_age": who.age_under for n, who in enumerate(self.rule.who)}

    @property
    def second(self) -> "Plan | None":
        """The plan of the logs that only the second measure counts; None where both count the same."""
        rule = self.rule.second
        return None if rule is self.rule else replace(self, bind=replace(self.bind, rule=rule))

    @property
    def entries_of_second(self) -> str:
        return "sw_entry_also" if self.second else "sw_entry"

    def measure(self, number: int) -> Measure:
        return self.rule.measures[number]
