"""Whom a subject's duties are towards: what they hold, colleagues, those around a leader; and since when. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from duties.evaluation import KINDS_OF_TARGET, POINT, Tie, suits
from duties.facts import Day, Holding, Subject
from duties.grammar import Rule, Whom
from duties.spans import Spans, merge

PAIRING_START, POST_START, REGISTER_START = "pairing_start", "post_start", "register_start"
# Beside kinds of log; the first and the last are known of targets only.
EVENTS_OF_TARGETS = (PAIRING_START, POST_START, REGISTER_START)
Events = Mapping[str, tuple[Day, ...]]


@dataclass(frozen=True)
class Target:
    """Somebody or something that a duty is towards, with the days on which it is so and what follows from the ties:
    where they begin (those that touch are one), and when the post began by which somebody belongs to them."""

    spans: Spans
    posts_since: frozenset[Day]

    @property
    def events(self) -> Events:
        return {PAIRING_START: tuple(span.start for span in self.spans), POST_START: tuple(sorted(self.posts_since))}


def ties_of(rule: Rule, subject: Subject) -> tuple[Tie, ...]:
    if rule.measure.of == "help_plans":
        return subject.plans
    if rule.whom.scope == "members":
        return subject.members
    if rule.whom.scope == "supervised":
        return _circle(subject, rule.whom)
    return tuple(holding.tie for holding in holdings_of(rule, subject))


def holdings_of(rule: Rule, subject: Subject) -> tuple[Holding, ...]:
    return subject.held_by_members if rule.whom.scope == "held_by_members" else subject.holdings


def targets_of(rule: Rule, subject: Subject) -> dict[int, Target]:
    """By key, those that the rule asks about."""
    fitting: dict[int, list[Tie]] = {}
    for tie in ties_of(rule, subject):
        if suits(rule, tie):
            fitting.setdefault(tie.key, []).append(tie)
    return {
        key: Target(merge(tie.span for tie in ties), frozenset(tie.since for tie in ties if tie.since))
        for key, ties in sorted(fitting.items())
    }


def _circle(leader: Subject, whom: Whom) -> tuple[Tie, ...]:
    """The people of the circles that the rule names; in "points" the contact points that the leader holds."""
    people = (
        near.tie
        for near in leader.near
        if near.circle in whom.circle
        and (near.circle != "cadres_below" or not whom.below or near.unit_kind in whom.below)
    )
    points = (holding.tie for holding in leader.holdings if holding.tie.key % KINDS_OF_TARGET == POINT)
    return (*people, *(points if "points" in whom.circle else ()))
