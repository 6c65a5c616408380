"""The first unit of an installation, with the festivals and seasons that regulations usually name."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.units import add_unit
from accounts.models import Festival, OwnPeriod, OwnPeriodKind, Role, RoleGrant, Unit
from accounts.shipped import FESTIVALS, SEASONS
from core import audit
from core.errors import DomainError


@transaction.atomic
def found_organisation(name: str, kind: str, *, by: Any, at: datetime.datetime) -> Unit:
    """Make the root of a tree, its festivals and its yearly seasons; `by` becomes its system administrator.

    Raises DomainError when a root of this name is there already. Names of festivals are data, written in Chinese.
    """
    if Unit.objects.filter(parent=None, name=name, closed_on=None).exists():
        raise DomainError(_("“%(name)s”已经建立，不能重复建立。") % {"name": name}, field="name")
    on = timezone.localdate(at)
    root = add_unit(None, name=name, kind=kind, opened_on=None, on=on)
    Festival.objects.bulk_create(_festival(root, *line) for line in FESTIVALS)
    OwnPeriod.objects.bulk_create(_season(root, on.year, *line) for line in SEASONS)
    if by is not None:
        RoleGrant.objects.create(user=by, role=Role.SYSTEM_ADMIN, unit=root, start=on)
    audit.record("accounts.found_organisation", root, by=by, at=at, unit_path=root.path, data={"kind": str(kind)})
    return root


def _festival(
    unit: Unit, code: str, name: str, basis: str, month: int, day: int, days_off: int, is_major: bool
) -> Festival:
    return Festival(
        unit=unit, code=code, name=name, basis=basis, month=month, day=day, days_off=days_off, is_major=is_major
    )


def _season(unit: Unit, year: int, code: str, name: str, first: tuple[int, int], last: tuple[int, int]) -> OwnPeriod:
    return OwnPeriod(
        unit=unit,
        kind=OwnPeriodKind.SEASON,
        code=code,
        name=name,
        start=datetime.date(year, *first),
        end=datetime.date(year, *last),
        is_yearly=True,
    )
