"""What the committee decided about the best of a year (R17.6)."""

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import Unit
from assessments.models import ProposalLine, YearProposal
from assessments.querysets.rewards import PROPOSERS
from assessments.selectors.rewards_year import YearLine, best_of, open_sheets
from core import audit
from core.errors import DomainError
from core.guards import check_not_future, require_text

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def record_best(
    unit: Unit,
    *,
    year: int,
    named: Collection[int],
    on: datetime.date,
    note: str,
    by: "User",
    at: datetime.datetime,
) -> YearProposal:
    """Write down whom the committee named (keys of cadres) on that day, and freeze the list that it had before it.

    Raises PermissionDenied; DomainError for a year that is not over or was decided, while a sheet of it is not closed,
    and for somebody who does not stand on the list.
    """
    require(by, unit.path, *PROPOSERS)
    check_not_future(on, at=at, field="on")
    if on <= datetime.date(year, 12, 31):
        raise DomainError(_("本年度尚未结束，不能登记研究决定。"), field="on")
    if waiting := open_sheets(unit, year):
        raise DomainError(_("还有%(number)d份本年度的考核表没有归档，归档后再登记。") % {"number": waiting})
    lines = best_of(unit, year)
    if not lines or not set(named) <= {line.officer for line in lines}:
        raise DomainError(_("所选人员不在名单中，请刷新后重新选择。"), field="named")
    row = YearProposal(
        unit=unit, unit_path=unit.path, year=year, decided_on=on, note="", recorded_by=by, recorded_at=at
    )
    row.note = require_text(note, "note", _("请填写会议名称和决定。"))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError(_("本年度的决定已经登记，不能更改。")) from error
    ProposalLine.objects.bulk_create(_frozen(row, line, line.officer in named) for line in lines)
    data = {"named": len(set(named)), "lines": len(lines)}
    audit.record("assessments.record_best", row, by=by, at=at, unit_path=unit.path, data=data)
    return row


def _frozen(row: YearProposal, line: YearLine, is_named: bool) -> ProposalLine:
    return ProposalLine(
        proposal=row,
        number=line.number,
        officer_id=line.officer,
        name=line.name,
        unit_name=line.unit_name,
        quarters=[None if points is None else str(points) for points in line.quarters],
        total=line.total,
        adopted=line.adopted,
        is_tied=line.is_tied,
        is_named=is_named,
    )
