"""What can be done to several notices and letters at once."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from core import actions
from core.lists import Bulk
from core.models import InboxItem, OutboxMessage


class ReadNotices(Bulk):
    name = "read"
    label = gettext_lazy("标为已读")
    icon = "envelope-open"

    def act(self, row: InboxItem, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date) -> None:
        actions.read_notice(row, by=by, at=at)


class RetryLetters(Bulk):
    name = "retry"
    label = gettext_lazy("重新发送")
    icon = "arrow-repeat"

    def act(
        self, row: OutboxMessage, data: dict[str, Any], *, by: Any, at: datetime.datetime, on: datetime.date
    ) -> None:
        actions.retry_letter(row, by=by, at=at)
