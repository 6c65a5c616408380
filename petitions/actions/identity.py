"""Opening who a petitioner is: asked for one case, with a reason where one does not handle it, and written down."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from petitions.access import may_see_identity
from petitions.models import Case, IdentityView, Petitioner

if TYPE_CHECKING:
    from accounts.models import User

SHORTEST_REASON = 4


@transaction.atomic
def open_identity(case: Case, *, by: "User", at: datetime.datetime, reason: str = "") -> list[Petitioner]:
    """Who raised the matter, in their order. Writes that `by` looked.

    Raises DomainError for a case that does not exist for `by`, and, for everybody who does not handle it, without a
    reason of some words (field "reason").
    """
    log_view(case, by=by, at=at, what="petitioners", reason=reason)
    return list(Petitioner.objects.filter(case=case).order_by("position"))


@transaction.atomic
def log_view(case: Case, *, by: "User", at: datetime.datetime, what: str, reason: str = "") -> IdentityView:
    """Before anything is shown that tells who a petitioner is ("petitioners", "file:3", "letter:5"): asks whether it
    may be, and writes that it was. Raises DomainError as `open_identity`."""
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise DomainError(_("您须回避这件信访事项。"))
    if not may_see_identity(by, case) and len(reason.strip()) < SHORTEST_REASON:
        raise DomainError(_("您不是这件信访事项的承办人，请填写查看信访人身份的理由。"), field="reason")
    return IdentityView.objects.create(
        case=case,
        user=by,
        on_behalf_of=getattr(by, "acting_for", None),
        at=at,
        reason=reason.strip()[:200],
        what=what,
    )
