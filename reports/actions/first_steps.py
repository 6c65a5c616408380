"""Steps of setting up that an organisation does without, and taking them up again."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import ADMINS, require
from accounts.models import Unit, User
from core import audit
from core.errors import DomainError
from core.guards import require_text
from reports.first_steps import all_steps
from reports.models import SkippedStep


@transaction.atomic
def skip_step(unit: Unit, step: str, *, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> SkippedStep:
    """The organisation does without this step for now. Raises DomainError without a reason, and for a step that is done
    already or that nothing goes on without."""
    require(by, unit.path, *ADMINS)
    reason = require_text(reason, "reason", _("请填写原因。"))
    found = next((one for one in all_steps(unit, on=on).steps if one.code == step), None)
    if found is None or not found.may_skip:
        raise DomainError(_("这一步已经办理，或者不能省略。"))
    row = SkippedStep.objects.create(unit=unit, step=step, reason=reason, skipped_by=by, skipped_at=at)
    audit.record("reports.skip_step", row, by=by, at=at, unit_path=unit.path, data={"step": step, "reason": reason})
    return row


@transaction.atomic
def resume_step(unit: Unit, step: str, *, by: User, at: datetime.datetime) -> None:
    """The step is left to do again. A second time changes nothing."""
    require(by, unit.path, *ADMINS)
    gone, _by_model = SkippedStep.objects.filter(unit=unit, step=step).delete()
    if gone:
        audit.record("reports.resume_step", unit, by=by, at=at, unit_path=unit.path, data={"step": step})
