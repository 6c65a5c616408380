"""Figures of visit logs, of who took part and who was reached, of matters heard and goods brought."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.wording import joined
from petitions.models import CaseKind, Rating
from petitions.selectors.rates import GOOD
from reports.rollup.asked import Asked
from reports.rollup.source import Listing, Measure, Source
from visits import sealing
from visits.models import Goods, Matter, MatterState, VisitLog, VisitParticipant, VisitTarget

KINDS = {
    "forums": ("forum",),
    "talks": ("heart_to_heart",),
    "receptions": ("reception",),
    "outreach": ("outreach",),
    "appointments": ("appointment",),
    "sponsored": ("case_coordination",),
    "volunteering": ("volunteer_day", "volunteer_activity"),
}


def of_logs(asked: Asked) -> Q:
    """Rows of recorded logs whose first day lies in the period."""
    return Q(asked.readable("log__unit"), log__state="recorded", **asked.days("log__first_day"))


def _of_kind(asked: Asked) -> Q:
    return Q(log__kind__code=asked.question.kind) if asked.question.kind else Q()


def _logs(asked: Asked) -> QuerySet:
    return VisitLog.objects.recorded().filter(asked.readable("unit"), **asked.days("first_day"))


def _logs_of_kind(asked: Asked) -> Q:
    return Q(kind__code=asked.question.kind) if asked.question.kind else Q()


def _participants(asked: Asked) -> QuerySet:
    return VisitParticipant.objects.filter(of_logs(asked), _of_kind(asked), log__kind__is_on_site=True)


def _targets(asked: Asked) -> QuerySet:
    """A household is reached in person or through one of its residents, as the duties count it."""
    rows = VisitTarget.objects.filter(of_logs(asked), _of_kind(asked))
    return rows.annotate(home=Coalesce("household", "resident__household"))


def _matters(asked: Asked) -> QuerySet:
    """As far as they are open to whoever reads the log that they stand on."""
    rows = Matter.objects.unsealed().filter(of_logs(asked))
    return rows.exclude(sealing.kept_from(asked.reader)) if asked.reader else rows


def _rated(asked: Asked) -> QuerySet:
    """Matters that became a petition whose answer was rated, as the ledger of visits shows it: without accusations
    (article 30)."""
    ratings = Rating.objects.filter(case__matter=OuterRef("pk")).exclude(case__kind=CaseKind.ACCUSATION)
    last = ratings.order_by("-at", "-pk").values("value")[:1]
    return _matters(asked).filter(Exists(ratings)).annotate(last_value=Subquery(last))


def _goods(asked: Asked) -> QuerySet:
    return Goods.objects.filter(of_logs(asked))


def _codes(*codes: str) -> Measure:
    return Measure(lambda asked: Q(kind__code__in=codes))


def _solved(asked: Asked) -> Q:
    return Q(state=MatterState.SOLVED)


def _good(asked: Asked) -> Q:
    return Q(last_value__in=GOOD)


def _promised(asked: Asked) -> Q:
    return ~Q(promise="")


def cadres_of(log: VisitLog) -> str:
    return joined(str(participant.cadre) for participant in log.participants.all())


def _log_of(row: Any) -> VisitLog:
    log: VisitLog = row.log
    return log


_DAY = (_("走访日期"), lambda row: row.log.first_day)
_KIND = (_("走访形式"), lambda row: row.log.kind)
_UNIT = (_("代表单位"), lambda row: row.log.unit)
_ON_LOG: dict[str, Any] = {
    "opens": _log_of,
    "related": ("log__kind", "log__unit"),
    "order": ("-log__first_day", "-pk"),
}
_LOGS = Listing(
    columns=[
        (_("走访日期"), lambda log: log.first_day),
        (_("走访形式"), lambda log: log.kind),
        (_("代表单位"), lambda log: log.unit),
        (_("走访干部"), cadres_of),
    ],
    related=("kind", "unit"),
    order=("-first_day", "-pk"),
    fetched=("participants__cadre",),
)
_PEOPLE = Listing([_DAY, (_("走访干部"), lambda row: row.cadre), _KIND, _UNIT], **{
    **_ON_LOG, "related": ("cadre", "log__kind", "log__unit"),
})  # fmt: skip
_REACHED = Listing([_DAY, (_("走访对象"), lambda row: row.target), _KIND, _UNIT], **{
    **_ON_LOG, "related": ("contact_point", "household", "resident", "log__kind", "log__unit"),
})  # fmt: skip
_HEARD = Listing(
    [_DAY, (_("反映问题/诉求"), str), (_("责任单位"), lambda row: row.unit), (_("状态"), lambda row: row.mark), _UNIT],
    **{**_ON_LOG, "related": ("unit", "log__kind", "log__unit")},
)
_GIVEN = Listing(
    [
        _DAY,
        (_("物资"), lambda row: row.item),
        (_("数量"), lambda row: row.quantity),
        (_("金额（元）"), lambda row: row.amount),
        _UNIT,
    ],
    **_ON_LOG,
)
_PLACE: dict[str, Any] = {"now": "log__unit__path", "then": "log__unit_path", "day": "log__first_day"}
SOURCES = [
    Source(
        _logs,
        {"logs": Measure(_logs_of_kind), **{name: _codes(*codes) for name, codes in KINDS.items()}},
        _LOGS,
        now="unit__path",
        then="unit_path",
        day="first_day",
    ),
    Source(_participants, {"visit_people": Measure()}, _PEOPLE, **_PLACE),
    Source(
        _targets,
        {
            "reached": Measure(),
            "visit_households": Measure(distinct="home"),
            "visit_residents": Measure(distinct="resident"),
        },
        _REACHED,
        **_PLACE,
    ),
    Source(
        _matters,
        {
            "matters": Measure(),
            "solved": Measure(_solved),
            "promises": Measure(_promised),
            "fulfilled": Measure(lambda asked: _promised(asked) & _solved(asked)),
        },
        _HEARD,
        **_PLACE,
        is_screened=True,
    ),
    Source(
        _rated, {"matters_rated": Measure(), "matters_satisfied": Measure(_good)}, _HEARD, **_PLACE, is_screened=True
    ),
    Source(_goods, {"goods_given": Measure(), "goods": Measure(total="amount")}, _GIVEN, **_PLACE),
]
