"""A workbook is checked in, brought in as a whole or not at all, and taken back as long as nothing builds on it."""

import datetime
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.units import lock_tree
from core import audit
from core.actions import load_calendar
from core.errors import DomainError
from core.locking import bump, lock
from reports.actions.importing.contacts import write_households, write_pairings, write_points
from reports.actions.importing.logs import write_logs
from reports.actions.importing.organisation import write_cadres, write_units
from reports.actions.importing.trail import Trail
from reports.actions.importing.undoing import take_back
from reports.imports.base import Asked, Item, Plan, Raw, plan_of
from reports.imports.calendar import by_year
from reports.imports.registry import WORKBOOKS, may_bring_in
from reports.models import ImportBatch, ImportKind, ImportState

if TYPE_CHECKING:
    from accounts.models import Unit, User

# What was read, and what undoing needs, is kept for so long after the upload.
KEPT = datetime.timedelta(days=30)


class StaleError(DomainError):
    """What would be done is not what was shown: the data changed meanwhile."""


def _write_calendar(items: Sequence[Item], trail: Trail) -> None:
    """Years in which nothing differs are left alone."""
    changed = {(item.data or item.what).day.year for item in items if item.state != "same"}
    for year, days in by_year(items).items():
        if year in changed:
            load_calendar(days, year=year, source=trail.source, by=trail.asked.by, at=trail.asked.at)


WRITERS: dict[str, Callable[[Sequence[Item], Trail], None]] = {
    ImportKind.UNITS: write_units,
    ImportKind.CADRES: write_cadres,
    ImportKind.POINTS: write_points,
    ImportKind.HOUSEHOLDS: write_households,
    ImportKind.PAIRINGS: write_pairings,
    ImportKind.LOGS: write_logs,
    ImportKind.CALENDAR: _write_calendar,
}


@transaction.atomic
def check_in(
    kind: str,
    *,
    unit: "Unit",
    file_name: str,
    digest: str,
    rows: Sequence[Raw],
    unknown: Sequence[str],
    by: "User",
    at: datetime.datetime,
) -> ImportBatch:
    """Keep what was read from a workbook until it is brought in. The same file once more is the same batch."""
    _require(by, kind, unit)
    same = ImportBatch.objects.filter(kind=kind, unit=unit, digest=digest, state=ImportState.CHECKED, uploaded_by=by)
    there = same.exclude(rows="").first()
    if there is not None:
        return there
    batch = ImportBatch.objects.create(
        kind=kind,
        unit=unit,
        file_name=file_name[:150],
        digest=digest,
        rows=json.dumps({"rows": rows, "unknown": list(unknown)}, ensure_ascii=False),
        uploaded_by=by,
        uploaded_at=at,
    )
    data = {"kind": kind, "rows": len(rows), "digest": digest}
    audit.record("reports.check_in_import", batch, by=by, at=at, unit_path=unit.path, data=data)
    return batch


def _require(by: "User", kind: str, unit: "Unit") -> None:
    if not may_bring_in(by, WORKBOOKS[kind], unit):
        raise PermissionDenied


def plan(batch: ImportBatch, *, by: "User", at: datetime.datetime) -> Plan:
    """What bringing it in would do today. Writes nothing."""
    return plan_of(WORKBOOKS[batch.kind], json.loads(batch.rows)["rows"], _asked(batch, by, at))


def unknown_columns(batch: ImportBatch) -> list[str]:
    """Headings that were not understood; what stands under them is not brought in."""
    found: list[str] = json.loads(batch.rows)["unknown"] if batch.rows else []
    return found


def _asked(batch: ImportBatch, by: "User", at: datetime.datetime) -> Asked:
    return Asked(batch.unit, by, at, timezone.localdate(at))


def rows_in(batch: ImportBatch) -> int:
    """How many rows were read and wait to be brought in."""
    return len(json.loads(batch.rows)["rows"]) if batch.rows else 0


def _no_step() -> None:
    """Nobody looks at how far it is."""


