"""What the audit trail keeps to itself about visits: a matter that is sealed, or kept from the reader."""

from typing import TYPE_CHECKING

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from core import screens
from visits import sealing
from visits.models import Matter

if TYPE_CHECKING:
    from accounts.models import User


def register() -> None:
    screens.register("audit", matters)


def matters(user: "User") -> Q:
    """Entries about matters that the user may not know of; their label is the text of the matter."""
    concerned = Matter.objects.filter(Q(sealed=True) | sealing.kept_from(user)).order_by()
    open_to_user = Matter.objects.open_to(user).order_by().values("pk")
    hidden = concerned.exclude(pk__in=open_to_user).values_list(Cast("pk", CharField()))
    return Q(object_type=Matter._meta.label_lower, object_id__in=hidden)
