"""Words of a rulebook that only the organisation's own data confirm: kinds of work, categories, festivals, periods."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from accounts.models import Festival, OwnPeriod, Unit, unit_kind_names
from contacts.models import ContactCategory, HouseholdKind, ResidentKind
from core.wording import joined
from duties.recurrence import FEASTS, SEASONS
from duties.rulebook_file import Draft, Mistake
from duties.rulebook_problems import Place
from duties.ties import EVENTS_OF_TARGETS
from visits.models import VisitKind

# What happens without a log; any kind of log is an event as well.
EVENTS = frozenset({"secondment_end", *EVENTS_OF_TARGETS})


@dataclass(frozen=True)
class Vocabulary:
    kinds: frozenset[str]
    categories: frozenset[str]
    festivals: frozenset[str]
    periods: frozenset[str]
    unit_kinds: frozenset[str]


def load_vocabulary(unit: Unit | None) -> Vocabulary:
    """What rulebooks of a unit may refer to; without a unit only what comes with the product counts."""
    above = [*unit.ancestor_ids, unit.pk] if unit else []
    periods = OwnPeriod.objects.filter(unit__in=above).values_list("code", "kind")
    return Vocabulary(
        kinds=frozenset(VisitKind.objects.values_list("code", flat=True)),
        categories=frozenset(ContactCategory.objects.values_list("code", flat=True))
        | frozenset(HouseholdKind.values)
        | frozenset(ResidentKind.values),
        festivals=frozenset(FEASTS) | frozenset(Festival.objects.filter(unit__in=above).values_list("code", flat=True)),
        periods=frozenset(SEASONS)
        | frozenset(word for pair in periods for word in pair)
        | {"semester", "season", "weighty_event"},
        unit_kinds=frozenset(unit_kind_names()),
    )


def unknown_words(draft: Draft, words: Vocabulary) -> Iterator[Mistake]:
    """One mistake, with its line, for every word that nothing answers to."""
    for keys, what, known in _asked(words):
        for place, word in draft.words(*keys):
            if word not in known and not _all_major(place, word):
                yield Mistake(draft.line(*place), _unknown(word, what, known))


def _unknown(word: str, what: str, known: frozenset[str]) -> str:
    """With the codes that look like it, which is mostly a slip of the pen."""
    text = _("没有代码为“%(code)s”的%(what)s。") % {"code": word, "what": what}
    near = get_close_matches(word, sorted(known), n=3)
    return text + _("相近的有：%(codes)s。") % {"codes": joined(near)} if near else text


def _asked(words: Vocabulary) -> Iterator[tuple[tuple[str, ...], str, frozenset[str]]]:
    """Under which keys of a rule which words stand, and what they are called."""
    for keys in (("who",), ("by",), ("also", "by"), ("rota",)):
        yield (*keys, "unit_kinds"), _("单位类型"), words.unit_kinds
    yield ("whom", "below"), _("单位类型"), words.unit_kinds
    yield ("does",), _("走访形式"), words.kinds
    yield ("also", "does"), _("走访形式"), words.kinds
    yield ("whom", "categories"), _("联系类别"), words.categories
    yield ("also", "whom", "categories"), _("联系类别"), words.categories
    yield ("measure", "slots", "categories"), _("联系类别"), words.categories
    yield ("when", "festivals"), _("节日"), words.festivals
    yield ("when", "periods"), _("时段"), words.periods
    yield ("when", "during"), _("时段"), words.periods
    yield ("when", "after_event"), _("事件"), words.kinds | EVENTS
    yield ("when", "before_event"), _("事件"), words.kinds | EVENTS


def _all_major(place: Place, word: str) -> bool:
    """`festivals: major`, which is no festival in a list of them."""
    return word == "major" and place[-1] == "festivals"
