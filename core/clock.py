"""The one place that asks what time it is.

Only views, tasks and commands call it; everything below takes the time as an argument.
"""

import datetime

from django.utils import timezone


def now() -> datetime.datetime:
    """The present moment, aware."""
    return timezone.now()


def today() -> datetime.date:
    """The calendar day in the product's time zone (Asia/Shanghai)."""
    return timezone.localdate()
