"""The register of households and residents: entered, edited, taken off."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import KEEPERS, require
from contacts.actions.points import close_pairings
from contacts.actions.writing import check_unit_open, record, set_fields
from contacts.models import Household, Resident
from contacts.selectors.permissions import may_edit_household, may_edit_resident
from core import search
from core.errors import DomainError
from core.guards import check_not_future
from core.locking import bump, lock

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def create_household(*, data: dict[str, Any], by: "User | None", at: datetime.datetime) -> Household:
    """Enter a household. Raises DomainError: unit closed, date in the future, more labourers than people."""
    require(by, data["unit"].path, *KEEPERS)
    check_unit_open(data["unit"], on=data["registered_on"])
    check_not_future(data["registered_on"], at=at, field="registered_on")
    _check_numbers(data)
    household = Household.objects.create(**data)
    search.note(household)
    record("create_household", household, household.unit, by=by, at=at)
    return household


def _check_numbers(data: dict[str, Any]) -> None:
    size, labourers = data.get("size"), data.get("labourers")
    if size is not None and labourers is not None and labourers > size:
        raise DomainError(_("劳动力不能多于家庭人口。"), field="labourers")


def _check_listed(row: Household | Resident) -> None:
    if row.removed_on is not None:
        text = _("“%(name)s”已于%(day)s移出登记册，不能再作变更。")
        raise DomainError(text % {"name": row, "day": row.removed_on})


@transaction.atomic
def edit_household(
    household: Household, *, data: dict[str, Any], by: "User | None", at: datetime.datetime, version: Any = None
) -> Household:
    """Change a household: by keepers of its village, and by who holds it (who may not move it to another village).

    Raises DomainError as `create_household`, when it was taken off, or when the form is stale.
    """
    household = lock(household, version=version)
    if not may_edit_household(by, household):
        raise PermissionDenied
    _check_listed(household)
    if (unit := data.get("unit", household.unit)) != household.unit:
        require(by, household.unit.path, *KEEPERS)
        require(by, unit.path, *KEEPERS)
    check_not_future(data.get("registered_on"), at=at, field="registered_on")
    _check_numbers(data)
    changed = set_fields(household, data)
    bump(household)
    household.save()
    search.note(household)
    if "unit" in changed:
        household.residents.update(unit=household.unit)
    record("edit_household", household, household.unit, by=by, at=at, data=changed)
    return household


@transaction.atomic
def remove_household(
    household: Household,
    *,
    on: datetime.date,
    by: "User | None",
    at: datetime.datetime,
    end_pairings: bool = False,
    version: Any = None,
) -> Household:
    """Take a household off the register from `on`, with everybody in it. Its history stays.

    Pairings: as `withdraw_point`. Raises DomainError for a date in the future or before its entry.
    """
    household = lock(household, version=version)
    require(by, household.unit.path, *KEEPERS)
    _check_listed(household)
    _check_removal(household, on=on, at=at)
    listed = household.residents.filter(removed_on=None)
    ended = close_pairings(household.pairings.all(), on=on, wanted=end_pairings)
    for resident in listed:
        ended += close_pairings(resident.pairings.all(), on=on, wanted=end_pairings)
        resident.removed_on = max(on, resident.registered_on)
        resident.save()
    household.removed_on = on
    bump(household)
    household.save()
    record("remove_household", household, household.unit, by=by, at=at, data={"on": str(on), "ended": len(ended)})
    return household


def _check_removal(row: Household | Resident, *, on: datetime.date, at: datetime.datetime) -> None:
    check_not_future(on, at=at, field="on")
    if on < row.registered_on:
        text = _("移出日期不能早于登记日期（%(day)s）。")
        raise DomainError(text % {"day": row.registered_on}, field="on")


@transaction.atomic
def add_resident(*, data: dict[str, Any], by: "User | None", at: datetime.datetime) -> Resident:
    """Enter a resident: in a household (then of its village), or on their own in `data["unit"]`.

    By keepers of the place, and by who holds the household. Raises DomainError: date in the future, household off.
    """
    household = data.get("household")
    if household is not None:
        _check_listed(household)
        data = {**data, "unit": household.unit}
    resident = Resident(**data)
    if not may_edit_resident(by, resident):
        raise PermissionDenied
    check_not_future(resident.registered_on, at=at, field="registered_on")
    resident.save()
    search.note(resident)
    record("add_resident", resident, resident.unit, by=by, at=at)
    return resident


@transaction.atomic
def edit_resident(
    resident: Resident, *, data: dict[str, Any], by: "User | None", at: datetime.datetime, version: Any = None
) -> Resident:
    """Change a resident. Who keeps the place, or holds the household or the resident, may."""
    resident = lock(resident, version=version)
    if not may_edit_resident(by, resident):
        raise PermissionDenied
    _check_listed(resident)
    check_not_future(data.get("registered_on"), at=at, field="registered_on")
    if (unit := data.get("unit", resident.unit)) != resident.unit:
        require(by, unit.path, *KEEPERS)
    changed = set_fields(resident, data)
    bump(resident)
    resident.save()
    search.note(resident)
    record("edit_resident", resident, resident.unit, by=by, at=at, data=changed)
    return resident


@transaction.atomic
def remove_resident(
    resident: Resident,
    *,
    on: datetime.date,
    by: "User | None",
    at: datetime.datetime,
    end_pairings: bool = False,
    version: Any = None,
) -> Resident:
    """Take a resident off the register from `on`. Raises DomainError: date in the future or before the entry."""
    resident = lock(resident, version=version)
    if not may_edit_resident(by, resident):
        raise PermissionDenied
    _check_listed(resident)
    _check_removal(resident, on=on, at=at)
    ended = close_pairings(resident.pairings.all(), on=on, wanted=end_pairings)
    resident.removed_on = on
    bump(resident)
    resident.save()
    record("remove_resident", resident, resident.unit, by=by, at=at, data={"on": str(on), "ended": len(ended)})
    return resident
