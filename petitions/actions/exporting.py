"""Taking cases out of the product is an act: who, how many, and what for is written down before the file leaves."""

import datetime
from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from core import audit
from core.errors import DomainError
from core.guards import require_text
from petitions.exports.ledger import LedgerHead, ledger_file
from petitions.models import IdentityView

if TYPE_CHECKING:
    from accounts.models import User
    from petitions.querysets import CaseQuerySet

EXPORTERS = ("petition_clerk", "leader", "secretary", "auditor")
MOST_ROWS = 50_000


def export_ledger(
    cases: "CaseQuerySet",
    *,
    purpose: str,
    with_identity: bool,
    by: "User",
    at: datetime.datetime,
    on: datetime.date,
) -> IO[bytes]:
    """The ledger of the cases that `by` sees among these, as an open temporary file.

    `with_identity`: petitioners are named in the cases that `by` handles, and each of them is logged as looked at; the
    others stand there by pseudonym. Side effect: one audit entry. Raises DomainError without a purpose and for more
    rows than a workbook is good for, PermissionDenied for who holds no role that reads petitions.
    """
    if not by.access.has_role(*EXPORTERS):
        raise PermissionDenied
    require_text(purpose, "purpose", _("请填写用途。"))
    rows: Any = cases.visible_to(by)
    count = rows.order_by()[: MOST_ROWS + 1].count()
    if count > MOST_ROWS:
        raise DomainError(_("符合条件的超过%(most)d件，请缩小范围后再导出。") % {"most": MOST_ROWS})
    named = frozenset(rows.identity_open_to(by).values_list("pk", flat=True)) if with_identity else frozenset()
    unit = Unit.objects.filter(path__in=by.access.paths(*EXPORTERS)).order_by("depth", "path").first()
    data = {"purpose": purpose, "cases": count, "named": len(named)}
    with transaction.atomic():
        audit.record("petitions.export_ledger", unit, by=by, at=at, unit_path=unit.path if unit else "", data=data)
        _log_looks(named, by=by, at=at, reason=purpose)
    return ledger_file(rows, LedgerHead(unit.name if unit else "", str(by), on, named))


def _log_looks(keys: frozenset[int], *, by: "User", at: datetime.datetime, reason: str) -> None:
    IdentityView.objects.bulk_create(
        [
            IdentityView(
                case_id=key, user=by, on_behalf_of=getattr(by, "acting_for", None), at=at, reason=reason, what="ledger"
            )
            for key in sorted(keys)
        ],
        batch_size=500,
    )
