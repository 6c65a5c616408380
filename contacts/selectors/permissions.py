"""Who may read and change what of a contact. `None` as user is the product itself (commands, the sample)."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from accounts.access import KEEPERS, READERS
from contacts.models import ContactCard, ContactPoint, HelpPlan, Household, Pairing, Resident

if TYPE_CHECKING:
    from accounts.models import Unit, User


def may_keep(user: "User | None", unit: "Unit") -> bool:
    """Whether the user keeps the contacts of the unit: its secretary and its administrators."""
    return user is None or user.access.covers(unit.path, *KEEPERS)


def may_keep_anywhere(user: "User") -> bool:
    return user.access.has_role(*KEEPERS)


def holds(user: "User", target: ContactPoint | Household | Resident) -> bool:
    """Whether one of the user's cadres holds the target today. Who holds a household holds everybody in it."""
    pairings = Pairing.objects.in_force(user.access.day).filter(Pairing.objects.own(user))
    return pairings.filter(_is_target(target)).exists()


def _is_target(target: ContactPoint | Household | Resident) -> Q:
    if isinstance(target, ContactPoint):
        return Q(contact_point=target.pk)
    if isinstance(target, Household):
        return Q(household=target.pk)
    of_household = Q(household=target.household_id) if target.household_id else Q(pk__in=[])
    return Q(resident=target.pk) | of_household if target.pk else of_household


def may_read_private(user: "User", target: ContactPoint | Household | Resident) -> bool:
    """Telephone, address, hardship, kind: for who holds the target, and who reads that part of the tree.

    A colleague of the same village sees name and village only.
    """
    if user.access.covers(target.unit.path, *READERS):
        return True
    rows: Any = type(target).objects
    return rows.filter(rows.all().private_to(user), pk=target.pk).exists()


def may_edit_household(user: "User | None", household: Household) -> bool:
    """Keepers of the village, and whoever holds the household."""
    return user is None or may_keep(user, household.unit) or holds(user, household)


def may_edit_resident(user: "User | None", resident: Resident) -> bool:
    return user is None or may_keep(user, resident.unit) or holds(user, resident)


def may_edit_plan(user: "User | None", plan: HelpPlan) -> bool:
    """Keepers of the helping unit, and the cadre who answers for the plan."""
    return user is None or may_keep(user, plan.unit) or plan.cadre_id in user.access.cadre_ids


def may_hand_over(user: "User | None", card: ContactCard) -> bool:
    """Keepers of the card's unit, and the person on the card."""
    own = user is not None and card.cadre_id is not None and card.cadre_id in user.access.cadre_ids
    return own or may_keep(user, card.unit)
