"""What rotas do when the organisation changes: the future that was not changed by hand follows at once."""

import datetime
from typing import Any

from django.db.models import Q

from accounts import hooks
from accounts.models import Unit
from core import calendar_hooks, chores, clock
from visits.actions.generating import HORIZON, generate_all
from visits.models import Rota

CHORE = "visits.lay_out"
# More rotas than this are left to the worker: a special period of a whole county.
AT_ONCE = 40


def register() -> None:
    hooks.register(organisation_changed)
    chores.register(CHORE, lay_out_later)
    calendar_hooks.register(no_windows, calendar_changed)


def organisation_changed(change: hooks.Change) -> None:
    """In the transaction that changes people, groups, units or the organisation's own days."""
    on = clock.today()
    if change.first_day > on + datetime.timedelta(days=HORIZON):
        return
    rotas = sorted(touched(change).values_list("pk", flat=True))
    if len(rotas) > AT_ONCE:
        chores.put_off(CHORE, {"rotas": rotas}, at=clock.now())
    elif rotas:
        lay_out_later({"rotas": rotas})


def lay_out_later(data: dict[str, Any]) -> None:
    """The rotas of a change that would have kept somebody waiting, done by the worker."""
    generate_all(on=clock.today(), at=clock.now(), rotas=Rota.objects.filter(pk__in=data["rotas"]))


def no_windows(*calendars_year_and_day: object) -> calendar_hooks.Effect:
    """A rota has no windows of its own to show before a calendar is loaded: its days are those of the rules."""
    return calendar_hooks.Effect(windows=0, rows=0, shifts=[])


def calendar_changed(year: int, at: datetime.datetime, on: datetime.date) -> None:
    """In the transaction that loaded the days off of a year."""
    if on.year <= year <= (on + datetime.timedelta(days=HORIZON)).year:
        generate_all(on=on, at=at)


def touched(change: hooks.Change) -> Any:
    """The rotas whose slots may be others after the change."""
    near = Q(pk__in=[])
    if change.cadre_ids:
        near |= Q(members__cadre__in=change.cadre_ids)
    if change.group_ids:
        near |= Q(group__in=change.group_ids)
    if change.unit_ids:
        units = Unit.objects.filter(pk__in=change.unit_ids)
        above = {key for unit in units for key in (*unit.ancestor_ids, unit.pk)}
        near |= Q(unit__in=above)
    if change.path:
        above = {int(key) for key in change.path.split("/") if key}
        near |= Q(unit__path__startswith=change.path) | Q(unit__in=above)
    return Rota.objects.filter(near).order_by().distinct()
