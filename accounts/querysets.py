"""Adjectives of the organisation. `visible_to` is where every read starts."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from accounts.access import ADMINS, KEEPERS, READERS

if TYPE_CHECKING:
    from accounts.models import User


def in_force(on: datetime.date, prefix: str = "") -> Q:
    """Rows whose `start`–`end` (both included, open end allowed) holds the day."""
    return Q(**{f"{prefix}start__lte": on}) & (Q(**{f"{prefix}end": None}) | Q(**{f"{prefix}end__gte": on}))


def overlapping(start: datetime.date, end: datetime.date) -> Q:
    """Rows in force on at least one day from `start` to `end`, both included."""
    return Q(start__lte=end) & (Q(end=None) | Q(end__gte=start))


def not_over(on: datetime.date) -> Q:
    """Rows in force on the day or later."""
    return Q(end=None) | Q(end__gte=on)


def user_visibility(user: "User") -> Q:
    inside = user.access.within("cadre__posts__unit__path", *ADMINS, "auditor")
    granted = user.access.within("grants__unit__path", *ADMINS, "auditor")
    return inside | granted | Q(pk=user.pk)


class UnitQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The parts of the tree on which the user reads, and the units where they hold a post, with all below."""
        return self.filter(user.access.within("path", *READERS, home=True))

    def administered_by(self, user: "User") -> Self:
        return self.filter(user.access.within("path", *ADMINS))

    def kept_by(self, user: "User") -> Self:
        """Where the user keeps cadres, posts, groups and leave."""
        return self.filter(user.access.within("path", *KEEPERS))

    def under(self, unit: Any) -> Self:
        """The unit and all below it."""
        return self.filter(path__startswith=unit.path)

    def open_on(self, day: datetime.date) -> Self:
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))


class CadreQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Cadres who hold or held a post in a visible part of the tree, and the user's own record."""
        posts = apps.get_model("accounts", "Post").objects.filter(
            user.access.within("unit__path", *READERS, home=True), cadre=OuterRef("pk")
        )
        return self.filter(Exists(posts) | Q(pk__in=user.access.cadre_ids))

    def serving_on(self, day: datetime.date) -> Self:
        posts = apps.get_model("accounts", "Post").objects.filter(in_force(day), cadre=OuterRef("pk"))
        return self.filter(Exists(posts))

    def under(self, unit: Any, *, on: datetime.date) -> Self:
        """Cadres with a post in the unit or below it on that day."""
        posts = apps.get_model("accounts", "Post").objects.filter(
            in_force(on), unit__path__startswith=unit.path, cadre=OuterRef("pk")
        )
        return self.filter(Exists(posts))


class PostQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        own = Q(cadre__in=user.access.cadre_ids)
        return self.filter(user.access.within("unit__path", *READERS, home=True) | own)

    def in_force(self, on: datetime.date) -> Self:
        return self.filter(in_force(on))


class GroupQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        member = apps.get_model("accounts", "GroupMembership").objects.filter(
            cadre__in=user.access.cadre_ids, group=OuterRef("pk")
        )
        return self.filter(user.access.within("unit__path", *READERS, home=True) | Exists(member))


class OfCadreQuerySet(models.QuerySet):
    """Rows that hang on one cadre: leave, secondment, membership."""

    def visible_to(self, user: "User") -> Self:
        """One's own, and those of cadres in a part of the tree that one reads (a colleague's leave is not shown)."""
        posts = apps.get_model("accounts", "Post").objects.filter(
            user.access.within("unit__path", *READERS), cadre=OuterRef("cadre")
        )
        return self.filter(Exists(posts) | Q(cadre__in=user.access.cadre_ids))

    def in_force(self, on: datetime.date) -> Self:
        return self.filter(in_force(on))


class SupervisionQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Those of leaders whom the user sees."""
        return self.filter(leader__in=apps.get_model("accounts", "Cadre").objects.visible_to(user))

    def in_force(self, on: datetime.date) -> Self:
        return self.filter(in_force(on))


class OfUnitQuerySet(models.QuerySet):
    """Rows that hold for a unit and all below it (periods, festivals): seen from below as well."""

    def visible_to(self, user: "User") -> Self:
        read = user.access.within("unit__path", *READERS, home=True)
        return self.filter(read | Q(unit__in=user.access.keys_above))

    def in_force(self, on: datetime.date) -> Self:
        return self.filter(in_force(on))


class FeedbackQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """One's own, and all for those who look after the product."""
        return self.all() if user.access.has_role("system_admin") else self.filter(sender=user)

    def open(self) -> Self:
        return self.filter(state__in=("new", "in_hand"))


class UnitKindQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Kinds are words, not people: everybody who is logged in."""
        return self.all()


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """One's own: those that others share are offered above their list, and theirs to change."""
        return self.filter(user=user)

    def offered_to(self, user: "User") -> Self:
        """One's own, and those shared with a unit that one belongs to, holds a role on, or is below."""
        return self.filter(Q(user=user) | Q(unit__in=user.access.keys_above))


def waiting(prefix: str = "") -> Q:
    """Invitations of people who have not come, neither with the code nor in another way."""
    return Q(**{f"{prefix}used_at": None, f"{prefix}user__last_login": None})


class InvitationQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(waiting())


class InvitationRoundQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Rounds of the part of the tree that one administers."""
        return self.filter(user.access.within("unit__path", *ADMINS))

    def counted(self) -> Self:
        """With `invited` and `came`, and with whoever invited."""
        came = Count("invitations", filter=~waiting("invitations__"))
        return self.annotate(invited=Count("invitations"), came=came).select_related("unit", "made_by")
