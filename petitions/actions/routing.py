"""Past whom a case goes: nobody decides on what is said about themselves (articles 28, 30)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Cadre, Post, RoleGrant, Unit
from core.errors import DomainError
from petitions.models import Case, PartyRole, PetitionSettings

if TYPE_CHECKING:
    from petitions.actions.receiving import Accused

LEADING = ("head", "leadership_member")
RULING = ("leader", "secretary", "petition_clerk")


def office_for(unit: Unit, accused: "Iterable[Accused]") -> Unit:
    """Where an accusation that came in to `unit` is received: there, unless it is about the unit, one above it in the
    same line, or one of its leaders; then at the nearest unit above that is none of these, or, where there is none,
    at discipline inspection."""
    accused = list(accused)
    named = {party.unit.path for party in accused if party.unit}
    concerned = named | led_by(party.cadre for party in accused if party.cadre)
    return _first_free(unit, concerned) or discipline_of(unit) or unit


def free_office(case: Case, start: Unit) -> Unit:
    """The same for a case whose parties are written down: `start`, or the nearest unit above that none of them
    concerns, or discipline inspection. Raises DomainError where there is none."""
    named = parties_of(case)[0]
    found = _first_free(start, barred_paths(case)) or discipline_of(start)
    if found is None or found.path in named:
        raise DomainError(_("没有可以接办的上级单位，请先在信访设置中填写纪检监察机构。"))
    return found


def _first_free(unit: Unit, concerned: set[str]) -> Unit | None:
    for candidate in upwards(unit):
        if not any(candidate.path.startswith(path) for path in concerned):
            return candidate
    return None


def led_by(cadres: Iterable[Cadre | int]) -> set[str]:
    """Paths of the units that one of the cadres leads, by a post or by a role (a petition clerk is the petition
    office): who works there reports to them."""
    cadres = list(cadres)
    led = Post.objects.filter(cadre__in=cadres, position__in=LEADING, end=None)
    held = RoleGrant.objects.filter(user__cadre__in=cadres, role__in=RULING, end=None)
    return {*led.values_list("unit__path", flat=True), *held.values_list("unit__path", flat=True)}


def parties_of(case: Case) -> tuple[list[str], list[int]]:
    """Paths of the units, and keys of the cadres, for whom the case does not exist."""
    rows = list(case.parties.values_list("unit__path", "cadre"))
    return [path for path, _cadre in rows if path], [cadre for _path, cadre in rows if cadre]


def barred_paths(case: Case) -> set[str]:
    """Paths under which nobody gets the case: of the units that are accused or recused, and of those that an accused
    cadre leads."""
    accused = case.parties.filter(role=PartyRole.ACCUSED, cadre__isnull=False)
    return {*parties_of(case)[0], *led_by(accused.values_list("cadre", flat=True))}


def not_barred(case: Case, field: str = "path") -> Q:
    """The condition that the path in `field` belongs to a unit that may have the case. Discipline inspection may,
    even when it lies below the unit that is accused, or whose leader is."""
    condition = ~Q(pk__in=[])
    for path in barred_paths(case):
        condition &= ~Q(**{f"{field}__startswith": path})
    if discipline := _inspection(case):
        condition |= Q(**{f"{field}__startswith": discipline.path})
    return condition


def _inspection(case: Case) -> Unit | None:
    """Discipline inspection, unless it is named itself."""
    found = discipline_of(case.unit)
    return found if found and found.path not in parties_of(case)[0] else None


def check_unit(case: Case, unit: Unit, *, field: str = "to") -> None:
    """Refuse a unit that is accused or recused, or whose leader is accused (articles 28, 30)."""
    if not Unit.objects.filter(not_barred(case), pk=unit.pk).exists():
        raise DomainError(_("“%(unit)s”须回避这件信访事项，请选择其他单位。") % {"unit": unit}, field=field)
    if unit.closed_on:
        raise DomainError(_("“%(unit)s”已撤销，请选择其承接单位。") % {"unit": unit}, field=field)


def check_cadres(case: Case, cadres: Iterable[Cadre], *, field: str = "cadres") -> None:
    """Refuse a cadre who is accused or recused, or serves in a unit that is."""
    barred = parties_of(case)[1]
    posts = _barred_posts(case).filter(cadre__in=list(cadres))
    away = {*barred, *posts.values_list("cadre", flat=True)}
    for cadre in cadres:
        if cadre.pk in away:
            raise DomainError(_("%(name)s须回避这件信访事项，请选择其他人。") % {"name": cadre}, field=field)


def without_barred(case: Case, cadres: "QuerySet[Cadre]") -> "QuerySet[Cadre]":
    """Those of the cadres whom `check_cadres` would not refuse."""
    barred = parties_of(case)[1]
    return cadres.exclude(pk__in=barred).exclude(pk__in=_barred_posts(case).values("cadre"))


def _barred_posts(case: Case) -> "QuerySet[Post]":
    """Posts in the units that are named; those of discipline inspection below them are free."""
    posts, inspection = Post.objects.filter(_under(parties_of(case)[0]), end=None), _inspection(case)
    return posts.exclude(unit__path__startswith=inspection.path) if inspection else posts


def _under(paths: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(unit__path__startswith=path)
    return condition


def upwards(unit: Unit) -> list[Unit]:
    """The unit and those above it, the nearest first."""
    above = Unit.objects.filter(pk__in=unit.ancestor_ids).order_by("-depth")
    return [unit, *above]


def cadres_called(name: str, path: str) -> list[Cadre]:
    """Cadres of this name who serve or served under the path. What is said of one of them is kept from all: better a
    namesake too many than the one who is meant."""
    return list(Cadre.objects.filter(name=name.strip(), posts__unit__path__startswith=path).distinct())


def discipline_of(unit: Unit) -> Unit | None:
    """Discipline inspection, as the unit or the nearest one above has set it."""
    keys = [*unit.ancestor_ids, unit.pk]
    found = PetitionSettings.objects.filter(unit__in=keys).exclude(discipline_unit=None)
    own = found.select_related("discipline_unit").order_by("-unit__depth").first()
    return own.discipline_unit if own else None
