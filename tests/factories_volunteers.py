"""A volunteer team, an event that it plans, and a community that offers a post (R5)."""

import datetime
from typing import Any

from accounts.models import Cadre, Group, GroupMembership, Unit, User
from contacts.models import ContactPoint
from tests.factories import START, make_point
from visits.models import CommunityPost, VolunteerEvent, VolunteerPlace

# The second Saturday of November 2026.
SATURDAY = datetime.date(2026, 11, 14)
COMING = datetime.date(2026, 12, 12)


def make_team(unit: Unit, *cadres: Cadre, name: str = "青年志愿服务队", kind: str = "volunteer_team") -> Group:
    """The first cadre convenes it."""
    team = Group.objects.create(unit=unit, name=name, kind=kind)
    for number, cadre in enumerate(cadres):
        GroupMembership.objects.create(group=team, cadre=cadre, start=START, is_convenor=number == 0)
    return team


def make_event(team: Group, *, by: User, on: datetime.date = COMING, wanted: int = 2, **fields: Any) -> VolunteerEvent:
    fields = {"kind": "volunteer_day", "title": "清理河道", "place": "清河边"} | fields
    event = VolunteerEvent.objects.create(group=team, on=on, created_by=by, **fields)
    VolunteerPlace.objects.create(event=event, name="捡拾垃圾", wanted=wanted)
    return event


def make_post(community: Unit, *, name: str = "政策宣传岗", number: int = 2) -> CommunityPost:
    point: ContactPoint = make_point(name, unit=community, category="community_post")
    return CommunityPost.objects.create(point=point, duties="入户宣传政策", number=number)
