"""Who holds whom: all pairings that one sees, ended or handed over several at once."""

from typing import Any

from django.utils.translation import gettext_lazy

from contacts.bulks import EndPairings, ReplaceHolders
from contacts.columns import PAIRINGS
from contacts.forms.pairings import PairingFilter
from contacts.models import Pairing
from contacts.views.base import PlaceList


class PairingList(PlaceList):
    model = Pairing
    template_name = "contacts/pairings.html"
    filter_class = PairingFilter
    title = gettext_lazy("结对名册")
    columns = PAIRINGS
    cells, row_name = "contacts/_pairing_cells.html", "pairing"
    bulks = (ReplaceHolders, EndPairings)

    def get_queryset(self) -> Any:
        return super().get_queryset().with_target_units().order_by("unit__path", "cadre__name", "start", "pk")
