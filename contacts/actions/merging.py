"""One household that was entered twice becomes one: everything that points to the duplicate points to the kept one."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import GeneratedField, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import KEEPERS, require
from contacts import hooks
from contacts.actions.writing import record
from contacts.models import Household, Pairing, Resident
from core.errors import DomainError
from core.locking import bump, lock

if TYPE_CHECKING:
    from accounts.models import User

# Taken over from the duplicate where the kept household has nothing.
FILLED = ("group_name", "size", "labourers", "phone", "address", "hardship")


@transaction.atomic
def merge_households(
    keep: Household,
    drop: Household,
    *,
    by: "User | None",
    at: datetime.datetime,
    other_village: bool = False,
) -> Household:
    """Merge `drop` into `keep`: visits, pairings, plans and residents move over; gaps of `keep` are filled.

    `drop` stays as a row that names `keep` (`merged_into`) and is off the register. Where a row would exist twice,
    one remains. Raises DomainError: the same one, merged before, another village without `other_village`.
    """
    keep, drop = _lock_both(keep, drop)
    for household in (keep, drop):
        require(by, household.unit.path, *KEEPERS)
    _check(keep, drop, other_village=other_village)
    moved = repoint(drop, keep)
    _fill(keep, drop)
    _join_residents(keep)
    _join_pairings(keep)
    today = timezone.localdate(at)
    drop.merged_into, drop.removed_on = keep, drop.removed_on or max(today, drop.registered_on)
    for household in (keep, drop):
        bump(household)
        household.save()
    hooks.pairings_changed(keep.pairings.all(), first_day=keep.registered_on)
    record("merge_households", keep, keep.unit, by=by, at=at, data={"dropped": drop.pk, "moved": moved})
    return keep


def _lock_both(keep: Household, drop: Household) -> tuple[Household, Household]:
    """Always in the same order, so that two merges cannot wait for each other."""
    locked = {row.pk: lock(row) for row in sorted((keep, drop), key=lambda row: row.pk)}
    return locked[keep.pk], locked[drop.pk]


def _check(keep: Household, drop: Household, *, other_village: bool) -> None:
    if keep.pk == drop.pk:
        raise DomainError(_("请选择两户不同的登记。"))
    for household in (keep, drop):
        if household.merged_into_id:
            raise DomainError(_("“%(name)s”户此前已并入另一户，不能再次合并。") % {"name": household})
    if keep.removed_on is not None:
        raise DomainError(_("保留的“%(name)s”户已移出登记册，请保留另一户。") % {"name": keep})
    if keep.unit_id != drop.unit_id and not other_village:
        text = _("两户分属“%(keep)s”和“%(drop)s”。确系同一户的，请勾选确认后再合并。")
        raise DomainError(text % {"keep": keep.unit, "drop": drop.unit}, field="other_village")


def repoint(old: models.Model, new: models.Model) -> int:
    """Let every row that points to `old` point to `new`, whatever model it is of; returns how many rows.

    A row whose twin exists already (by a unique constraint) gives what points to it to the twin, and goes.
    """
    moved = 0
    for relation in old._meta.related_objects:
        field: Any = relation.field
        for row in relation.related_model._base_manager.filter(**{field.name: old}):
            moved += 1
            twin = _twin(row, field, new)
            if twin is not None:
                repoint(row, twin)
                row.delete()
            else:
                type(row)._base_manager.filter(pk=row.pk).update(**{field.name: new})
    return moved


def _twin(row: models.Model, field: Any, new: models.Model) -> models.Model | None:
    """The row that `row` would clash with if it pointed to `new`."""
    for constraint in row._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and _concerns(constraint, row, field) and _binds(constraint, row):
            same = {name: new if _follows(row, name, field) else getattr(row, name) for name in constraint.fields}
            same = {field.name if _follows(row, name, field) else name: value for name, value in same.items()}
            rows = row.__class__._base_manager.filter(**same).exclude(pk=row.pk)
            rows = rows.filter(constraint.condition) if constraint.condition else rows
            if None not in same.values() and (found := rows.first()):
                return found
    return type(row)._base_manager.filter(**{field.name: new}).first() if field.unique else None


def _concerns(constraint: UniqueConstraint, row: models.Model, field: Any) -> bool:
    return any(_follows(row, name, field) for name in constraint.fields)


def _binds(constraint: UniqueConstraint, row: models.Model) -> bool:
    """Whether the constraint speaks of this row (of cards that are still held, not of one that was given back)."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    return constraint.condition is None or rows.filter(constraint.condition).exists()


def _follows(row: models.Model, name: str, field: Any) -> bool:
    """Whether the column is the foreign key itself, or computed by the database from it (`target_key`)."""
    column = row._meta.get_field(name)
    return name == field.name or (isinstance(column, GeneratedField) and field.name in _sources(column))


def _sources(column: GeneratedField) -> set[str]:
    expression: Any = column.expression  # type: ignore[attr-defined]
    names = {part.name for part in expression.flatten() if isinstance(part, models.F)}  # type: ignore[attr-defined]
    return {name.removesuffix("_id") for name in names}


def _fill(keep: Household, drop: Household) -> None:
    for name in FILLED:
        if getattr(keep, name) in ("", None):
            setattr(keep, name, getattr(drop, name))
    if keep.size is not None and keep.labourers is not None and keep.labourers > keep.size:
        keep.labourers = None
    keep.registered_on = min(keep.registered_on, drop.registered_on)


def _join_residents(keep: Household) -> None:
    """The same name twice in one household is one person: the later row is taken off the register."""
    first: dict[str, Resident] = {}
    for resident in keep.residents.filter(removed_on=None).order_by("registered_on", "pk"):
        resident.unit = keep.unit
        kept = first.setdefault(resident.name, resident)
        if kept is not resident:
            repoint(resident, kept)
            kept.phone = kept.phone or resident.phone
            kept.save()
            resident.removed_on = resident.registered_on
        resident.save()


def _join_pairings(keep: Household) -> None:
    """One holder, one category, days that overlap: one pairing from the first day to the last."""
    kept: dict[tuple[Any, ...], Pairing] = {}
    for pairing in keep.pairings.order_by("start", "pk"):
        key = (pairing.arrangement_id, pairing.cadre_id, pairing.cadre_id or pairing.unit_id, pairing.category_id)
        other = kept.get(key)
        if other is None or (other.end is not None and other.end < pairing.start):
            kept[key] = pairing
            continue
        other.end = max(other.end, pairing.end) if other.end and pairing.end else None
        repoint(pairing, other)
        pairing.delete()
        other.save()
