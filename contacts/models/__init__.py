"""With whom cadres keep contact, who is paired with whom, how they are helped, and the contact cards that they hold."""

from contacts.models.cards import CardColour, CardEnd, CardIssue, CardStyle, CardWording, ContactCard
from contacts.models.help_plans import HelpMeasure, HelpPlan
from contacts.models.pairings import Arrangement, ArrangementState, Pairing
from contacts.models.targets import (
    ContactCategory,
    ContactPoint,
    Household,
    HouseholdKind,
    Resident,
    ResidentKind,
    TargetKind,
    exactly_one_target,
    target_key,
)

__all__ = [
    "Arrangement",
    "ArrangementState",
    "CardColour",
    "CardEnd",
    "CardIssue",
    "CardStyle",
    "CardWording",
    "ContactCard",
    "ContactCategory",
    "ContactPoint",
    "HelpMeasure",
    "HelpPlan",
    "Household",
    "HouseholdKind",
    "Pairing",
    "Resident",
    "ResidentKind",
    "TargetKind",
    "exactly_one_target",
    "target_key",
]
