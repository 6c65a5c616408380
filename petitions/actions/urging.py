"""Urging (催办) and supervision (督办): with a written reason, to those who have the case in hand."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.guards import require_text
from petitions.actions import notices, steps
from petitions.models import Case

if TYPE_CHECKING:
    from accounts.models import User

_URGED = gettext_lazy("信访事项%(number)s被催办，请抓紧办理")
_SUPERVISED = gettext_lazy("信访事项%(number)s被督办，请按要求办理并报告")


@transaction.atomic
def urge(case: Case, *, reason: str, by: "User", on: datetime.date, at: datetime.datetime, version: Any = None) -> Case:
    """Remind those who have the case in hand. Side effects: entry, notice."""
    case = steps.open_step(case, "urge", by=by, on=on, at=at, version=version)
    reason = require_text(reason, "reason", _("请写明催办的理由。"))
    steps.write_step(case, "urge", by=by, on=on, at=at, note=reason)
    notices.tell_workers(case, "urge", _URGED, on=on, at=at, by=by)
    return case


@transaction.atomic
def supervise(
    case: Case, *, reason: str, by: "User", on: datetime.date, at: datetime.datetime, version: Any = None
) -> Case:
    """Put the case under supervision: those who have it in hand and the head of their unit are told."""
    case = steps.open_step(case, "supervise", by=by, on=on, at=at, version=version)
    reason = require_text(reason, "reason", _("请写明督办的理由和要求。"))
    steps.write_step(case, "supervise", by=by, on=on, at=at, note=reason)
    heads = notices.holders(case.handling_unit, notices.HEADS, on=on)
    notices.tell(case, "supervise", [*notices.workers_of(case, on=on), *heads], _SUPERVISED, at=at, by=by)
    return case
