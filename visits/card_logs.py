"""Handing over a contact card is contact work: it is logged by the act itself, and nobody enters it twice (R6.1)."""

import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts import card_hooks
from visits import recorded_elsewhere
from visits.actions.logs import change_log, log_visit, withdraw_log
from visits.models import LogState, VisitLog

if TYPE_CHECKING:
    from accounts.models import User
    from contacts.models import CardIssue

KIND = "card_handover"


def register() -> None:
    """Called in AppConfig.ready."""
    card_hooks.register(write_log, correct_log)
    recorded_elsewhere.register(KIND, recorded_elsewhere.Page("contacts:cards", gettext_lazy("发放连心卡")))


def write_log(handing: card_hooks.Handing, *, by: "User", at: datetime.datetime) -> None:
    """One log on behalf of the card's unit, with everybody who was given one. Who may, was asked before."""
    log_visit(
        by=by,
        at=at,
        kind=KIND,
        first_day=handing.on,
        cadres=[handing.cadre],
        unit=handing.card.unit,
        targets=handing.targets,
        content=_("发放%(name)s的连心卡。") % {"name": handing.card},
        is_vouched_for=True,
    )


def correct_log(issue: "CardIssue", *, reason: str, by: "User", at: datetime.datetime) -> None:
    """Take who was given no card out of the log; the log with nobody left in it is withdrawn."""
    log = _log_of(issue)
    if log is None:
        return
    rest = [row.target for row in log.targets.all() if row.target_key != issue.target_key]
    if rest:
        change_log(log, by=by, at=at, version=log.version, reason=reason, targets=rest)
    else:
        withdraw_log(log, by=by, at=at, reason=reason, is_vouched_for=True)


def _log_of(issue: "CardIssue") -> VisitLog | None:
    logs = VisitLog.objects.filter(
        kind__code=KIND,
        state=LogState.RECORDED,
        first_day=issue.handed_on,
        unit=issue.card.unit_id,
        cadres=issue.handed_by_id,
        targets__target_key=issue.target_key,
    )
    return logs.select_related("kind", "unit").order_by("-pk").first()
