"""Commitments and volunteer service that are late or wait for a person: lines with a number and a link."""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import READERS
from assessments.selectors.volunteers import convened_teams
from visits.models import Commitment, VolunteerEvent

if TYPE_CHECKING:
    from accounts.models import User

# Commitments that end within so long are told of.
SOON = datetime.timedelta(days=30)


def to_do(user: "User", *, on: datetime.date) -> list[tuple[Any, int, str, str]]:
    """What this person promised and is late or due soon, and whose attendance they have not confirmed: label, number,
    link, tone; nothing that there is none of. Two queries."""
    mine = f"{reverse('assessments:commitments')}?mine=on"
    own = (
        Commitment.objects.answered_by(user)
        .filter(state="published")
        .aggregate(late=Count("pk", filter=Q(due__lt=on)), soon=Count("pk", filter=Q(due__range=(on, on + SOON))))
    )
    events = VolunteerEvent.objects.unconfirmed(on=on).filter(group__in=convened_teams(user, on=on).order_by())
    found = [
        (_("超过时限的承诺"), own["late"], f"{mine}&state=overdue", "late"),
        (_("三十天内到期的承诺"), own["soon"], mine, "due"),
        (_("待确认到场的志愿服务"), events.count(), f"{reverse('assessments:volunteers')}?state=planned", "due"),
    ]
    return [line for line in found if line[1]]


def late(user: "User", *, on: datetime.date) -> Iterator[tuple[Any, int, str]]:
    """The same of the parts of the tree that the user reads. Two queries."""
    commitments = Commitment.objects.filter(user.access.within("unit__path", *READERS)).overdue(on=on)
    yield _("超过时限的承诺"), commitments.count(), f"{reverse('assessments:commitments')}?state=overdue"
    events = VolunteerEvent.objects.filter(user.access.within("group__unit__path", *READERS)).unconfirmed(on=on)
    yield _("待确认到场的志愿服务"), events.count(), f"{reverse('assessments:volunteers')}?state=planned"
