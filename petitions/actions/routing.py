"""Past whom a case goes: nobody decides on what is said about themselves (articles 28, 30)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from accounts.models import Post, Unit
from petitions.models import PetitionSettings

if TYPE_CHECKING:
    from petitions.actions.receiving import Accused


def office_for(unit: Unit, accused: "Iterable[Accused]") -> Unit:
    """Where an accusation that came in to `unit` is received: there, unless it is about the unit, one above it in the
    same line, or one of its leaders; then at the nearest unit above that is none of these, or, where there is none,
    at discipline inspection."""
    concerned = _concerned(accused)
    for candidate in _upwards(unit):
        if not any(candidate.path.startswith(path) for path in concerned):
            return candidate
    return _discipline(unit) or unit


def _concerned(accused: "Iterable[Accused]") -> set[str]:
    """Paths of the accused units, and of those that an accused cadre leads."""
    accused = list(accused)
    paths = {party.unit.path for party in accused if party.unit}
    cadres = [party.cadre for party in accused if party.cadre]
    led = Post.objects.filter(cadre__in=cadres, position__in=["head", "leadership_member"], end=None)
    return paths | set(led.values_list("unit__path", flat=True))


def _upwards(unit: Unit) -> list[Unit]:
    above = Unit.objects.filter(pk__in=unit.ancestor_ids).order_by("-depth")
    return [unit, *above]


def _discipline(unit: Unit) -> Unit | None:
    keys = [*unit.ancestor_ids, unit.pk]
    found = PetitionSettings.objects.filter(unit__in=keys).exclude(discipline_unit=None)
    own = found.select_related("discipline_unit").order_by("-unit__depth").first()
    return own.discipline_unit if own else None
