"""Steps of a quarter that begin or are late: told once, the late ones by mail as well.

Selection is always "late by now and not yet told", so that a sweep which was missed loses nothing.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import MailPreference, User
from assessments.actions.quarter_notices import assessed_users, notice_of, responsible
from assessments.models import QuarterlyAssessment, ScoreSheet, SheetState
from assessments.querysets.sheets import CONFIRMERS, SCORERS
from core import inbox, outbox
from core.models import InboxItem

UNSCORED = (SheetState.SELF, SheetState.SCORING)
SCORING_BEGINS = gettext_lazy("%(quarter)s自评已截止，请评分")
LATE_SELF = gettext_lazy("%(quarter)s自评已过截止日期，请尽快自评")
LATE_SCORING = gettext_lazy("%(quarter)s评分已过截止日期，请尽快评分")
LATE_CONFIRMING = gettext_lazy("%(quarter)s确认已过截止日期，请尽快确认")
LATE_RULING = gettext_lazy("%(quarter)s异议尚未处理，请尽快处理")


@transaction.atomic
def remind(*, at: datetime.datetime, on: datetime.date) -> int:
    """Write what is due by now: notices in the inbox, and one letter for each person who is late. Returns how many
    notices were new. Called by the nightly sweep."""
    begun: list[InboxItem] = []
    late: list[InboxItem] = []
    for quarter in _open_quarters():
        begun += _beginning(quarter, at=at, on=on)
        late += _late(quarter, at=at, on=on)
    begun, late = _not_told(begun), _not_told(late)
    inbox.notify_all([*begun, *late])
    outbox.post_all(_letters(late, at=at, on=on))
    return len(begun) + len(late)


def _open_quarters() -> list[QuarterlyAssessment]:
    sheets = ScoreSheet.objects.filter(assessment=OuterRef("pk"))
    found = QuarterlyAssessment.objects.filter(Exists(sheets), closed_on=None)
    return list(found.select_related("scorecard", "unit"))


def _beginning(quarter: QuarterlyAssessment, *, at: datetime.datetime, on: datetime.date) -> Iterator[InboxItem]:
    if quarter.self_until < on:
        yield from _to_holders(quarter, SCORERS, Q(state__in=UNSCORED), SCORING_BEGINS, "scoring", at=at)


def _late(quarter: QuarterlyAssessment, *, at: datetime.datetime, on: datetime.date) -> Iterator[InboxItem]:
    if quarter.self_until < on:
        yield from _to_assessed(quarter, at=at)
    if quarter.scoring_until < on:
        yield from _to_holders(quarter, SCORERS, Q(state__in=UNSCORED), LATE_SCORING, "late-scoring", at=at)
    if quarter.confirming_until < on:
        confirming = Q(state=SheetState.CONFIRMING)
        yield from _to_holders(quarter, CONFIRMERS, confirming, LATE_CONFIRMING, "late-confirming", at=at)
    objected = Q(state=SheetState.OBJECTED, objection_until__lt=on)
    yield from _to_holders(quarter, CONFIRMERS, objected, LATE_RULING, "late-ruling", at=at)


def _to_assessed(quarter: QuarterlyAssessment, *, at: datetime.datetime) -> Iterator[InboxItem]:
    sheets = list(quarter.sheets.filter(state=SheetState.SELF).order_by("pk"))
    users = assessed_users(sheets, on=timezone.localdate(at))
    for sheet in sheets:
        for user in users[sheet.pk]:
            yield notice_of(LATE_SELF, quarter, sheet, "late-self", user, at=at)


def _to_holders(
    quarter: QuarterlyAssessment, roles: tuple[str, ...], which: Q, title: Any, step: str, *, at: datetime.datetime
) -> Iterator[InboxItem]:
    """Those under whom such sheets wait; nobody where there are none."""
    paths = list(quarter.sheets.filter(which).order_by().values_list("unit_path", flat=True).distinct())
    for user in responsible(quarter, roles, on=timezone.localdate(at), paths=paths) if paths else []:
        yield notice_of(title, quarter, quarter, step, user, at=at)


def _not_told(notices: Iterable[InboxItem]) -> list[InboxItem]:
    """Without those that were given before. One query."""
    found = list(notices)
    whats, steps = {item.what for item in found}, {item.step for item in found}
    given = InboxItem.objects.filter(what__in=whats, step__in=steps)
    there = set(given.values_list("what", "step", "user_id"))
    return [item for item in found if (item.what, item.step, item.user_id) not in there]


def _letters(late: Iterable[InboxItem], *, at: datetime.datetime, on: datetime.date) -> Iterator[Any]:
    """One for each person and day."""
    by_user: dict[User, list[str]] = defaultdict(list)
    for item in late:
        by_user[item.user].append(item.title)
    for user, titles in by_user.items():
        if user.email and user.mail_preference != MailPreference.OFF:
            with translation.override(user.language):
                subject = _("季度考核有逾期事项待办理")
                text = "\n".join([*titles, f"{settings.BASE_URL}{reverse('assessments:overview')}"])
            yield outbox.letter("assessments-late", on.isoformat(), user, subject, text, at=at)