def apply_import(
    batch: ImportBatch, *, fingerprint: str, by: "User", at: datetime.datetime, step: Callable[[], None] = _no_step
) -> ImportBatch:
    """Write everything, or nothing. `fingerprint` is that of the plan which the person saw; `step` is called when the
    rows are compared, written and recorded, and may raise to give it up.

    Imports wait for each other: the second of two sees what the first wrote. Raises DomainError: brought in before,
    a mistake in the file; StaleError when the plan is another by now.
    """
    try:
        return _apply(batch, fingerprint=fingerprint, by=by, at=at, step=step)
    except IntegrityError as error:
        raise StaleError(_("导入期间数据有了变化，没有导入任何内容。请核对后重新导入。")) from error


@transaction.atomic
def _apply(
    batch: ImportBatch, *, fingerprint: str, by: "User", at: datetime.datetime, step: Callable[[], None]
) -> ImportBatch:
    _require(by, batch.kind, batch.unit)
    lock_tree()
    batch = lock(batch)
    if batch.state != ImportState.CHECKED or not batch.rows:
        raise DomainError(_("这个文件已经导入或者已经过期，请重新上传。"))
    planned = plan(batch, by=by, at=at)
    if planned.mistakes:
        raise StaleError(_("表格中有错误，全部没有导入。请改正后重新上传。"))
    if planned.fingerprint != fingerprint:
        raise StaleError(_("预览之后数据有了变化，没有导入任何内容。请核对新的预览后再导入。"))
    step()
    trail = Trail(_asked(batch, by, at), source=batch.file_name)
    WRITERS[batch.kind](planned.items, trail)
    step()
    batch.traces, batch.rows, batch.counts = trail.close(), "", planned.counts
    batch.state, batch.applied_at = ImportState.APPLIED, at
    bump(batch)
    batch.save()
    data = {"kind": batch.kind, **planned.counts}
    audit.record("reports.apply_import", batch, by=by, at=at, unit_path=batch.unit.path, data=data)
    step()
    return batch


def may_undo(batch: ImportBatch) -> bool:
    """Whether it can be tried. A year of the calendar is put right by bringing in the right one."""
    return batch.state == ImportState.APPLIED and bool(batch.traces) and batch.kind != ImportKind.CALENDAR


@transaction.atomic
def undo_import(batch: ImportBatch, *, by: "User", at: datetime.datetime) -> ImportBatch:
    """Take back what was made and put back what was changed; logs are withdrawn.

    Raises DomainError, changing nothing, when something else refers to it or it was changed since.
    """
    _require(by, batch.kind, batch.unit)
    lock_tree()
    batch = lock(batch)
    if not may_undo(batch):
        raise DomainError(_("这次导入不能撤销，或者已经撤销。"))
    take_back(batch, _asked(batch, by, at))
    batch.state, batch.traces = ImportState.UNDONE, ""
    bump(batch)
    batch.save()
    audit.record("reports.undo_import", batch, by=by, at=at, unit_path=batch.unit.path, data=dict(batch.counts))
    return batch


@transaction.atomic
def discard_import(batch: ImportBatch, *, by: "User", at: datetime.datetime) -> None:
    """Delete what was read from a file that is not brought in after all."""
    _require(by, batch.kind, batch.unit)
    batch = lock(batch)
    if batch.state != ImportState.CHECKED:
        raise DomainError(_("这个文件已经导入，请用“撤销导入”。"))
    audit.record("reports.discard_import", batch, by=by, at=at, unit_path=batch.unit.path)
    batch.delete()


def forget_old(at: datetime.datetime, on: datetime.date) -> None:
    """Nightly: personal data of imports is kept no longer than it serves."""
    ImportBatch.objects.kept_since_before(at - KEPT).update(rows="", traces="")


__all__ = [
    "KEPT",
    "StaleError",
    "apply_import",
    "check_in",
    "discard_import",
    "forget_old",
    "may_undo",
    "plan",
    "rows_in",
    "undo_import",
    "unknown_columns",
]
