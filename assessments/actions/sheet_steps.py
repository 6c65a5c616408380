"""One step of a score sheet: asked of the table, written, put into its history. Every action on a sheet ends here."""

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import DecimalField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext as _

from assessments.actions.quarter_notices import tell
from assessments.models import QuarterlyAssessment, Score, ScoreBand, ScoreSheet, SheetEntry, SheetState
from assessments.sheet_access import actors_of
from assessments.workflow import BY_ACTION, SheetActor, allows
from core import audit, locking
from core.errors import DomainError

if TYPE_CHECKING:
    from accounts.models import User

PRODUCT_ONLY = frozenset({SheetActor.PRODUCT})


def open_step(sheet: ScoreSheet, action: str, *, by: "User | None", version: Any = None) -> ScoreSheet:
    """The sheet, locked and fresh, when this person may take the step now; `by` None is the product itself.

    Raises DomainError with what stands in the way.
    """
    sheet = locking.lock(sheet, version=version)
    step = BY_ACTION[action]
    if SheetState(sheet.state) not in step.sources:
        words = {"state": sheet.get_state_display(), "step": step.label}
        raise DomainError(_("这张考核表目前“%(state)s”，不能%(step)s。") % words)
    if not allows(action, sheet.state, actors_of(by, sheet) if by is not None else PRODUCT_ONLY):
        raise DomainError(
            _("您不能对这张考核表%(step)s：不能考核本人或者本支部，评分人不能确认或者处理异议。") % {"step": step.label}
        )
    return sheet


def write_step(
    sheet: ScoreSheet,
    action: str,
    *,
    by: "User | None",
    at: datetime.datetime,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    **fields: Any,
) -> ScoreSheet:
    """Move the sheet as the table says, with `fields`; append the entry, the audit record, and tell who is next."""
    sheet.state = BY_ACTION[action].target
    for name, value in fields.items():
        setattr(sheet, name, value)
    locking.bump(sheet)
    sheet.save(update_fields=["state", "version", *fields])
    entry = entry_of(sheet, action, by=by, at=at, note=note, data=data)
    entry.save()
    audit.record(f"assessments.{action}", sheet, by=by, at=at, unit_path=sheet.unit_path, data=dict(data or {}))
    tell(sheet, action, by=by, at=at)
    return sheet


def entry_of(
    sheet: ScoreSheet,
    action: str,
    *,
    by: "User | None",
    at: datetime.datetime,
    note: str = "",
    data: Mapping[str, Any] | None = None,
) -> SheetEntry:
    """An entry of the sheet's history, not yet written."""
    return SheetEntry(
        sheet=sheet,
        action=action,
        to_state=BY_ACTION[action].target,
        by=by,
        on_behalf_of=getattr(by, "acting_for", None),
        at=at,
        note=note,
        data=dict(data or {}),
    )


def write_steps(
    assessment: QuarterlyAssessment,
    sheets: Iterable[ScoreSheet],
    action: str,
    trail: str,
    *,
    by: "User",
    at: datetime.datetime,
) -> None:
    """The same for many sheets that were moved in one statement: their entries, and one audit record, `trail`."""
    found = list(sheets)
    SheetEntry.objects.bulk_create((entry_of(sheet, action, by=by, at=at) for sheet in found), batch_size=500)
    data = {"sheets": [sheet.pk for sheet in found]}
    audit.record(f"assessments.{trail}", assessment, by=by, at=at, unit_path=assessment.unit_path, data=data)


def sum_up(sheets: QuerySet[ScoreSheet]) -> None:
    """Total, band and reward of the sheets from their scores, in two statements."""
    scores = Score.objects.filter(sheet=OuterRef("pk")).order_by().values("sheet")
    # Rounded: a sum of tenths is no tenth on a database that reckons in floating point.
    total = scores.annotate(sum=Round(Sum("score"), precision=1)).values("sum")
    sheets.update(total=Coalesce(Subquery(total), Value(0), output_field=DecimalField()))
    bands = ScoreBand.objects.filter(version__quarters=OuterRef("assessment"), least__lte=OuterRef("total"))
    best = bands.order_by("-least")
    sheets.update(
        band=Coalesce(Subquery(best.values("name")[:1]), Value("")),
        reward=Coalesce(Subquery(best.values("reward")[:1]), Value(0), output_field=DecimalField()),
    )


def summed_up(sheet: ScoreSheet) -> ScoreSheet:
    """The same for one, which then knows its total."""
    sum_up(ScoreSheet.objects.filter(pk=sheet.pk))
    sheet.refresh_from_db(fields=["total", "band", "reward"])
    return sheet
