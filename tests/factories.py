"""Plain functions that make rows for tests, with sensible defaults. They write models directly: no action, no audit."""

import datetime
import itertools
from typing import Any

from accounts.models import Cadre, Position, Post, Rank, RoleGrant, Unit, UnitKind, User, path_under
from contacts.models import ContactCategory, ContactPoint, Household, Pairing, Resident
from visits.models import VisitKind, VisitLog, VisitParticipant, VisitTarget

_count = itertools.count(1)
START = datetime.date(2026, 1, 1)
PASSWORD = "Mountain-Path-26"


def make_unit(name: str = "", *, parent: Unit | None = None, kind: str = UnitKind.DEPARTMENT, **fields: Any) -> Unit:
    unit = Unit.objects.create(name=name or f"单位{next(_count)}", parent=parent, kind=kind, **fields)
    unit.path = path_under(parent, unit.pk)
    unit.depth = parent.depth + 1 if parent else 0
    unit.save()
    return unit


def make_cadre(
    name: str = "",
    *,
    unit: Unit | None = None,
    position: str = Position.CADRE,
    rank: str = Rank.STAFF,
    title: str = "干部",
    start: datetime.date = START,
    **fields: Any,
) -> Cadre:
    """A cadre, with one post in `unit` where it is given."""
    cadre = Cadre.objects.create(name=name or f"干部{next(_count)}", **fields)
    if unit is not None:
        Post.objects.create(cadre=cadre, unit=unit, title=title, position=position, rank=rank, start=start)
    return cadre


def make_user(
    username: str = "", *, cadre: Cadre | None = None, role: str = "", unit: Unit | None = None, **fields: Any
) -> User:
    """A log-in with PASSWORD; `role` is granted on `unit` from START on."""
    username = username or f"user{next(_count)}"
    fields.setdefault("name", cadre.name if cadre else username)
    fields.setdefault("email", f"{username}@example.com")
    user = User.objects.create_user(username, PASSWORD, cadre=cadre, **fields)
    if role:
        assert unit is not None, "a role needs the unit that it is granted on"
        RoleGrant.objects.create(user=user, role=role, unit=unit, start=START)
    return user


def make_point(name: str = "", *, unit: Unit, category: str = "village_or_community", **fields: Any) -> ContactPoint:
    fields.setdefault("opened_on", START)
    return ContactPoint.objects.create(
        name=name or f"联系点{next(_count)}", unit=unit, category=ContactCategory.objects.get(code=category), **fields
    )


def make_household(head_name: str = "", *, unit: Unit, **fields: Any) -> Household:
    fields.setdefault("registered_on", START)
    return Household.objects.create(head_name=head_name or f"户主{next(_count)}", unit=unit, **fields)


def make_resident(name: str = "", *, unit: Unit, **fields: Any) -> Resident:
    fields.setdefault("registered_on", START)
    return Resident.objects.create(name=name or f"群众{next(_count)}", unit=unit, **fields)


def target_field(target: ContactPoint | Household | Resident) -> dict[str, Any]:
    names = {ContactPoint: "contact_point", Household: "household", Resident: "resident"}
    return {names[type(target)]: target}


def make_pairing(
    cadre: Cadre | None,
    target: ContactPoint | Household | Resident,
    *,
    unit: Unit,
    category: str = "",
    start: datetime.date = START,
    **fields: Any,
) -> Pairing:
    found = ContactCategory.objects.get(code=category) if category else getattr(target, "category", None)
    assert found is not None, "a pairing with a household or resident needs a category"
    return Pairing.objects.create(cadre=cadre, unit=unit, category=found, start=start, **target_field(target), **fields)


def make_kind(code: str, name: str = "", **fields: Any) -> VisitKind:
    """A kind of contact work that the organisation added."""
    return VisitKind.objects.create(code=code, name=name or code, **fields)


def make_log(
    *cadres: Cadre,
    unit: Unit,
    by: User,
    day: datetime.date,
    last_day: datetime.date | None = None,
    kind: str = "home_visit",
    targets: tuple[ContactPoint | Household | Resident, ...] = (),
    **fields: Any,
) -> VisitLog:
    """A log written straight into the tables: no duty is brought up to date by it."""
    fields.setdefault("recorded_at", datetime.datetime.combine(day, datetime.time(12), datetime.UTC))
    log = VisitLog.objects.create(
        kind=VisitKind.objects.get(code=kind),
        unit=unit,
        unit_path=unit.path,
        first_day=day,
        last_day=last_day or day,
        recorded_by=by,
        **fields,
    )
    for number, cadre in enumerate(cadres):
        VisitParticipant.objects.create(log=log, cadre=cadre, is_lead=number == 0)
    for target in targets:
        VisitTarget.objects.create(log=log, **target_field(target))
    return log
