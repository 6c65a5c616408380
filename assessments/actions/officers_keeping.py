"""What is kept of officers: settings, trainings (R17.1), meetings (R17.5), the mark for full-time posts (R17.8)."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import Cadre, Unit
from assessments.models import OfficerMark, OfficerSettings, OfficerTraining, TrainingAttendance
from assessments.querysets.officers import OFFICER_KEEPERS
from assessments.querysets.rewards import FEEDBACK_DAYS
from assessments.querysets.sheets import KEEPERS
from assessments.selectors.officers import officer_post, officer_url, officers_of
from core import audit, inbox, locking
from core.errors import DomainError
from core.guards import check_not_future, require_text
from petitions.actions.meetings import plan_meeting
from petitions.actions.notices import users_of
from petitions.models import Meeting, MeetingKind

if TYPE_CHECKING:
    from accounts.models import User

MOST_HOURS = 240
MOST_DAYS = 90


@transaction.atomic
def save_settings(
    unit: Unit,
    *,
    effective_from: datetime.date,
    incident_hours: int,
    term_months: int | None = None,
    feedback_days: int = FEEDBACK_DAYS,
    by: "User",
    at: datetime.datetime,
) -> OfficerSettings:
    """Settings of a unit and all below it from a day on; those before hold for what happened under them.

    Raises PermissionDenied; DomainError for hours or days that nobody can mean, or a day that has settings already.
    """
    require(by, unit.path, *KEEPERS)
    unit = locking.lock(unit)
    if not 1 <= incident_hours <= MOST_HOURS:
        raise DomainError(_("时限应在1至%(most)d小时之间。") % {"most": MOST_HOURS}, field="incident_hours")
    if not 1 <= feedback_days <= MOST_DAYS:
        raise DomainError(_("信息反馈时限应在1至%(most)d天之间。") % {"most": MOST_DAYS}, field="feedback_days")
    if unit.officer_settings.filter(effective_from=effective_from).exists():
        raise DomainError(_("该单位已有自这一天起施行的设置，请改用其他日期。"), field="effective_from")
    values = {"incident_hours": incident_hours, "term_months": term_months, "feedback_days": feedback_days}
    row = OfficerSettings.objects.create(unit=unit, effective_from=effective_from, made_by=by, made_at=at, **values)
    data = {"effective_from": str(effective_from)} | values
    audit.record("assessments.save_officer_settings", row, by=by, at=at, unit_path=unit.path, data=data)
    return row


@transaction.atomic
def record_training(
    unit: Unit,
    *,
    title: str,
    on: datetime.date,
    hours: Decimal,
    trainer: str = "",
    cadres: Iterable[Cadre],
    by: "User",
    at: datetime.datetime,
) -> OfficerTraining:
    """A training that was held, and who took part. `hours` in hours of teaching.

    Raises PermissionDenied; DomainError for a day to come, or somebody who was no officer of the unit that day.
    """
    require(by, unit.path, *OFFICER_KEEPERS)
    cadres = _checked(unit, title, hours, cadres, on=on, at=at)
    training = OfficerTraining.objects.create(
        unit=unit, title=title.strip(), on=on, hours=hours, trainer=trainer.strip(), recorded_by=by, recorded_at=at
    )
    _store_attendances(training, cadres)
    data = {"cadres": [cadre.pk for cadre in cadres], "hours": str(hours)}
    audit.record("assessments.record_training", training, by=by, at=at, unit_path=unit.path, data=data)
    return training


@transaction.atomic
def change_training(
    training: OfficerTraining,
    *,
    title: str,
    on: datetime.date,
    hours: Decimal,
    trainer: str = "",
    cadres: Iterable[Cadre],
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> OfficerTraining:
    """Correct the record of a training. Raises as `record_training`, and DomainError for a stale `version`."""
    training = locking.lock(training, version=version)
    require(by, training.unit.path, *OFFICER_KEEPERS)
    cadres = _checked(training.unit, title, hours, cadres, on=on, at=at)
    before = {name: getattr(training, name) for name in ("title", "on", "hours", "trainer")}
    after = {"title": title.strip(), "on": on, "hours": hours, "trainer": trainer.strip()}
    for name, value in after.items():
        setattr(training, name, value)
    locking.save_fields(training, *after)
    training.attendances.exclude(cadre__in=cadres).delete()
    _store_attendances(training, cadres)
    data = audit.changes(before, after) | {"cadres": [cadre.pk for cadre in cadres]}
    audit.record("assessments.change_training", training, by=by, at=at, unit_path=training.unit.path, data=data)
    return training


def _checked(
    unit: Unit, title: str, hours: Decimal, cadres: Iterable[Cadre], *, on: datetime.date, at: datetime.datetime
) -> list[Cadre]:
    require_text(title, "title", _("请填写培训内容。"))
    check_not_future(on, at=at, field="on")
    if hours <= 0:
        raise DomainError(_("学时须大于0。"), field="hours")
    cadres = list(dict.fromkeys(cadres))
    if not cadres:
        raise DomainError(_("请选择参加人员。"), field="cadres")
    officers = set(officers_of(unit, on=on).filter(pk__in=[cadre.pk for cadre in cadres]))
    if strange := next((cadre for cadre in cadres if cadre not in officers), None):
        text = _("%(name)s在%(day)s不是“%(unit)s”的联络员，请核对人员和日期。")
        raise DomainError(text % {"name": strange, "day": on, "unit": unit}, field="cadres")
    return cadres


def _store_attendances(training: OfficerTraining, cadres: Iterable[Cadre]) -> None:
    rows = (TrainingAttendance(training=training, cadre=cadre) for cadre in cadres)
    TrainingAttendance.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def call_meeting(
    unit: Unit, *, title: str, on: datetime.date, time: datetime.time, by: "User", at: datetime.datetime, **more: Any
) -> Meeting:
    """Plan the officers' meeting (R17.5): every officer of the unit is invited. Once it was held it counts by itself.

    `more`: place, chair, recorder, invitation. Raises PermissionDenied for who calls no meetings there, DomainError
    where there is no officer to invite.
    """
    officers = list(officers_of(unit, on=on))
    if not officers:
        raise DomainError(_("“%(unit)s”在这一天没有联络员，请先登记推选。") % {"unit": unit}, field="unit")
    kind = MeetingKind.OFFICERS
    return plan_meeting(unit=unit, kind=kind, title=title, on=on, time=time, invited=officers, by=by, at=at, **more)


@transaction.atomic
def give_mark(officer: Cadre, *, reason: str, on: datetime.date, by: "User", at: datetime.datetime) -> OfficerMark:
    """The officer is considered first for a full-time post (R17.8). Side effects: audit, a notice to the officer.

    Raises PermissionDenied for who keeps no officers there or is the officer; DomainError without a reason, for one
    who is no officer, or who has the mark already.
    """
    post = officer_post(officer, on)
    if post is None:
        raise DomainError(_("%(name)s现在不是联络员。") % {"name": officer})
    _require_other(by, officer, post.unit)
    officer = locking.lock(officer)
    reason = require_text(reason, "reason", _("请写明理由。"))
    if officer.officer_marks.filter(ended_on=None).exists():
        raise DomainError(_("%(name)s已经列为优先考虑。") % {"name": officer})
    mark = OfficerMark.objects.create(officer=officer, unit=post.unit, reason=reason, on=on, given_by=by)
    audit.record("assessments.give_mark", mark, by=by, at=at, unit_path=post.unit.path, data={"reason": reason})
    title, url = _("您已列为专职岗位优先考虑人选"), officer_url(officer)
    inbox.notify_all(
        inbox.notice(f"mark:{mark.pk}", "given", user, title, url=url, at=at) for user in users_of([officer])
    )
    return mark


@transaction.atomic
def end_mark(
    mark: OfficerMark, *, reason: str, on: datetime.date, by: "User", at: datetime.datetime, version: Any = None
) -> OfficerMark:
    """It holds no longer: the officer got the post, or what it rested on changed. The row stays."""
    mark = locking.lock(mark, version=version)
    _require_other(by, mark.officer, mark.unit)
    if mark.ended_on is not None:
        raise DomainError(_("该项已经取消。"))
    mark.ended_reason = require_text(reason, "reason", _("请写明取消的原因。"))
    mark.ended_on = on
    locking.save_fields(mark, "ended_on", "ended_reason")
    audit.record("assessments.end_mark", mark, by=by, at=at, unit_path=mark.unit.path, data={"reason": reason})
    return mark


def _require_other(by: "User", officer: Cadre, unit: Unit) -> None:
    """Nobody marks themselves."""
    if officer.pk in by.access.cadre_ids:
        raise PermissionDenied
    require(by, unit.path, *OFFICER_KEEPERS)
