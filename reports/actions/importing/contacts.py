"""Contact points, households, residents and pairings of a workbook, written set by set."""

from collections.abc import Sequence

from contacts import hooks
from contacts.actions.pairings import tell_holders
from contacts.models import ContactPoint, Household, Pairing, Resident
from reports.actions.importing.trail import Trail
from reports.imports.base import Item, State
from reports.imports.households import HouseholdRow, Key, MemberRow


def _of(items: Sequence[Item], state: str) -> list[Item]:
    return [item for item in items if item.state == state]


def write_points(items: Sequence[Item], trail: Trail) -> None:
    points = [ContactPoint(**item.data) for item in _of(items, State.NEW)]
    trail.create(points)
    trail.record_all("contacts.create_point", points, lambda point: point.unit.path)
    for item in _of(items, State.CHANGED):
        trail.change(item.what, item.data, action="contacts.edit_point", unit_path=item.what.unit.path)


def write_households(items: Sequence[Item], trail: Trail) -> None:
    """Households first: who lives in a new one needs its key."""
    homes = [item for item in items if isinstance(item.data, HouseholdRow)]
    keys = _write_homes(homes, trail)
    members = [item for item in items if isinstance(item.data, MemberRow)]
    residents = [_resident(item.data, keys) for item in _of(members, State.NEW)]
    trail.create(residents)
    trail.record_all("contacts.add_resident", residents, lambda resident: resident.unit.path)
    for item in _of(members, State.CHANGED):
        trail.change(item.what, item.data.values, action="contacts.edit_resident", unit_path=item.data.unit.path)


def _write_homes(items: Sequence[Item], trail: Trail) -> dict[Key, Household]:
    """Every household of the file by its key."""
    new = _of(items, State.NEW)
    households = [Household(unit=item.data.unit, **item.data.values) for item in new]
    trail.create(households)
    trail.record_all("contacts.create_household", households, lambda household: household.unit.path)
    for item in _of(items, State.CHANGED):
        trail.change(item.what, item.data.values, action="contacts.edit_household", unit_path=item.data.unit.path)
    there = {item.data.key: item.what for item in items if item.what is not None}
    return there | {item.data.key: household for item, household in zip(new, households, strict=True)}


def _resident(row: MemberRow, homes: dict[Key, Household]) -> Resident:
    return Resident(unit=row.unit, household=homes[row.key] if row.key else None, **row.values)


def write_pairings(items: Sequence[Item], trail: Trail) -> None:
    """Those who hold somebody new are told once. What is owed follows."""
    new, changed = _of(items, State.NEW), _of(items, State.CHANGED)
    pairings = [Pairing(**item.data.fields) for item in new]
    trail.create(pairings)
    for pairing in pairings:
        data = {"start": str(pairing.start), "end": str(pairing.end or ""), "category": pairing.category.code}
        trail.record("contacts.pair", pairing, unit_path=pairing.unit.path, data=data)
    for item in changed:
        trail.change(item.what, {"end": item.data.end}, action="contacts.end_pairing", unit_path=item.what.unit.path)
    trail.flush()
    tell_holders(pairings, by=trail.asked.by, at=trail.asked.at)
    touched = [*pairings, *(item.what for item in changed)]
    if touched:
        hooks.pairings_changed(touched, first_day=min(pairing.start for pairing in touched))
