"""Rules that are owed by rota: each unit that such a rule binds has one."""

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Group, Unit
from core.wording import with_note
from duties.facts import bound
from duties.loading import unit_subject
from duties.models import Rule, Rulebook, RulebookVersion
from duties.rulebook_build import blocks
from duties.spans import Span
from visits.actions import create_rota, generate_all
from visits.models import Rota, VisitKind

if TYPE_CHECKING:
    from accounts.models import User

EVER = Span(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1))


def origin_of(rule: Rule) -> str:
    """What a rota is known by that a rule asks for: the same in each version of the regulation."""
    return f"{rule.version.rulebook.code}:{rule.code}"


@transaction.atomic
def follow_rules(
    *,
    on: datetime.date,
    at: datetime.datetime,
    books: Iterable[Rulebook] | None = None,
    by: "User | None" = None,
) -> list[Rota]:
    """Give each unit that a rule with `rota` binds its rota, unless it has one, and the new ones their slots; days that
    a unit did not change follow a new version. Idempotent. Called when a regulation is loaded, and every night.

    Returns the rotas that are new. Side effects: audit entries.
    """
    made, moved = [], []
    for rule, before in _asking(on, books):
        units = [unit for unit in _open_units(rule) if _is_bound(rule, unit)]
        there = {rota.unit_id: rota for rota in Rota.objects.filter(origin=origin_of(rule), unit__in=units)}
        made += [rota for unit in units if unit.pk not in there and (rota := _found(rule, unit, by, at))]
        moved += [rota for rota in there.values() if _follows(rota, rule, before)]
    changed = [rota.pk for rota in (*made, *moved)]
    if changed:
        generate_all(on=on, at=at, rotas=Rota.objects.filter(pk__in=changed))
    return made


def _asking(on: datetime.date, books: Iterable[Rulebook] | None) -> Iterator[tuple[Rule, Rule | None]]:
    """Rules with a rota of the versions in force that day or to come, each with what it was in the version before."""
    current = Q(effective_to=None) | Q(effective_to__gte=on)
    asked = Q() if books is None else Q(rulebook__in=list(books))
    versions = RulebookVersion.objects.filter(asked, current).select_related("rulebook__unit").defer("source", "data")
    for version in versions.order_by("rulebook", "number"):
        rules = [rule for rule in Rule.objects.filter(version=version, kind="duty") if "rota" in rule.spec]
        older = {"version__rulebook": version.rulebook_id, "version__number": version.number - 1}
        before = {rule.code: rule for rule in Rule.objects.filter(**older)} if rules else {}
        for rule in rules:
            rule.version = version
            yield rule, before.get(rule.code)


def _open_units(rule: Rule) -> Any:
    return Unit.objects.under(rule.version.rulebook.unit).filter(closed_on=None)


def _is_bound(rule: Rule, unit: Unit) -> bool:
    return bound(rule.parsed, unit_subject(unit), rule.version.rulebook.unit.path, EVER) is not None


def _found(rule: Rule, unit: Unit, by: "User | None", at: datetime.datetime) -> Rota | None:
    """None where the group that is to be on duty is not there (yet)."""
    asked = rule.parsed.rota
    assert asked is not None, "only rules with a rota are asked for"
    group = Group.objects.filter(unit__path__startswith=unit.path, name=asked.group, closed_on=None).first()
    if asked.group and group is None:
        return None
    taken = Rota.objects.filter(unit=unit, name=rule.title).exists()
    return create_rota(
        unit=unit,
        by=by,
        at=at,
        origin=origin_of(rule),
        generate=False,
        name=with_note(rule.title, rule.code) if taken else rule.title,
        kind=VisitKind.objects.get(code=rule.parsed.does[0]),
        group=group,
        positions=list(asked.positions),
        unit_kinds=list(asked.unit_kinds),
        when=days_of(rule),
        seats=asked.seats,
        is_fair=asked.fair,
        start=rule.version.effective_from,
    )


def days_of(rule: Rule) -> list[dict[str, Any]]:
    """The days as the rule has them, in the words of its file."""
    return blocks(rule.spec["when"])


def _follows(rota: Rota, rule: Rule, before: Rule | None) -> bool:
    """Whether the rota's days were those of the version before and are now those of this one."""
    if before is None or rota.when == days_of(rule) or rota.when != days_of(before):
        return False
    rota.when = days_of(rule)
    rota.save(update_fields=["when"])
    return True
