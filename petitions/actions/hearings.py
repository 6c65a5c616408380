"""Hearings in a review or re-review: their days do not count (article 36)."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from petitions.actions import clocks, steps
from petitions.models import Case, Clock, ClockPause, ClockState

if TYPE_CHECKING:
    from accounts.models import User

CODES = ("review", "re_review")


def in_hearing(case: Case) -> bool:
    """Whether the limit of the review stands still."""
    return Clock.objects.filter(case=case, code__in=CODES, state=ClockState.PAUSED).exists()


@transaction.atomic
def begin_hearing(
    case: Case, *, by: "User", on: datetime.date, at: datetime.datetime, note: str = "", version: Any = None
) -> Case:
    """From this day the limit of the review stands still."""
    case = steps.open_step(case, "begin_hearing", by=by, on=on, at=at, version=version)
    if in_hearing(case):
        raise DomainError(_("听证已经开始，请先登记听证结束。"))
    clocks.pause(case, *CODES, on=on, at=at, reason=_("听证"))
    steps.write_step(case, "begin_hearing", by=by, on=on, at=at, note=note, is_public=True)
    return case


@transaction.atomic
def end_hearing(
    case: Case, *, by: "User", on: datetime.date, at: datetime.datetime, note: str = "", version: Any = None
) -> Case:
    """The limit goes on the day after: `on`, the last day of the hearing, does not count."""
    case = steps.open_step(case, "end_hearing", by=by, on=on, at=at, version=version)
    begun = ClockPause.objects.filter(clock__case=case, clock__code__in=CODES, end=None).first()
    if begun is None:
        raise DomainError(_("没有正在进行的听证。"))
    if on < begun.start:
        raise DomainError(_("日期不能早于听证开始的日期（%(day)s）。") % {"day": begun.start.isoformat()}, field="on")
    clocks.resume(case, *CODES, on=on + datetime.timedelta(days=1), at=at, reason=_("听证结束"))
    steps.write_step(case, "end_hearing", by=by, on=on, at=at, note=note, is_public=True)
    return case
