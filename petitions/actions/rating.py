"""What the petitioner thinks of the answer: appended, never edited by anybody."""

import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from petitions.actions import clocks
from petitions.models import Case, Rating, RatingValue

if TYPE_CHECKING:
    from accounts.models import User


def write_rating(case: Case, *, value: str, text: str, at: datetime.datetime, taken_by: "User | None" = None) -> Rating:
    """Part of an action. `taken_by`: the clerk who wrote down what was said; None for the petitioner's own.

    Raises DomainError for a value that is none, and for a clerk where the petitioner has rated this answer already:
    nobody puts another rating over a petitioner's own.
    """
    if value not in RatingValue.values:
        raise DomainError(_("请选择满意、基本满意或者不满意。"), field="value")
    if taken_by is not None and own_rating(case) is not None:
        raise DomainError(_("信访人已经自行评价，不能代为评价。"), field="rating")
    if taken_by is None:
        clocks.stop(case, "call_back", on=timezone.localdate(at))
    return Rating.objects.create(case=case, value=value, text=text.strip(), at=at, taken_by=taken_by)


def own_rating(case: Case) -> Rating | None:
    """The petitioner's own last rating of the answer that stands; None where there is none since the case was opened
    or opened again."""
    ratings = Rating.objects.filter(case=case, taken_by=None)
    again = case.entries.filter(action="reopen").order_by("at").last()
    return (ratings.filter(at__gte=again.at) if again else ratings).first()
