"""Whom a visit can reach: one's own pairings first, then what a search finds among the visible.

A choice travels through forms and addresses as "point-12", "household-3" or "resident-9".
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from contacts.models import ContactPoint, Household, Pairing, Resident, TargetKind
from core.errors import DomainError
from core.search import called

if TYPE_CHECKING:
    from accounts.models import User

Target = ContactPoint | Household | Resident

MODELS: dict[str, type[Any]] = {
    TargetKind.POINT: ContactPoint,
    TargetKind.HOUSEHOLD: Household,
    TargetKind.RESIDENT: Resident,
}
KINDS = {model: str(kind) for kind, model in MODELS.items()}


@dataclass(frozen=True)
class Choice:
    """One line of the choice: `hint` is "category · village"."""

    value: str
    label: str
    hint: str


def target_value(target: Target) -> str:
    """ "point-12", "household-3" or "resident-9"."""
    return f"{KINDS[type(target)]}-{target.pk}"


def target_field(target: Target) -> str:
    """The foreign key that points to it: "contact_point", "household" or "resident"."""
    return "contact_point" if isinstance(target, ContactPoint) else KINDS[type(target)]


def own_targets(user: "User", *, on: datetime.date) -> list[Choice]:
    """What the user's cadre (or the one they act for) holds on that day, by category, each once. One query."""
    choices: dict[str, Choice] = {}
    for pairing in Pairing.objects.in_force(on).filter(Pairing.objects.own(user)).with_target_units():
        choices.setdefault(target_value(pairing.target), _choice(pairing.target, str(pairing.category)))
    return list(choices.values())


def find_targets(user: "User", text: str, *, on: datetime.date, limit: int = 20) -> list[Choice]:
    """Visible points, households, residents whose name, or whose village's, holds the text. At most three queries."""
    found: list[Choice] = []
    for model in MODELS.values():
        if len(found) < limit:
            found += [_choice(target) for target in matching(model, user, text.strip(), on)[: limit - len(found)]]
    return found


def matching(model: type[Any], user: "User", text: str, on: datetime.date) -> QuerySet:
    """Visible rows of one model, open on the day, whose name (or its initials) or village holds the text (all of them
    without one)."""
    rows = model.objects.visible_to(user).select_related("unit", *(["category"] if model is ContactPoint else []))
    rows = rows.open_on(on) if model is ContactPoint else rows.registered_on(on)
    return rows.filter(called(model, text) | Q(unit__name__icontains=text)) if text else rows


def _choice(target: Target, category: str = "") -> Choice:
    word = category or (target.category if isinstance(target, ContactPoint) else TargetKind(KINDS[type(target)]).label)
    return Choice(target_value(target), str(target), f"{word} · {target.unit.label}")


def resolve_targets(user: "User", values: Iterable[str], *, on: datetime.date) -> list[Target]:
    """The objects behind the values, in their order, each once. At most three queries.

    Raises DomainError for what the user may not see or does not exist (the same message), for a withdrawn point,
    and for a household or resident that was off the register on that day.
    """
    wanted = list(dict.fromkeys(values))
    found: dict[str, Target] = {}
    for kind, keys in _keys_by_kind(wanted).items():
        rows = MODELS[kind].objects.visible_to(user).select_related("unit").filter(pk__in=keys)
        found |= {target_value(row): row for row in rows}
    for value in wanted:
        if value not in found:
            raise DomainError(_("所选联系对象不存在，或者不在您的联系范围内，请重新选择。"))
    for target in found.values():
        check_open(target, on=on)
    return [found[value] for value in wanted]


def visible_targets(user: "User", values: Iterable[str], *, on: datetime.date) -> list[Target]:
    """Those among the values that the user sees and that are open on the day. At most three queries."""
    found: list[Target] = []
    for kind, keys in _keys_by_kind(values).items():
        found += matching(MODELS[kind], user, "", on).filter(pk__in=keys)
    return found


def _keys_by_kind(values: Iterable[str]) -> dict[str, list[int]]:
    keys: dict[str, list[int]] = {}
    for value in values:
        kind, _dash, key = value.partition("-")
        if kind in MODELS and key.isascii() and key.isdigit() and len(key) < 19:
            keys.setdefault(kind, []).append(int(key))
    return keys


def check_open(target: Target, *, on: datetime.date) -> None:
    """Raise DomainError when the point was withdrawn, or the person was off the register, by that day."""
    if isinstance(target, ContactPoint):
        if target.withdrawn_on and target.withdrawn_on <= on:
            raise DomainError(_("联系点“%(name)s”已撤销，请选择其他联系点。") % {"name": target})
        return
    if isinstance(target, Household) and target.merged_into_id:
        raise DomainError(_("“%(name)s”户是重复登记，已并入另一户，请选择合并后的户。") % {"name": target})
    if target.removed_on and target.removed_on <= on:
        raise DomainError(_("“%(name)s”已不在登记册内，请选择其他对象。") % {"name": target})
