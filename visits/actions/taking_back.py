"""A log taken back right after it was saved: the button beside "saved"."""

import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import DomainError
from visits.actions.logs import withdraw_log
from visits.models import VisitLog

if TYPE_CHECKING:
    from accounts.models import User

WITHIN = datetime.timedelta(minutes=30)


def take_back(log: VisitLog, *, by: "User", at: datetime.datetime) -> VisitLog:
    """Withdraw a log without asking why, within half an hour and as long as nobody has changed it.

    Raises DomainError after that, and as `withdraw_log` does.
    """
    if log.version or at - log.recorded_at > WITHIN:
        raise DomainError(_("这条记录已经修改过，或者登记已超过30分钟，请打开记录，写明原因后撤回。"))
    return withdraw_log(log, by=by, at=at, reason=_("登记后随即撤回"))
