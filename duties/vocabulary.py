"""Words of a rulebook that only the organisation's own data confirm: kinds of work, categories, festivals, periods."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Festival, OwnPeriod, Unit
from contacts.models import ContactCategory, HouseholdKind, ResidentKind
from duties.recurrence import FEASTS, SEASONS
from duties.rulebook_file import Mistake, Source
from visits.models import VisitKind

# What happens to a cadre without a log; any kind of log is an event as well.
EVENTS = frozenset({"secondment_end", "post_start"})


@dataclass(frozen=True)
class Vocabulary:
    kinds: frozenset[str]
    categories: frozenset[str]
    festivals: frozenset[str]
    periods: frozenset[str]


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
        periods=frozenset(SEASONS) | frozenset(word for pair in periods for word in pair) | {"semester", "season"},
    )


def unknown_words(source: Source, words: Vocabulary) -> list[Mistake]:
    """One mistake, with its line, for every word that nothing answers to."""
    return list(_unknown(source, words))


def _unknown(source: Source, words: Vocabulary) -> Iterator[Mistake]:
    for number, rule in enumerate(source.data["rules"]):
        line = source.line("rules", number)
        yield from _missing(rule.get("does", ()), words.kinds, line, _("走访形式"))
        yield from _missing(rule.get("whom", {}).get("categories", ()), words.categories, line, _("联系类别"))
        for slot in rule.get("measure", {}).get("slots", ()):
            yield from _missing(slot.get("categories", ()), words.categories, line, _("联系类别"))
        blocks = rule.get("when", [])
        for block in blocks if isinstance(blocks, list) else [blocks]:
            festivals = block.get("festivals", ())
            yield from _missing(() if festivals == "major" else festivals, words.festivals, line, _("节日"))
            named = [*block.get("periods", ()), *block.get("during", ())]
            yield from _missing(named, words.periods, line, _("时段"))
            events = [block[key] for key in ("after_event", "before_event") if key in block]
            yield from _missing(events, words.kinds | EVENTS, line, _("事件"))


def _missing(used: Iterable[str], known: frozenset[str], line: int, what: str) -> Iterator[Mistake]:
    for word in used:
        if word not in known:
            yield Mistake(line, _("没有代码为“%(code)s”的%(what)s。") % {"code": word, "what": what})
