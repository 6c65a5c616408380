"""Who asks: a program with a key. It reads as a leader of its unit would, so that `visible_to` holds for it as for
anybody; accusations and what concerns the unit itself are not among what a leader sees."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import HttpBearer

from accounts.access import Access
from accounts.models import Unit, User
from core import clock
from reports.actions.tokens import use_token

ROLE = "leader"


def reader_of(unit: Unit, *, on: datetime.date) -> User:
    """A user that is no row: no cadre, no post, one role on the unit."""
    reader = User(pk=0, username="")
    reader.access = Access(on, False, frozenset({(ROLE, unit.path)}), frozenset(), frozenset())
    return reader


class Key(HttpBearer):
    """`Authorization: Bearer <key>`. 401 for an unknown key, 429 when it asked too often."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found, is_within = use_token(token, at=clock.now(), on=clock.today())
        if found is None:
            return None
        if not is_within:
            raise HttpError(429, _("请求过于频繁，请一分钟后再试。"))
        return found
