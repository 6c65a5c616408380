"""What a regulation would do before it is put in force: whom it binds, its first windows, what changes."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Cadre, Group, Unit
from core.wording import with_note
from duties import grammar
from duties.actions.books import read_for
from duties.differences import Difference, differences
from duties.facts import Facts, Subject, bound
from duties.loading import Keys, load_almanacs, load_facts
from duties.models import RulebookVersion
from duties.provisional import provisional_year
from duties.reckoning import Bind, drafts
from duties.recurrence import Almanac, windows
from duties.selectors import rule_names
from duties.spans import ONE_DAY, Span
from duties.wording import in_words, window_label

FIRST_WINDOWS = 12
FIRST_NAMES = 8
# So many days ahead twelve windows of most cadences begin; rarer ones show those that there are.
REACH_DAYS = 800
BACK_TEST_DAYS = 365
# A window that ended within the last year may have begun a year before that.
LONGEST_WINDOW = 366


@dataclass(frozen=True)
class RulePreview:
    """One rule: whom it binds on the first day, its first windows; how last year's logs would have met it."""

    code: str
    title: str
    words: list[tuple[str, str]]
    binds: int
    names: list[str]
    windows: list[str]
    owed_last_year: int
    met_last_year: int
    is_changed: bool

    @property
    def unnamed(self) -> int:
        """How many are bound beside those who are named."""
        return self.binds - len(self.names)


@dataclass(frozen=True)
class Preview:
    title: str
    is_new: bool
    changes: list[Difference]
    rules: list[RulePreview]

    @property
    def changed(self) -> list[RulePreview]:
        return [rule for rule in self.rules if rule.is_changed]

    @property
    def unchanged(self) -> list[RulePreview]:
        return [rule for rule in self.rules if not rule.is_changed]


def preview(text: str, unit: Unit, start: datetime.date, *, on: datetime.date) -> Preview:
    """Raises RulebookError for a bad file. Reads only; a fixed number of queries."""
    source, names = read_for(text, unit), rule_names()
    before = RulebookVersion.objects.filter(rulebook__code=source.book.code, rulebook__unit=unit).first()
    changes = differences(before.data if before else None, source.data, names)
    past = Span(on - ONE_DAY * BACK_TEST_DAYS, on)
    almanac = load_almanacs([unit])[unit.pk]
    duties = [rule for rule in source.book.rules if rule.kind == "duty"]
    known = Span(past.start - ONE_DAY * LONGEST_WINDOW, on)
    binds = [Bind(number, rule, unit.path, almanac, known.start) for number, rule in enumerate(duties)]
    facts = load_facts(_everybody(unit), binds, known)
    owed, met = _back_test(binds, facts, past)
    bound_now = [_bound_on(bind, facts, start) for bind in binds]
    named = _names([subject for subjects in bound_now for subject in subjects[:FIRST_NAMES]])
    reach, changed = Span(start, start + ONE_DAY * REACH_DAYS), {item.change.code for item in changes}
    rules = [
        RulePreview(
            code=rule.code,
            title=rule.title,
            words=in_words(rule, names),
            binds=len(bound_now[number]),
            names=[named[subject.key] for subject in bound_now[number][:FIRST_NAMES]],
            windows=_window_labels(rule, reach, almanac),
            owed_last_year=owed[number],
            met_last_year=met[number],
            is_changed=rule.code in changed,
        )
        for number, rule in enumerate(duties)
    ]
    return Preview(source.book.title, before is None, changes, rules)


def _window_labels(rule: grammar.Rule, reach: Span, almanac: Almanac) -> list[str]:
    labels = []
    for window in windows(rule.when, reach, almanac)[:FIRST_WINDOWS]:
        label = window_label(window.start, window.end, window.name)
        may_move = provisional_year(rule, window.end, almanac.calendar)
        labels.append(with_note(label, _("暂定，放假安排尚未载入")) if may_move else label)
    return labels


def _back_test(binds: list[Bind], facts: Facts, past: Span) -> tuple[Counter[int], Counter[int]]:
    """By rule: how much fell due in the past year, and how much of it the logs would have met."""
    owed, met = Counter[int](), Counter[int]()
    for draft in drafts(binds, facts, past, on=past.end):
        if not draft.values["exempt"] and draft.values["due"] in past:
            owed[draft.key[0]] += 1
            met[draft.key[0]] += draft.values["met_on"] is not None
    return owed, met


def _bound_on(bind: Bind, facts: Facts, day: datetime.date) -> list[Subject]:
    return [s for s in facts.subjects if bound(bind.rule, s, bind.path, Span(day, day)) is not None]


def _names(subjects: list[Subject]) -> dict[int, str]:
    """The subjects' names by key. One query, for the cadres."""
    cadres = Cadre.objects.in_bulk([subject.id for subject in subjects if subject.kind == "cadre"])
    return {s.key: str(cadres[s.id]) if s.kind == "cadre" else _body_name(s) for s in subjects}


def _body_name(body: Subject) -> str:
    return body.name or (body.place.name if body.place else "")


def _everybody(unit: Unit) -> Keys:
    """Whoever may be bound under a unit, today or last year."""
    units = frozenset(Unit.objects.under(unit).values_list("pk", flat=True))
    cadres = Cadre.objects.filter(posts__unit__path__startswith=unit.path).values_list("pk", flat=True)
    groups = Group.objects.filter(unit__path__startswith=unit.path).values_list("pk", flat=True)
    return Keys(frozenset(cadres), units, frozenset(groups))
