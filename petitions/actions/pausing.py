"""Standing still: for mediation or a hearing, or because conditions are not there yet."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.guards import require_text
from petitions.actions import clocks, steps
from petitions.models import Case, CaseKind
from petitions.selectors.settings import settings_of

if TYPE_CHECKING:
    from accounts.models import User

# What stands still along with the case.
LIMITS = ("finish", "assignment")


class Suspension(models.TextChoices):
    """Why a case stands still. Clocks stop during mediation where the organisation says so (article 33), and for the
    days of a hearing; for nothing else."""

    MEDIATION = "mediation", gettext_lazy("调解、和解")
    HEARING = "hearing", gettext_lazy("听证")
    OTHER = "other", gettext_lazy("其他（不中止计时）")


@transaction.atomic
def suspend(
    case: Case,
    *,
    why: str,
    note: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    version: Any = None,
) -> Case:
    """Let the case stand still, with the reason. Side effects: entry; clocks pause as `Suspension` says."""
    case = steps.open_step(case, "suspend", by=by, on=on, at=at, version=version)
    if why not in Suspension.values:
        raise DomainError(_("请选择中止办理的原因。"), field="why")
    note = require_text(note, "note", _("请填写中止办理的说明。"))
    if pauses_clocks(case, why):
        clocks.pause(case, *LIMITS, on=on, at=at, reason=str(Suspension(why).label))
    steps.write_step(case, "suspend", by=by, on=on, at=at, note=note, data={"why": why}, is_public=True)
    return case


def pauses_clocks(case: Case, why: str) -> bool:
    """Whether the limits stand still for this reason, by the settings of the unit that has the case in hand."""
    if why == Suspension.MEDIATION:
        return settings_of(case.handling_unit).pauses_in_mediation
    return why == Suspension.HEARING


@transaction.atomic
def resume(case: Case, *, note: str, by: "User", on: datetime.date, at: datetime.datetime, version: Any = None) -> Case:
    """Go on. The due days move by as many days as the clocks stood still."""
    case = steps.open_step(case, "resume", by=by, on=on, at=at, version=version)
    note = require_text(note, "note", _("请填写恢复办理的说明。"))
    clocks.resume(case, *LIMITS, on=on, at=at, reason=_("恢复办理"))
    clocks.stop(case, "review_again", on=on)
    steps.write_step(case, "resume", by=by, on=on, at=at, note=note, is_public=True, review_on=None)
    return case


@transaction.atomic
def wait(
    case: Case,
    *,
    explanation: str,
    review_on: datetime.date,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    version: Any = None,
) -> Case:
    """Explain what cannot be solved for now, and keep it with a day on which it is looked at again.

    The limit of article 34 runs on for a claim (it is owed a decision letter all the same); for other kinds it stands
    still. Side effects: a public entry with the explanation, the clock until `review_on`.
    """
    case = steps.open_step(case, "wait", by=by, on=on, at=at, version=version)
    explanation = require_text(explanation, "explanation", _("请写明目前不能解决的原因，将告知信访人。"))
    if review_on <= on:
        raise DomainError(_("再次研究日期须晚于今天。"), field="review_on")
    if case.kind != CaseKind.CLAIM:
        clocks.pause(case, *LIMITS, on=on, at=at, reason=_("已解释，待条件成熟"))
    clocks.start(case, "review_again", unit=case.handling_unit, on=on, until=review_on)
    steps.write_step(case, "wait", by=by, on=on, at=at, note=explanation, is_public=True, review_on=review_on)
    return case
