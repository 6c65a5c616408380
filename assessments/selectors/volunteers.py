"""What the pages of volunteer service show (R5)."""

import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.access import KEEPERS, READERS
from accounts.models import Cadre, Group, GroupKind, GroupMembership
from accounts.querysets import in_force
from contacts.models import Pairing
from visits.actions.community_posts import claims
from visits.models import CommunityPost, VolunteerEvent, VolunteerEventKind

if TYPE_CHECKING:
    from accounts.models import User

SATURDAY = 5


def second_saturday(month: datetime.date) -> datetime.date:
    """The second Saturday of the month that the day lies in."""
    first = month.replace(day=1)
    return first + datetime.timedelta(days=(SATURDAY - first.weekday()) % 7 + 7)


def next_volunteer_day(today: datetime.date) -> datetime.date:
    """The next second Saturday, today included."""
    this = second_saturday(today)
    return this if this >= today else second_saturday(today.replace(day=28) + datetime.timedelta(days=4))


def own_cadre(user: "User") -> Cadre | None:
    """Who signs up: oneself, or the one acted for."""
    return (user.acting_for or user).cadre


def convened_teams(user: "User", *, on: datetime.date) -> QuerySet[Group]:
    """Volunteer teams that the user convenes, or whose unit they keep."""
    mine = GroupMembership.objects.filter(in_force(on), cadre__in=user.access.cadre_ids, is_convenor=True)
    kept = user.access.within("unit__path", *KEEPERS) | Q(pk__in=mine.order_by().values("group"))
    teams = Group.objects.filter(kept, kind=GroupKind.VOLUNTEER_TEAM, closed_on=None)
    return teams.select_related("unit").order_by("unit__path", "name")


def teams_without_a_day(user: "User", *, on: datetime.date) -> list[Group]:
    """Teams that one convenes in person and that have not planned the next volunteer day."""
    day = next_volunteer_day(on)
    planned = VolunteerEvent.objects.filter(on=day, kind=VolunteerEventKind.DAY).exclude(state="cancelled")
    mine = GroupMembership.objects.filter(in_force(on), cadre__in=user.access.cadre_ids, is_convenor=True)
    teams = convened_teams(user, on=on).filter(pk__in=mine.order_by().values("group"))
    return list(teams.exclude(pk__in=planned.order_by().values("group")))


def own_claims(user: "User", *, on: datetime.date) -> list[Pairing]:
    """Posts that one holds, with the page of each."""
    held = Pairing.objects.filter(
        Pairing.objects.effective(), cadre__in=user.access.cadre_ids, contact_point__community_post__isnull=False
    )
    return list(held.open_from(on).select_related("contact_point__unit", "contact_point__community_post"))


def visible_claims(user: "User") -> QuerySet[Pairing]:
    """Posts held, for those who read the community or the member's unit, and for oneself."""
    there = user.access.within("contact_point__unit__path", *READERS)
    mine = Pairing.objects.visible_to(user).order_by().values("pk")
    return Pairing.objects.filter(there | Q(pk__in=mine), contact_point__community_post__isnull=False)


def seen_claims(user: "User", post: CommunityPost, *, on: datetime.date) -> list[Pairing]:
    """Who holds the post, of those whom the user may know of."""
    seen = visible_claims(user).filter(contact_point=post.point_id).order_by().values("pk")
    return list(claims(post, on=on).filter(pk__in=seen).select_related("cadre", "unit").order_by("start", "pk"))
