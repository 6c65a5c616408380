"""What a period is compared with. Pure."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import periods
from core.periods import Period, a_year_before


class Against(models.TextChoices):
    NOTHING = "", _("不比较")
    LAST_YEAR = "year", _("上年同期")
    PREVIOUS = "previous", _("上一期")


_BEFORE = {
    "week": _("上周"),
    "ten_days": _("上旬"),
    "month": _("上月"),
    "quarter": _("上季度"),
    "half_year": _("上半年度"),
    "year": _("上年"),
}


@dataclass(frozen=True)
class Compared:
    """A period with the name that it has beside the one of a paper: 上季度, 上季度同期, 上年同期."""

    name: str
    period: Period


def compared(period: Period, against: str, *, on: datetime.date) -> Period | None:
    """The period before, or the same one of the year before; of as many days as have passed where the period still
    runs on `on`. None: compared with nothing."""
    if against not in (Against.LAST_YEAR, Against.PREVIOUS):
        return None
    earlier = a_year_before(period) if against == Against.LAST_YEAR else period.previous
    if not _is_running(period, on):
        return earlier
    end = a_year_before(Period(on, on)).end if against == Against.LAST_YEAR else earlier.start + (on - period.start)
    return earlier.overlap(Period(earlier.start, max(end, earlier.start)))


def before(period: Period, on: datetime.date) -> Compared:
    """The period before, with its name."""
    name = str(_BEFORE.get(period.kind, _("上一时段")))
    earlier = compared(period, Against.PREVIOUS, on=on) or period.previous
    return Compared(gettext("%(period)s同期") % {"period": name} if _is_running(period, on) else name, earlier)


def year_before(period: Period, on: datetime.date) -> Compared | None:
    """The same stretch a year earlier; None for a year, which `before` tells already."""
    earlier = compared(period, Against.LAST_YEAR, on=on) if period.kind != "year" else None
    return Compared(gettext("上年同期"), earlier) if earlier else None


def _is_running(period: Period, on: datetime.date) -> bool:
    return period.start <= on < period.end


def choices(on: datetime.date) -> list[tuple[Any, Period]]:
    """The periods that people ask for most, each with its name."""
    first_half, half = periods.half_year(on.replace(month=1, day=1)), periods.half_year(on)
    month, quarter, year = periods.month(on), periods.quarter(on), periods.year(on)
    return [
        (_("本月"), month),
        (_("上月"), month.previous),
        (_("本季度"), quarter),
        (_("上季度"), quarter.previous),
        (_("上半年"), first_half),
        *([(_("下半年"), half)] if half != first_half else []),
        (_("本年"), year),
        (_("上年"), year.previous),
    ]
