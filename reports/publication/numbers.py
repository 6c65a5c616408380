"""Figures of the rollup on a public page: of a period that is over, with their definitions, and none so small that it
tells of one household or one person.

Counts of one to four are withheld, and so are rates of which the numerator or the denominator is as small, and sums of
money that went to fewer than five. Figures of cases are not offered: how many accuse somebody is nobody's
business. Periods of a page do not overlap, and counts of units above and below are taken together (differences.py), so
that no difference of two of them is a small number.
"""

import datetime
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core import periods
from core.errors import DomainError
from core.periods import Period
from reports.asking import Question
from reports.figures import BY_CODE, FIGURES, Figure
from reports.models import EditionState, ItemKind, PublicEdition, PublicPage
from reports.publication.differences import LEAST, NEVER_SHOWN, Box, Counts, published_near, tells_of_few
from reports.rollup import rollup

if TYPE_CHECKING:
    from accounts.models import User

# How far back periods are offered.
YEARS = 3
# Of how many a sum of money is the sum.
COUNTED_BY = {"goods": "visit_households", "help_money": "practical_help"}
GROUPS = ("contacts", "visits", "matters", "meetings", "help")


def offered() -> list[Figure]:
    """Figures that may be chosen: a rate or a sum only where it is known of how many it is."""
    return [figure for figure in FIGURES if figure.group in GROUPS and _can_be_weighed(figure)]


def _can_be_weighed(figure: Figure) -> bool:
    if figure.style == "rate":
        return figure.rate_of is not None
    return figure.style != "money" or figure.code in COUNTED_BY


def closed_periods(on: datetime.date) -> list[Period]:
    """Quarters, half-years and years that are over, the latest first."""
    first = datetime.date(on.year - YEARS, 1, 1)
    found = []
    for make in (periods.quarter, periods.half_year, periods.year):
        period = make(on).previous
        while period.start >= first:
            found.append(period)
            period = period.previous
    return sorted(found, key=lambda period: (period.end, period.days), reverse=True)


def published_figures(
    edition: PublicEdition, *, reader: "User", on: datetime.date
) -> tuple[dict[str, Any], datetime.date]:
    """Name, definition and value of each chosen figure, and the day as of which they were counted.

    Raises DomainError for a period that is not over or overlaps one that was published, or figures not on offer.
    """
    assert edition.period_start and edition.period_end
    period = Period(edition.period_start, edition.period_end)
    page = edition.item.page
    check_period(page, period, item=edition.item_id, on=on)
    allowed = {figure.code for figure in offered()}
    if not edition.figures or not set(edition.figures) <= allowed:
        raise DomainError(_("请选择要公布的数据。"), field="figures")
    found = rollup(Question(page.unit, period), reader=reader, on=on)
    box, near = Box(page.unit.path, period.start, period.end), published_near(page.unit, period, but=edition.item_id)
    lines = [_apart(_line(BY_CODE[code], found.total), box, near) for code in edition.figures]
    return {"lines": lines}, localdate(found.as_of) if found.as_of else on


def check_period(page: PublicPage, period: Period, *, item: int | None, on: datetime.date) -> None:
    """Refuse a period that is not over, or that overlaps another one of this page: also one no longer shown."""
    if period.end >= on:
        raise DomainError(_("只能公布已经结束的时段。"), field="period")
    others = PublicEdition.objects.filter(item__page=page, item__kind=ItemKind.FIGURES).exclude(state__in=NEVER_SHOWN)
    others = others.filter(period_start__lte=period.end, period_end__gte=period.start)
    others = others.exclude(period_start=period.start, period_end=period.end)
    if other := others.exclude(item=item, state=EditionState.SUBMITTED).first():
        text = _("与已公布的“%(title)s”时段重叠：两份数据相减会显出个别情况。请选择不重叠的时段。")
        raise DomainError(text % {"title": other.title}, field="period")


def _line(figure: Figure, row: Any) -> dict[str, Any]:
    value, is_withheld = publishable(figure, row)
    named = {"code": figure.code, "name": str(figure.name), "definition": str(figure.definition)}
    return named | {"style": figure.style, "value": value, "withheld": is_withheld}


def _apart(line: dict[str, Any], box: Box, near: Counts) -> dict[str, Any]:
    """Withheld, too, where another page's figures would leave a small number of it."""
    is_count = line["style"] == "number" and line["value"]
    if is_count and tells_of_few(line["code"], line["value"], box, near):
        return line | {"value": None, "withheld": True}
    return line


def publishable(figure: Figure, row: Any) -> tuple[int | float | str | None, bool]:
    """The value as it may be shown (whole per cent, yuan as text), and whether it is withheld as too small."""
    value = row.value(figure.code)
    if figure.rate_of:
        part, whole = (row.value(code) or 0 for code in figure.rate_of)
        small = is_too_few(part) or whole < LEAST
        return (None, bool(whole)) if small or value is None else (round(100 * float(value)), False)
    if figure.style == "money":
        small = bool(value) and (row.value(COUNTED_BY[figure.code]) or 0) < LEAST
        return (None, True) if small else (f"{value or 0:.2f}", False)
    return (None, True) if is_too_few(value) else (value, False)


def is_too_few(count: Any) -> bool:
    return count is not None and 0 < count < LEAST
