"""What a regulation would do before it is put in force: whom it binds, its first windows, what changes."""

import datetime
from collections import Counter
from dataclasses import dataclass

from accounts.models import Cadre, Group, Unit
from duties.actions.books import read_for
from duties.comparison import RuleChange, compare
from duties.facts import bound
from duties.loading import Keys, load_almanacs, load_facts
from duties.models import RulebookVersion
from duties.reckoning import Bind, drafts
from duties.recurrence import windows
from duties.spans import ONE_DAY, Span
from duties.wording import in_words, window_label

FIRST_WINDOWS = 12
BACK_TEST_DAYS = 365


@dataclass(frozen=True)
class RulePreview:
    """One rule: how many it binds on the first day, its first windows; how last year's logs would have met it."""

    code: str
    title: str
    words: list[tuple[str, str]]
    binds: int
    windows: list[str]
    owed_last_year: int
    met_last_year: int


@dataclass(frozen=True)
class Preview:
    title: str
    changes: list[RuleChange]
    rules: list[RulePreview]


def preview(text: str, unit: Unit, start: datetime.date, *, on: datetime.date) -> Preview:
    """Raises RulebookError for a bad file. Reads only; a fixed number of queries."""
    source = read_for(text, unit)
    before = RulebookVersion.objects.filter(rulebook__code=source.book.code, rulebook__unit=unit).first()
    past = Span(on - ONE_DAY * BACK_TEST_DAYS, on)
    almanac = load_almanacs([unit])[unit.pk]
    duties = [rule for rule in source.book.rules if rule.kind == "duty"]
    binds = [Bind(number, rule, unit.path, almanac, past.start) for number, rule in enumerate(duties)]
    facts = load_facts(_everybody(unit), binds, past)
    owed, met = Counter[int](), Counter[int]()
    for draft in drafts(binds, facts, past, on=on):
        if not draft.values["exempt"] and draft.values["due"] <= on:
            owed[draft.key[0]] += 1
            met[draft.key[0]] += draft.values["met_on"] is not None
    bound_now = [sum(bound(b.rule, s, b.path, Span(start, start)) is not None for s in facts.subjects) for b in binds]
    reach = Span(start, start + ONE_DAY * 800)
    rules = [
        RulePreview(
            code=rule.code,
            title=rule.title,
            words=in_words(rule),
            binds=bound_now[number],
            windows=[window_label(w.start, w.end, w.name) for w in windows(rule.when, reach, almanac)[:FIRST_WINDOWS]],
            owed_last_year=owed[number],
            met_last_year=met[number],
        )
        for number, rule in enumerate(duties)
    ]
    return Preview(source.book.title, compare(before.data if before else None, source.data), rules)


def _everybody(unit: Unit) -> Keys:
    """Whoever may be bound under a unit, today or last year."""
    units = frozenset(Unit.objects.under(unit).values_list("pk", flat=True))
    cadres = Cadre.objects.filter(posts__unit__path__startswith=unit.path).values_list("pk", flat=True)
    groups = Group.objects.filter(unit__path__startswith=unit.path).values_list("pk", flat=True)
    return Keys(frozenset(cadres), units, frozenset(groups))
