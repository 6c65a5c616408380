"""Old logs of a workbook, written set by set. They are marked as paper, and as entered late where they are."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from accounts.hooks import Change
from contacts.selectors.targets import target_value
from duties.actions import follow_organisation
from petitions.actions.from_matters import follow_log
from reports.actions.importing.organisation import ONE_BY_ONE
from reports.actions.importing.trail import Trail
from reports.imports.base import Asked, Item, State
from reports.imports.logs import LogRow
from visits import hooks
from visits.actions.filling import fill_slots
from visits.actions.rows import target_column
from visits.models import Matter, MatterState, RotaSlot, VisitLog, VisitParticipant, VisitTarget


def write_logs(items: Sequence[Item], trail: Trail) -> None:
    rows: list[LogRow] = [item.data for item in items if item.state == State.NEW]
    logs = [_log(row, trail) for row in rows]
    trail.create(logs)
    written = list(zip(rows, logs, strict=True))
    trail.create([p for row, log in written for p in _participants(row, log)])
    targets = {log.pk: [VisitTarget(log=log, **target_column(one)) for one in row.targets] for row, log in written}
    trail.create([target for found in targets.values() for target in found])
    trail.create([_matter(row, log, targets[log.pk]) for row, log in written if row.line.get("matter")])
    for row, log in written:
        trail.record("visits.log_visit", log, unit_path=log.unit_path, data=_facts(row, log))
    _tell(rows, logs, trail)


def _log(row: LogRow, trail: Trail) -> VisitLog:
    content = row.line.get("content") or ""
    return VisitLog(
        kind=row.kind,
        first_day=row.line.get("first_day"),
        last_day=row.last_day,
        unit=row.unit,
        unit_path=row.unit.path,
        content="" if row.kind.is_confidential else content,
        talk=content if row.kind.is_confidential else "",
        people_count=row.line.get("people_count"),
        is_from_paper=True,
        recorded_by=trail.asked.by,
        recorded_at=trail.asked.at,
    )


def _participants(row: LogRow, log: VisitLog) -> list[VisitParticipant]:
    return [VisitParticipant(log=log, cadre=cadre, is_lead=not number) for number, cadre in enumerate(row.cadres)]


def _matter(row: LogRow, log: VisitLog, targets: Sequence[VisitTarget]) -> Matter:
    """As `visits.actions.matters.store_matters` does: of a confidential talk only the text carries over."""
    reply = row.line.get("reply") or ""
    return Matter(
        log=log,
        target=targets[0] if len(targets) == 1 and not row.kind.is_confidential else None,
        text=row.line.get("matter"),
        unit=log.unit,
        unit_path=log.unit_path,
        state=MatterState.SOLVED if reply else MatterState.OPEN,
        solved_on_the_spot=bool(reply),
        reply=reply,
        solved_on=log.last_day if reply else None,
    )


def _facts(row: LogRow, log: VisitLog) -> dict[str, Any]:
    """What the audit trail keeps of a log entered on the page, as far as a workbook states it."""
    return {
        "first_day": str(log.first_day),
        "last_day": str(log.last_day),
        "content": log.content,
        "people_count": log.people_count,
        "kind": log.kind.code,
        "unit": log.unit_id,
        "cadres": [cadre.pk for cadre in row.cadres],
        "targets": [target_value(target) for target in row.targets],
    }


def _tell(rows: Sequence[LogRow], logs: Sequence[VisitLog], trail: Trail) -> None:
    """Few logs: as if each was entered on its page. Many: slots and cases at once, what is owed by the worker."""
    if len(logs) <= ONE_BY_ONE:
        for log in logs:
            hooks.log_changed(log, None)
        return
    cadres = {cadre.pk for row in rows for cadre in row.cadres}
    follow_many([(log.first_day, log.last_day) for log in logs], cadres, trail.asked)
    for row, log in zip(rows, logs, strict=True):
        if row.line.get("matter") and not row.line.get("reply"):
            follow_log(log, None)


def follow_many(days: Sequence[tuple[datetime.date, datetime.date]], cadres: set[int], asked: Asked) -> None:
    """The slots of rotas and what is owed follow many logs of these days by these people."""
    first, last = min(first for first, _last in days), max(last for _first, last in days)
    theirs = Q(cadre__in=cadres) | Q(substitute__in=cadres)
    fill_slots(RotaSlot.objects.filter(theirs, day__range=(first, last)))
    change = Change(first, unit_ids=frozenset(asked.unit.ancestor_ids), path=asked.unit.path)
    follow_organisation(change, at=asked.at, on=asked.on)
