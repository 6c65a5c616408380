"""Figures of cadres and of what they hold. Posts and pairings keep no path of their own: they count where their unit
stands now."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from accounts.querysets import in_force
from contacts.models import Pairing
from reports.rollup.asked import Asked
from reports.rollup.source import Listing, Measure, Source
from visits.models import VisitTarget


def _posts(asked: Asked) -> QuerySet:
    return Post.objects.filter(in_force(asked.last_day))


def _pairings(asked: Asked) -> QuerySet:
    period = asked.question.period
    return Pairing.objects.filter(Pairing.objects.effective()).overlapping(period.start, period.end)


def _covering(asked: Asked) -> QuerySet:
    """Pairings with a household that a log of the pairing's own unit, or of one below it, reached, or somebody in it.

    Two conditions that each have an index; PostgreSQL would ask them far more often as the FILTER of an aggregate.
    """
    of_unit = {"log__unit__path__startswith": OuterRef("unit__path"), "log__state": "recorded"}
    reached = VisitTarget.objects.filter(**of_unit, **asked.days("log__first_day"))
    there = Exists(reached.filter(household=OuterRef("household")))
    through = Exists(reached.filter(resident__household=OuterRef("household")))
    return _pairings(asked).filter(Q(there) | Q(through), household__isnull=False)


_HELD = Listing(
    columns=[
        (_("联系对象"), lambda row: row.target),
        (_("类别"), lambda row: row.category),
        (_("结对干部"), lambda row: row.cadre or ""),
        (_("结对单位"), lambda row: row.unit),
        (_("开始日期"), lambda row: row.start),
        (_("结束日期"), lambda row: row.end),
    ],
    related=("cadre", "unit", "category", "contact_point", "household", "resident"),
    order=("unit__path", "pk"),
)
_CADRES = Listing(
    columns=[
        (_("姓名"), lambda row: row.cadre),
        (_("单位"), lambda row: row.unit),
        (_("职务"), lambda row: row.title),
    ],
    opens=lambda row: row.cadre,
    related=("cadre", "unit"),
    order=("unit__path", "order", "pk"),
)
SOURCES = [
    Source(_posts, {"cadres": Measure(distinct="cadre")}, _CADRES, now="unit__path"),
    Source(
        _pairings,
        {
            "points": Measure(distinct="contact_point"),
            "households": Measure(distinct="household"),
        },
        _HELD,
        now="unit__path",
    ),
    Source(_covering, {"covered": Measure(distinct="household")}, _HELD, now="unit__path"),
]
