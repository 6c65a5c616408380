"""Adjectives of rulebooks and obligations."""

import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, IntegerField, OuterRef, Prefetch, Q, Subquery, Value, When

from accounts.access import EVERYTHING, READERS
from accounts.querysets import in_force

if TYPE_CHECKING:
    from accounts.models import User

# Where an obligation stands on a day.
OVERDUE, AT_RISK, OPEN, UPCOMING, DONE, NOT_OWED = range(6)
# What was due longer ago is history: nobody is reminded of it, and it is not counted unless it is asked for.
LATELY = datetime.timedelta(days=92)


class RulebookQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Everybody may read the regulations that bind a part of the tree that they see or belong to."""
        seen = Q(pk__in=[])
        for path in {path for _role, path in user.access.grants} | user.access.home_paths:
            seen |= Q(unit__path__startswith=path) | Q(unit__in=[int(key) for key in path.split("/") if key])
        return self if user.access.sees_everything else self.filter(seen)

    def with_current(self, on: datetime.date) -> Self:
        """Each with `current_number`, `since` and `rule_count` of the version in force on that day (None: not yet)."""
        version = apps.get_model("duties", "RulebookVersion").objects.filter(
            rulebook=OuterRef("pk"), effective_from__lte=on
        )
        newest = version.order_by("-number")
        counted = newest.annotate(rule_count=Count("rules"))
        return self.select_related("unit").annotate(
            current_number=Subquery(newest.values("number")[:1]),
            since=Subquery(newest.values("effective_from")[:1]),
            rule_count=Subquery(counted.values("rule_count")[:1]),
        )


class ObligationQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """One's own, those of one's unit and groups, and those of a part of the tree that one reads."""
        return self.filter(_in_read_parts(user) | own(user))

    def of_user(self, user: "User") -> Self:
        """What the user (and whom they act for) owes in person."""
        return self.filter(cadre__in=user.access.cadre_ids)

    def read_by(self, user: "User") -> Self:
        """Those of the parts of the tree that the user reads."""
        return self.filter(_in_read_parts(user))

    def under(self, path: str) -> Self:
        return self.filter(unit_path__startswith=path)

    def owed(self) -> Self:
        """Not exempt."""
        return self.filter(exempt="")

    def met(self) -> Self:
        return self.owed().filter(met_on__isnull=False)

    def unmet(self) -> Self:
        return self.owed().filter(met_on=None)

    def overdue(self, on: datetime.date) -> Self:
        return self.unmet().filter(due__lt=on)

    def overdue_lately(self, on: datetime.date) -> Self:
        """Due within the last three months: what can still be talked about. All of it is in `overdue`."""
        return self.overdue(on).filter(due__gte=on - LATELY)

    def at_risk(self, on: datetime.date) -> Self:
        """As AT_RISK of `with_state`."""
        return self.unmet().begun(on).filter(_last_chance(on), due__gte=on)

    def needing_help(self, on: datetime.date) -> Self:
        """Overdue of late, or at the last chance: where a word or a hand still helps."""
        late = Q(due__lt=on, due__gte=on - LATELY)
        return self.unmet().begun(on).filter(late | Q(_last_chance(on), due__gte=on))

    def begun(self, on: datetime.date) -> Self:
        return self.filter(window_start__lte=on)

    def with_state(self, on: datetime.date) -> Self:
        """Each with `state`: OVERDUE, AT_RISK, OPEN, UPCOMING, DONE or NOT_OWED on that day.

        At risk: not yet due, and the last safe day is past or near (three days).
        """
        return self.annotate(
            state=Case(
                When(~Q(exempt=""), then=Value(NOT_OWED)),
                When(met_on__isnull=False, then=Value(DONE)),
                When(due__lt=on, then=Value(OVERDUE)),
                When(window_start__gt=on, then=Value(UPCOMING)),
                When(_last_chance(on), then=Value(AT_RISK)),
                default=Value(OPEN),
                output_field=IntegerField(),
            )
        )

    def for_list(self) -> Self:
        """With everything that a row of a list shows; not with the whole regulation that each row comes from.

        Rows of one rule share it (and what it says is read once), which is one query more.
        """
        rules = apps.get_model("duties", "Rule").objects.select_related("version__rulebook")
        rules = rules.defer("version__source", "version__data")
        return self.prefetch_related(Prefetch("rule", rules)).select_related(
            "cadre",
            "unit",
            "group",
            "home",
            "pairing__contact_point",
            "pairing__household",
            "pairing__resident",
            "target_cadre",
        )


def _last_chance(on: datetime.date) -> Q:
    return Q(last_safe_day=None) | Q(last_safe_day__lte=on + datetime.timedelta(days=3))


def _in_read_parts(user: "User") -> Q:
    """Who reads every root reads all: then there is no condition."""
    if user.access.reads_all(*READERS):
        return EVERYTHING
    return user.access.within("unit_path", *READERS)


def own(user: "User") -> Q:
    """What the user owes, and what the units and groups owe to which their cadre belongs today."""
    day, cadres = user.access.day, user.access.cadre_ids
    if not cadres:
        return Q(pk__in=[])
    posts = apps.get_model("accounts", "Post").objects.filter(in_force(day), cadre__in=cadres)
    memberships = apps.get_model("accounts", "GroupMembership").objects.filter(in_force(day), cadre__in=cadres)
    return Q(cadre__in=cadres) | Q(unit__in=posts.values("unit")) | Q(group__in=memberships.values("group"))
