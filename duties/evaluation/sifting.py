"""Which logs may count at all, and on which of their days. Pure."""

from collections.abc import Iterable

from duties.evaluation.values import KINDS_OF_TARGET, TARGET_KINDS, Claim, Entry, Log, Reason, Tie
from duties.grammar import WORKDAYS, AtLeast, By, Rule
from duties.spans import FAR, Span, Spans, intersect, merge


def sift(claim: Claim, logs: Iterable[Log]) -> tuple[list[Entry], dict[int, Reason]]:
    entries: list[Entry] = []
    refused: dict[int, Reason] = {}
    for log in sorted(logs, key=lambda log: (log.first_day, log.last_day, log.id)):
        reason = _unfit(claim, log)
        spans = () if reason else _days(claim, log)
        reason = reason or _untimely(claim, log, spans)
        spans = spans if reason or not claim.rule.only_on else _on_such_days(claim, spans)
        reason = reason or (None if spans else Reason.WRONG_DAY)
        if reason:
            refused[log.id] = reason
        else:
            entries.append(Entry(log, spans))
    return entries, refused


def _unfit(claim: Claim, log: Log) -> Reason | None:
    """Why the log is of the wrong sort, whatever its days."""
    rule = claim.rule
    if log.withdrawn:
        return Reason.WITHDRAWN
    if rule.does and log.kind not in rule.does:
        return Reason.WRONG_KIND
    if rule.as_lead and not log.led:
        return Reason.NOT_LEAD
    if rule.by and not any(_held_by(rule.by, post) for post in log.posts):
        return Reason.NOT_BY
    if rule.goods and not log.has_goods:
        return Reason.NO_GOODS
    if rule.at_least and not _comes_to(rule.at_least, log):
        return Reason.TOO_LITTLE
    return _unfit_target(claim, log)


def _comes_to(asked: AtLeast, log: Log) -> bool:
    """What was not recorded is nothing."""
    enough = log.minutes >= asked.minutes and log.people_count >= asked.people
    return enough and log.span.length >= asked.days


def _held_by(by: By, post: tuple[str, str, str]) -> bool:
    asked = (by.unit_kinds, by.positions, by.ranks)
    return all(not wanted or has in wanted for wanted, has in zip(asked, post, strict=True))


def _unfit_target(claim: Claim, log: Log) -> Reason | None:
    if _asks_no_tie(claim.rule):
        return _unfit_anyone(claim, log)
    if claim.target is not None and claim.target not in log.keys:
        return Reason.OTHER_TARGET if log.keys & {tie.key for tie in claim.ties} else Reason.NOT_ASSIGNED
    hit = [tie for tie in claim.ties if tie.key in log.keys]
    if not hit:
        return Reason.NOT_ASSIGNED
    return None if any(_suits(claim, tie) for tie in hit) else Reason.WRONG_CATEGORY


def _asks_no_tie(rule: Rule) -> bool:
    """Coverage of a register asks who in it was reached, not whether the place as such was visited."""
    return rule.whom.scope == "anyone" or (rule.measure.of == "coverage" and not rule.covers_held)


def _unfit_anyone(claim: Claim, log: Log) -> Reason | None:
    whom = claim.rule.whom
    if claim.rule.measure.of == "coverage":
        return None
    if whom.categories and not log.categories & set(whom.categories):
        return Reason.WRONG_CATEGORY
    kinds = {TARGET_KINDS[what] for what in whom.what}
    return Reason.NOT_ASSIGNED if kinds and not any(key % KINDS_OF_TARGET in kinds for key in log.keys) else None


def _suits(claim: Claim, tie: Tie) -> bool:
    """Whether a tie is one that this claim asks about."""
    return (claim.target is None or tie.key == claim.target) and suits(claim.rule, tie)


def suits(rule: Rule, tie: Tie) -> bool:
    """Whether a tie is of the kind and category that the rule asks for."""
    kinds = {TARGET_KINDS[what] for what in rule.whom.what}
    return (not kinds or tie.key % KINDS_OF_TARGET in kinds) and (
        not rule.whom.categories or tie.category in rule.whom.categories
    )


def _days(claim: Claim, log: Log) -> Spans:
    """The days of the log on which it may count: while liable, while tied; within the window unless runs may cross."""
    days = intersect([log.span], _liable(claim))
    if not _asks_no_tie(claim.rule):
        days = intersect(days, _tied(claim, log))
    return days


def _on_such_days(claim: Claim, spans: Spans) -> Spans:
    """Of these days the rest days, or the working days, as the rule asks; a year that is not loaded is provisional."""
    worked = claim.rule.only_on == WORKDAYS
    days = (day for span in spans for day in span.days() if claim.calendar.is_workday(day) == worked)
    return merge(Span(day, day) for day in days)


def _liable(claim: Claim) -> Spans:
    """Who is liable on the window's last day may carry a run on into the days after, where the rule lets runs cross."""
    crossing = any(measure.crossing for measure in claim.rule.measures)
    if crossing and claim.liable and claim.liable[-1].end == claim.window.end:
        return (*claim.liable[:-1], Span(claim.liable[-1].start, FAR))
    return claim.liable


def _tied(claim: Claim, log: Log) -> list[Span]:
    return [tie.span for tie in claim.ties if tie.key in log.keys and _suits(claim, tie)]


def _untimely(claim: Claim, log: Log, spans: Spans) -> Reason | None:
    window = claim.window.span
    if log.span.cut(window) is None:
        crosses = any(m.crossing for m in claim.rule.measures) and log.first_day > window.end and spans
        return None if crosses else Reason.OUTSIDE_WINDOW
    if spans:
        return None
    if _asks_no_tie(claim.rule) or not intersect([log.span], _liable(claim)):
        return Reason.NOT_LIABLE
    tied = _tied(claim, log)
    return Reason.BEFORE_PAIRING if log.last_day < min(span.start for span in tied) else Reason.AFTER_PAIRING
