"""Matters heard: entered with a log, added to it, solved."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import KEEPERS
from core import audit, locking, search
from core.errors import DomainError
from core.guards import require_text
from visits.actions import guards
from visits.entries import MatterHeard
from visits.models import LogState, Matter, MatterState, VisitLog

if TYPE_CHECKING:
    from accounts.models import User


def store_matters(log: VisitLog, matters: Iterable[MatterHeard]) -> list[Matter]:
    """Write what was heard. Heard of one single target, it is known whose it is; of a confidential talk only the
    text carries over (R4), and a matter solved on the spot is solved on the last day of the visit."""
    targets = [] if log.kind.is_confidential else list(log.targets.all()[:2])
    stored = Matter.objects.bulk_create(
        Matter(
            log=log,
            target=targets[0] if len(targets) == 1 else None,
            text=heard.text.strip(),
            unit=heard.unit or log.unit,
            unit_path=(heard.unit or log.unit).path,
            state=MatterState.SOLVED if heard.solved_on_the_spot else MatterState.OPEN,
            solved_on_the_spot=heard.solved_on_the_spot,
            reply=heard.reply.strip(),
            promise=heard.promise.strip(),
            due=heard.due,
            solved_on=log.last_day if heard.solved_on_the_spot else None,
        )
        for heard in matters
    )
    search.note(*stored)
    return stored


@transaction.atomic
def add_matter(log: VisitLog, *, by: "User", at: datetime.datetime, heard: MatterHeard) -> Matter:
    """Enter a matter that was heard on a visit recorded before. Raises DomainError as `change_log` does."""
    log = locking.lock(log)
    guards.check_may_change(by, log)
    guards.check_matters([heard], first_day=log.first_day)
    (matter,) = store_matters(log, [heard])
    audit.record("visits.add_matter", matter, by=by, at=at, unit_path=matter.unit_path, data={"log": log.pk})
    return matter


def may_solve(by: "User", matter: Matter) -> bool:
    """Who keeps the books of the unit that answers for it, leads it, or took part in the visit."""
    if matter.log.state != LogState.RECORDED or matter.state != MatterState.OPEN:
        return False
    if by.access.covers(matter.unit.path, "leader", *KEEPERS):
        return True
    return any(p.cadre_id in by.access.cadre_ids for p in matter.log.participants.all())


@transaction.atomic
def solve_matter(
    matter: Matter,
    *,
    by: "User",
    at: datetime.datetime,
    on: datetime.date,
    reply: str,
    version: int | str | None = None,
) -> Matter:
    """Close a matter with the answer that was given, on the day it was given.

    Raises DomainError for a matter that is solved or whose log was withdrawn, a day before the visit or in the
    future, a missing reply, a stale `version`, or when `by` does not answer for it.
    """
    matter = locking.lock(matter, version=version)
    if matter.state == MatterState.SOLVED:
        raise DomainError(_("这件诉求已经办结。"))
    if not may_solve(by, matter):
        raise DomainError(_("这件诉求只能由责任单位或者走访的干部办结。"))
    require_text(reply, "reply", _("请填写答复：怎样办理的，结果如何。"))
    _check_solved_on(matter, on, today=timezone.localdate(at))
    matter.state, matter.reply, matter.solved_on = MatterState.SOLVED, reply.strip(), on
    locking.bump(matter)
    matter.save(update_fields=["state", "reply", "solved_on", "version"])
    audit.record(
        "visits.solve_matter", matter, by=by, at=at, unit_path=matter.unit_path, data={"on": str(on), "reply": reply}
    )
    return matter


@transaction.atomic
def settle_matter(matter: Matter, *, by: "User | None", at: datetime.datetime, on: datetime.date, reply: str) -> Matter:
    """Close a matter with the case that was made of it; who may was asked when the case was. Part of that action.

    A matter that is solved already stays as it is.
    """
    matter = locking.lock(matter)
    if matter.state == MatterState.OPEN:
        matter.state, matter.reply, matter.solved_on = MatterState.SOLVED, reply.strip(), max(on, matter.log.first_day)
        locking.bump(matter)
        matter.save(update_fields=["state", "reply", "solved_on", "version"])
        # The reply belongs to the case: the trail of the visit's unit does not repeat it.
        audit.record("visits.settle_matter", matter, by=by, at=at, unit_path=matter.unit_path, data={"on": str(on)})
    return matter


@transaction.atomic
def reword_matter(matter: Matter, *, text: str, by: "User", at: datetime.datetime) -> Matter:
    """Put the text of an open matter right, with the record above it that it was written from; who may was asked
    there. Part of that action. Raises DomainError for a matter that is solved."""
    matter = locking.lock(matter)
    if matter.state == MatterState.SOLVED:
        raise DomainError(_("这件诉求已经办结。"))
    matter.text = text.strip()
    locking.bump(matter)
    matter.save(update_fields=["text", "version"])
    search.note(matter)
    audit.record("visits.reword_matter", matter, by=by, at=at, unit_path=matter.unit_path)
    return matter


def _check_solved_on(matter: Matter, on: datetime.date, *, today: datetime.date) -> None:
    if on > today:
        raise DomainError(_("办结日期不能晚于今天。"), field="on")
    if on < matter.log.first_day:
        raise DomainError(
            _("办结日期不能早于走访日期（%(day)s）。") % {"day": matter.log.first_day.isoformat()}, field="on"
        )
