"""At which levels items are adopted, and what that earns (R17.7): set by an organisation for its part of the tree."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import Unit
from assessments.models import AdoptionLevel
from assessments.querysets.sheets import KEEPERS
from core import audit
from core.errors import DomainError
from core.guards import require_text

if TYPE_CHECKING:
    from accounts.models import User

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def set_level(
    unit: Unit,
    *,
    unit_kind: str,
    name: str,
    amount: Decimal,
    order: int,
    effective_from: datetime.date,
    by: "User",
    at: datetime.datetime,
) -> AdoptionLevel:
    """From a day on, what units of this kind adopt earns so many yuan, in `unit` and all below it. The level before
    ends on the eve; what was adopted under it keeps its amount.

    Raises PermissionDenied; DomainError for an amount below nothing, and a day that is past or on which it was set.
    """
    require(by, unit.path, *KEEPERS)
    if amount < 0:
        raise DomainError(_("奖金不能为负数。"), field="amount")
    if effective_from < timezone.localdate(at):
        raise DomainError(_("施行日期不能早于今天：已经采用的信息按当日的标准计奖。"), field="effective_from")
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    before = AdoptionLevel.objects.filter(unit=unit, code=unit_kind, effective_to=None).first()
    if before and before.effective_from >= effective_from:
        raise DomainError(
            _("已有自%(day)s起施行的标准，施行日期须晚于该日。") % {"day": before.effective_from.isoformat()},
            field="effective_from",
        )
    if before:
        before.effective_to = effective_from - ONE_DAY
        before.save(update_fields=["effective_to"])
    row = AdoptionLevel.objects.create(
        unit=unit,
        code=unit_kind,
        unit_kind=unit_kind,
        name=require_text(name, "name", _("请填写采用层级的名称。")),
        amount=amount,
        order=order,
        effective_from=effective_from,
        made_by=by,
        made_at=at,
    )
    data = {"amount": str(amount), "from": str(effective_from)}
    audit.record("assessments.set_level", row, by=by, at=at, unit_path=unit.path, data=data)
    return row
