"""Figures of what is owed: those whose due date lies in the period."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duties.models import Exempt, Obligation, Rule
from reports.rollup.asked import Asked, within
from reports.rollup.source import Listing, Measure, Source

EXCUSED = (Exempt.SECONDED, Exempt.ON_LEAVE, Exempt.TOO_SHORT, Exempt.EMPTY_REGISTER)
_OWED, _MET = Q(exempt=""), Q(met_on__isnull=False)


def _obligations(asked: Asked) -> QuerySet:
    """As far as the audience sees them, which goes by where they stood when they were written."""
    rows = Obligation.objects.filter(within("unit_path", asked.audience), **asked.days("due"))
    if not asked.question.rule:
        return rows
    book, _colon, code = asked.question.rule.partition(":")
    rules = Rule.objects.filter(version__rulebook__code=book, code=code)
    return rows.filter(rule__in=rules.order_by().values("pk"))


def _owed(asked: Asked) -> Q:
    return _OWED


def _done(asked: Asked) -> Q:
    return _OWED & _MET


def _on_time(asked: Asked) -> Q:
    return _OWED & Q(met_on__lte=F("due"))


def _late(asked: Asked) -> Q:
    return _OWED & Q(met_on__gt=F("due"))


def _overdue(asked: Asked) -> Q:
    return _OWED & Q(met_on=None, due__lt=asked.on)


def _settled(asked: Asked) -> Q:
    return _OWED & (_MET | Q(due__lt=asked.on))


def _exempt(asked: Asked) -> Q:
    return Q(exempt__in=EXCUSED)


SOURCES = [
    Source(
        _obligations,
        {
            "owed": Measure(_owed),
            "done": Measure(_done),
            "on_time": Measure(_on_time),
            "late": Measure(_late),
            "overdue": Measure(_overdue),
            "settled": Measure(_settled),
            "exempt": Measure(_exempt),
        },
        Listing(
            columns=[
                (_("责任主体"), lambda row: row.subject),
                (_("条款"), lambda row: row.rule),
                (_("单位"), lambda row: row.home),
                (_("期限"), lambda row: row.due),
                (_("达标日期"), lambda row: row.met_on),
                (_("应完成"), lambda row: row.required),
                (_("已完成"), lambda row: row.achieved),
            ],
            related=("rule", "cadre", "unit", "group", "home"),
            order=("due", "pk"),
        ),
        now="home__path",
        then="unit_path",
        day="due",
    )
]
