"""What the audit trail keeps to itself about information items: those that their reader may not know of, since the
matter is sealed or kept from them (visits/screens.py)."""

from typing import TYPE_CHECKING

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from assessments.models import InformationItem
from core import screens
from visits import sealing
from visits.models import Matter

if TYPE_CHECKING:
    from accounts.models import User


def register() -> None:
    screens.register("audit", items)


def items(user: "User") -> Q:
    """Entries whose label is the title of such an item."""
    concerned = Matter.objects.filter(Q(sealed=True) | sealing.kept_from(user)).order_by()
    hidden = concerned.exclude(pk__in=Matter.objects.open_to(user).order_by().values("pk"))
    keys = InformationItem.objects.filter(matter__in=hidden.values("pk")).order_by()
    return Q(object_type=InformationItem._meta.label_lower, object_id__in=keys.values_list(Cast("pk", CharField())))
