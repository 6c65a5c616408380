"""Cards follow at once what they are read off: people, units, pairings. What the day alone changes follows at night."""

from typing import Any

from django.db.models import Q

from accounts import hooks as organisation
from contacts import hooks
from contacts.actions.card_wordings import refresh_all, refresh_cards
from contacts.models import ContactCard
from core import chores, clock, sweeps

CHORE = "contacts.refresh_cards"
# More cards than this are left to the worker: a whole county is renamed.
AT_ONCE = 100


def register() -> None:
    """Called in AppConfig.ready."""
    organisation.register(organisation_changed)
    organisation.register_facts(facts_changed)
    hooks.register(pairings_changed)
    chores.register(CHORE, refresh_later)
    sweeps.register("nightly", refresh_all)


def organisation_changed(change: organisation.Change) -> None:
    """In the transaction that changes posts or units."""
    if change.only_days or not (change.cadre_ids or change.path) or change.first_day > clock.today():
        return
    of_path = Q(unit__path__startswith=change.path) if change.path else Q(pk__in=[])
    follow(Q(cadre__in=change.cadre_ids) | of_path)


def facts_changed(cadre_ids: frozenset[int]) -> None:
    """In the transaction that changes a name or a telephone number."""
    follow(Q(cadre__in=cadre_ids))


def pairings_changed(change: hooks.PairingChange) -> None:
    if change.first_day <= clock.today():
        follow(Q(cadre__in=change.cadre_ids))


def follow(which: Q) -> None:
    """Bring these cards up to today: now, or, where they are many, by the worker."""
    keys = sorted(ContactCard.objects.in_use().filter(which).order_by().values_list("pk", flat=True))
    if len(keys) > AT_ONCE:
        chores.put_off(CHORE, {"cards": keys}, at=clock.now())
    elif keys:
        refresh_cards(keys, on=clock.today(), at=clock.now())


def refresh_later(data: dict[str, Any]) -> None:
    refresh_cards(data["cards"], on=clock.today(), at=clock.now())
