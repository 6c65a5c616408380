"""What an organisation has set for its petitions."""

from accounts.models import Unit
from petitions.models import PetitionSettings


def settings_of(unit: Unit) -> PetitionSettings:
    """The settings of the unit or of the nearest one above that has some; where there are none, the defaults (never
    saved)."""
    keys = [*unit.ancestor_ids, unit.pk]
    found = PetitionSettings.objects.filter(unit__in=keys).order_by("-unit__depth").first()
    return found or PetitionSettings(unit=unit)
