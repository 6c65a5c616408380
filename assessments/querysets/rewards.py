"""Who sees information items, what they earned, pay lists and the year's list: an officer their own, and those who read
the part of the tree. Colleagues see none of it."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import CharField, DecimalField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from assessments.querysets.sheets import READERS

if TYPE_CHECKING:
    from accounts.models import Unit, User

# Who adopts and refuses for a unit of a level's kind; who prepares and closes pay lists, and keeps the levels.
ADOPTERS = ("leader", "secretary")
PAYERS = ("personnel", "secretary", "organisation_admin")
APPROVERS = ("leader",)
# The year's list is for the committee that decides, and for who looks over its shoulder (R17.6).
PROPOSERS = ("personnel", "leader")
PROPOSAL_READERS = (*PROPOSERS, "auditor")
# How long an officer waits for an answer where nothing was set, in days (R17.4).
FEEDBACK_DAYS = 15
_ITEM_PATH = ExpressionWrapper(OuterRef("unit_path"), output_field=CharField())
YUAN: Any = DecimalField(max_digits=12, decimal_places=2)


class ItemQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """One's own, and those of a part of the tree that one reads, as far as the matter is open to the user: one
        that accuses somebody is gone from here as from every list (visits/sealing.py)."""
        open_matters = apps.get_model("visits", "Matter").objects.open_to(user)
        is_open = Q(matter=None) | Exists(open_matters.filter(pk=OuterRef("matter")))
        # An officer knows what they wrote themselves; of their deputy it may say something.
        own = Q(officer__isnull=False, officer=user.cadre_id) | (Q(officer__in=user.access.cadre_ids) & is_open)
        return self.filter(own | (user.access.within("unit_path", *READERS) & is_open))

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def adopted(self) -> Self:
        return self.filter(Exists(_adoptions().filter(item=OuterRef("pk"))))

    def adopted_at(self, code: str) -> Self:
        """It stands adopted at the level of this code."""
        return self.filter(Exists(_adoptions().filter(item=OuterRef("pk"), code=code)))

    def refused(self) -> Self:
        """The last word was that it is not adopted."""
        refusals = _feedback().filter(item=OuterRef("pk"), kind="refused")
        return self.filter(~Exists(_adoptions().filter(item=OuterRef("pk"))), Exists(refusals))

    def unanswered(self) -> Self:
        """Nobody has said yet what became of it (R17.4)."""
        return self.standing().filter(~Exists(_feedback().filter(item=OuterRef("pk"))))

    def unanswered_after(self, *, on: datetime.date) -> Self:
        """Of these, on that day, those that wait for longer than the settings of their day allow. One query more."""
        settings = apps.get_model("assessments", "OfficerSettings").objects
        held = settings.alias(item_path=_ITEM_PATH).filter(
            item_path__startswith=F("unit__path"), effective_from__lte=OuterRef("on")
        )
        nearest = held.order_by("-unit__depth", "-effective_from").values("feedback_days")[:1]
        limits = {FEEDBACK_DAYS, *settings.order_by().values_list("feedback_days", flat=True).distinct()}
        late = Q()
        for days in limits:
            late |= Q(days_allowed=days, on__lt=on - datetime.timedelta(days=days))
        allowed = Coalesce(Subquery(nearest), Value(FEEDBACK_DAYS))
        return self.unanswered().alias(days_allowed=allowed).filter(late)

    def with_earned(self) -> Self:
        """`earned`: what it has earned up to now, in yuan."""
        rewards = apps.get_model("assessments", "Reward").objects.filter(item=OuterRef("pk")).order_by()
        total = rewards.values("item").annotate(total=Sum("amount")).values("total")
        return self.annotate(earned=Coalesce(Subquery(total), Value(0), output_field=YUAN))


def _adoptions() -> Any:
    return apps.get_model("assessments", "Adoption").objects.in_force()


def _feedback() -> Any:
    return apps.get_model("assessments", "ItemFeedback").objects.all()


class LevelQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """By what one is rewarded is no secret: the general ones, and those of one's units, of all above and below."""
        above = Q(unit=None) | Q(unit__in=user.access.keys_above)
        return self.filter(above | user.access.within("unit__path", *READERS))

    def in_force(self, on: datetime.date) -> Self:
        return self.filter(Q(effective_from__lte=on) & (Q(effective_to=None) | Q(effective_to__gte=on)))

    def for_unit(self, unit: "Unit") -> Self:
        """Those that hold in the unit: the general ones, its own and those of all above."""
        return self.filter(Q(unit=None) | Q(unit__in=[*unit.ancestor_ids, unit.pk]))


class _OfItem(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        items = apps.get_model("assessments", "InformationItem").objects.visible_to(user)
        return self.filter(item__in=items.order_by().values("pk"))


class AdoptionQuerySet(_OfItem):
    def in_force(self) -> Self:
        return self.filter(reversed_on=None)


class FeedbackQuerySet(_OfItem):
    def update(self, **kwargs: Any) -> Any:
        raise TypeError("What became of an item is never edited.")


class RewardQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(Q(officer__in=user.access.cadre_ids) | user.access.within("unit_path", *READERS))

    def update(self, **kwargs: Any) -> Any:
        raise TypeError("A reward is never edited.")

    def delete(self) -> Any:
        raise TypeError("A reward is never deleted.")

    def unpaid(self) -> Self:
        """On no pay list yet."""
        return self.filter(pay_list=None)

    def put_on(self, pay_list: Any) -> int:
        """Put those that are on no list onto this one."""
        return super(RewardQuerySet, self.unpaid()).update(pay_list=pay_list)

    def take_off(self) -> int:
        """Take them off a list that is given up; a closed one keeps what it has."""
        return super(RewardQuerySet, self.exclude(pay_list__state="closed")).update(pay_list=None)


class PayListQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(user.access.within("unit_path", *READERS))


class PayLineQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """One's own once the list is closed, and those of lists that one reads."""
        own = Q(officer__in=user.access.cadre_ids, pay_list__state="closed")
        return self.filter(own | user.access.within("pay_list__unit_path", *READERS))


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(user.access.within("unit_path", *PROPOSAL_READERS))
