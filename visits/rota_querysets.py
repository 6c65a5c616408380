"""Adjectives of rotas and their slots."""

import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from accounts.access import READERS, ROTA_KEEPERS

if TYPE_CHECKING:
    from accounts.models import User

# Where a slot stands on a day.
COMING, HELD, MISSED, CANCELLED = "coming", "held", "missed", "cancelled"


def on_duty(cadres: object, prefix: str = "") -> Q:
    """Slots on which one of the cadres is on duty: as planned and without a substitute, or as the substitute."""
    planned = Q(**{f"{prefix}cadre__in": cadres, f"{prefix}substitute": None})
    return planned | Q(**{f"{prefix}substitute__in": cadres})


class RotaQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Those of a part of the tree that one reads, of one's own unit, and those in which one takes part."""
        member = apps.get_model("visits", "RotaMember").objects.filter(
            cadre__in=user.access.cadre_ids, rota=OuterRef("pk")
        )
        return self.filter(user.access.within("unit__path", *READERS, home=True) | Exists(member))

    def kept_by(self, user: "User") -> Self:
        return self.filter(user.access.within("unit__path", *ROTA_KEEPERS))

    def valid_on(self, day: datetime.date) -> Self:
        return self.filter(Q(end=None) | Q(end__gte=day), start__lte=day)

    def not_over(self, day: datetime.date) -> Self:
        return self.filter(Q(end=None) | Q(end__gte=day))

    def under(self, unit: object) -> Self:
        return self.filter(unit__path__startswith=unit.path)  # type: ignore[attr-defined]


class RotaSlotQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The slots of visible rotas, and one's own."""
        rotas = apps.get_model("visits", "Rota").objects.visible_to(user)
        return self.filter(Q(rota__in=rotas.order_by().values("pk")) | on_duty(user.access.cadre_ids))

    def of_user(self, user: "User") -> Self:
        """On which the user (or whom they act for) is on duty."""
        return self.filter(on_duty(user.access.cadre_ids))

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        return self.filter(day__range=(first, last))

    def to_be_held(self) -> Self:
        """Not cancelled."""
        return self.filter(cancelled_reason="")

    def missed(self, on: datetime.date) -> Self:
        return self.to_be_held().filter(log=None, day__lt=on)

    def with_state(self, on: datetime.date) -> Self:
        """Each with `state`: coming, held, missed or cancelled on that day."""
        return self.annotate(
            state=Case(
                When(~Q(cancelled_reason=""), then=Value(CANCELLED)),
                When(log__isnull=False, then=Value(HELD)),
                When(day__lt=on, then=Value(MISSED)),
                default=Value(COMING),
            )
        )

    def for_list(self) -> Self:
        """With everything that a row shows."""
        return self.select_related("rota__unit", "rota__kind", "cadre", "substitute", "turn", "log").order_by(
            "day", "rota", "seat", "pk"
        )


class SlotSwapQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Asked by or of the user, and those of rotas that the user keeps or reads."""
        mine = Q(asker__in=user.access.cadre_ids) | Q(asked__in=user.access.cadre_ids)
        return self.filter(mine | user.access.within("mine__rota__unit__path", *READERS))

    def open(self) -> Self:
        return self.filter(state="asked")

    def asked_of(self, user: "User") -> Self:
        return self.open().filter(asked__in=user.access.cadre_ids)
