"""Where the QR codes of contact cards lead: the form of the unit, or of the nearest one above that has one."""

from collections.abc import Iterable

from django.urls import reverse

from accounts.models import Unit
from contacts import card_hooks
from petitions.models import PetitionSettings


def register() -> None:
    """Called in AppConfig.ready."""
    card_hooks.register_forms(form_paths)


def form_paths(units: Iterable[Unit]) -> dict[int, str]:
    """The path of the form by the key of the unit; a unit without one is left out. One query."""
    lines = {unit.pk: [unit.pk, *reversed(unit.ancestor_ids)] for unit in units}
    keys = {key for line in lines.values() for key in line}
    slugs = dict(PetitionSettings.objects.filter(unit__in=keys, has_form=True).values_list("unit", "slug"))
    found = {unit: next((slugs[key] for key in line if key in slugs), "") for unit, line in lines.items()}
    return {unit: reverse("petitions:public_qr", args=[slug]) for unit, slug in found.items() if slug}
