"""What actions on every floor ask of days and texts before they write. Each raises DomainError at the field to be
mended."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError


def check_order(start: datetime.date, end: datetime.date | None, *, field: str = "end") -> None:
    """Refuse an end before the start; an open end is in order."""
    if end is not None and end < start:
        raise DomainError(_("结束日期不能早于开始日期（%(day)s）。") % {"day": start}, field=field)


def check_not_future(day: datetime.date | None, *, at: datetime.datetime, field: str) -> None:
    """Refuse a day after that of `at`; no day at all is no mistake."""
    if day is not None and day > timezone.localdate(at):
        raise DomainError(_("日期不能晚于今天。"), field=field)


def require_text(text: str, field: str, message: str) -> str:
    """The text without blanks around it; DomainError at `field` with `message` when nothing is left."""
    if not text.strip():
        raise DomainError(message, field=field)
    return text.strip()
