"""What a period is compared with: the one before and the same a year earlier, as long as it has run so far. Pure."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.periods import Period, a_year_before

_BEFORE = {
    "week": gettext_lazy("上周"),
    "ten_days": gettext_lazy("上旬"),
    "month": gettext_lazy("上月"),
    "quarter": gettext_lazy("上季度"),
    "half_year": gettext_lazy("上半年度"),
    "year": gettext_lazy("上年"),
}


@dataclass(frozen=True)
class Compared:
    """A period with the name that it has beside the one of the paper: 上季度, 上季度同期, 上年同期."""

    name: str
    period: Period


def before(period: Period, on: datetime.date) -> Compared:
    """The period before. While this one is running, as many days of that one: the first weeks of a quarter are not held
    against a whole one."""
    name = str(_BEFORE.get(period.kind, _("上一时段")))
    is_running = on < period.end
    return Compared(_("%(period)s同期") % {"period": name} if is_running else name, _cut(period.previous, period, on))


def year_before(period: Period, on: datetime.date) -> Compared | None:
    """The same stretch a year earlier; None for a year, which `before` tells already."""
    if period.kind == "year":
        return None
    return Compared(_("上年同期"), _cut(a_year_before(period), period, on))


def _cut(other: Period, period: Period, on: datetime.date) -> Period:
    """As many days of the other as the period has run by that day; all of it once the period is over."""
    if on >= period.end:
        return other
    run = other.start + (max(on, period.start) - period.start)
    return other if run >= other.end else Period(other.start, run)
