"""Keys for programs of other systems."""

import datetime
import hashlib
import secrets

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext as _

from accounts.access import ADMINS, require
from accounts.models import Unit, User
from core import audit
from core.errors import DomainError
from core.guards import require_text
from core.locking import lock
from reports.models import ApiToken, Scope

LONGEST = datetime.timedelta(days=366)
# How often a program may ask within a minute.
MOST = 120


@transaction.atomic
def issue_token(
    *,
    name: str,
    unit: Unit,
    purpose: str,
    scopes: list[str],
    expires_on: datetime.date,
    by: User,
    at: datetime.datetime,
    on: datetime.date,
) -> tuple[ApiToken, str]:
    """The new row and the key itself, which is kept nowhere. Side effect: an audit entry, without the key.

    Raises PermissionDenied for a unit that the user does not administer, DomainError without name, purpose or scope,
    and for a term that is over or longer than a year.
    """
    require(by, unit.path, *ADMINS)
    name = require_text(name, "name", _("请填写对接系统的名称。"))
    purpose = require_text(purpose, "purpose", _("请填写用途。"))
    if not scopes or set(scopes) - set(Scope.values):
        raise DomainError(_("请至少选择一项可读内容。"), field="scopes")
    if not on <= expires_on <= on + LONGEST:
        raise DomainError(_("有效期从今天起最长一年，到期前可以重新签发。"), field="expires_on")
    key = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        name=name,
        unit=unit,
        purpose=purpose,
        scopes=sorted(scopes),
        digest=digest_of(key),
        prefix=key[:6],
        made_by=by,
        made_at=at,
        expires_on=expires_on,
    )
    data = {"purpose": purpose, "scopes": sorted(scopes), "expires_on": expires_on.isoformat()}
    audit.record("reports.issue_token", token, by=by, at=at, unit_path=unit.path, data=data)
    return token, key


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User, at: datetime.datetime) -> ApiToken:
    """It stops working at once. Raises PermissionDenied, and DomainError where it was revoked already."""
    require(by, token.unit.path, *ADMINS)
    token = lock(token)
    if token.revoked_at:
        raise DomainError(_("该密钥已经停用。"))
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    audit.record("reports.revoke_token", token, by=by, at=at, unit_path=token.unit.path)
    return token


def digest_of(key: str) -> str:
    """A key holds 256 random bits, so that a plain hash cannot be reversed."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def use_token(key: str, *, at: datetime.datetime, on: datetime.date) -> tuple[ApiToken | None, bool]:
    """The token of the key, counted as used, and whether it is still within its allowance; (None, False) for a key that
    is unknown, over or revoked. Side effect: an audit entry with its first use on a day."""
    found = ApiToken.objects.filter(digest=digest_of(key), revoked_at=None, expires_on__gte=on)
    minute = at.replace(second=0, microsecond=0)
    is_first = found.filter(Q(last_used_at=None) | Q(last_used_at__date__lt=on)).exists()
    # One statement, so that two requests at the same moment count as two.
    same = When(minute=minute, then=F("asked") + 1)
    found.update(asked=Case(same, default=Value(1)), minute=minute, last_used_at=at)
    token = found.select_related("unit").first()
    if token is None:
        return None, False
    if is_first:
        audit.record("reports.use_token", token, by=None, at=at, unit_path=token.unit.path)
    return token, token.asked <= MOST
