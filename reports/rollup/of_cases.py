"""Figures of petitions, of the cases that the reader sees and of no other (articles 28, 30); the three rates as
petitions/selectors/rates.py defines them. Items that liaison officers sent in, as far as the reader sees them."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from assessments.models import Adoption, InformationItem
from petitions.models import Case, Clock, ClockState, RateKind, Rating
from petitions.selectors.rates import CODES, GOOD, without_excluded
from petitions.workflow import CaseState
from reports.rollup.asked import Asked
from reports.rollup.source import Listing, Measure, Source


def _received(asked: Asked) -> QuerySet:
    return asked.cases.filter(**asked.days("received_on"))


def _finished(asked: Asked) -> QuerySet:
    return asked.cases.filter(state__in=[CaseState.CLOSED, CaseState.FINAL], **asked.days("closed_on"))


def _clocks(kind: str, asked: Asked) -> QuerySet:
    """Limits that ended in the period and were not called off."""
    rows = Clock.objects.filter(code__in=CODES[RateKind(kind)], state__in=[ClockState.RUNNING, ClockState.STOPPED])
    rows = rows.filter(case__in=asked.cases.order_by().values("pk"), **asked.days("due"))
    return without_excluded(rows, kind, "case", "unit")


def _rated(asked: Asked) -> QuerySet:
    """Cases whose last rating was given in the period."""
    last = Rating.objects.filter(case=OuterRef("pk")).order_by("-at", "-pk")
    rows = asked.cases.filter(Exists(last)).annotate(
        last_value=Subquery(last.values("value")[:1]), last_at=Subquery(last.values("at")[:1])
    )
    rows = rows.filter(**asked.days("last_at__date"))
    return without_excluded(rows, RateKind.SATISFACTION, "pk", "handling_unit")


def _items(asked: Asked) -> QuerySet:
    seen = InformationItem.objects.visible_to(asked.reader) if asked.reader else InformationItem.objects.none()
    return Adoption.objects.in_force().filter(item__in=seen.standing().order_by().values("pk"), **asked.days("on"))


def _met(asked: Asked) -> Q:
    return Q(stopped_on__lte=F("due"))


def _good(asked: Asked) -> Q:
    return Q(last_value__in=GOOD)


def _listed(*more: Any, case: str = "") -> Listing:
    """Cases, or rows that hang on one."""

    def of(row: Any) -> Case:
        return getattr(row, case) if case else row

    lead = f"{case}__" if case else ""
    return Listing(
        columns=[
            (_("编号"), lambda row: of(row).number),
            (_("事由"), lambda row: of(row).title),
            (_("接件时间"), lambda row: of(row).received_on),
            (_("责任单位"), lambda row: of(row).handling_unit),
            (_("进度"), lambda row: of(row).get_state_display()),
            *more,
        ],
        opens=of,
        related=(*((case,) if case else ()), f"{lead}handling_unit"),
        order=(f"-{lead}received_on", "-pk"),
    )


def _limits(kind: str, due: str, met: str) -> Source:
    more = [(_("截止日期"), lambda row: row.due), (_("完成日期"), lambda row: row.stopped_on)]
    return Source(
        lambda asked: _clocks(kind, asked),
        {due: Measure(), met: Measure(_met)},
        _listed(*more, case="case"),
        now="unit__path",
        day="due",
        is_personal=True,
    )


_HANDLING: dict[str, Any] = {"now": "handling_unit__path", "then": "handling_path", "is_personal": True}
_ITEMS = Listing(
    columns=[
        (_("采用日期"), lambda row: row.on),
        (_("题目"), lambda row: row.item.title),
        (_("报送人"), lambda row: row.item.officer),
        (_("采用层级"), lambda row: row.level),
        (_("采用单位"), lambda row: row.unit),
    ],
    related=("item__officer", "level", "unit"),
    order=("-on", "-pk"),
)
SOURCES = [
    Source(
        _received, {"cases": Measure()}, _listed(), now="unit__path", then="unit_path", day="received_on",
        is_personal=True,
    ),
    Source(_finished, {"cases_finished": Measure()}, _listed(), day="closed_on", **_HANDLING),
    _limits(RateKind.RESPONSE, "response_due", "response_met"),
    _limits(RateKind.SOLUTION, "solution_due", "solution_met"),
    Source(_rated, {"rated": Measure(), "satisfied": Measure(_good)}, _listed(), day="last_at__date", **_HANDLING),
    Source(
        _items,
        {"adopted": Measure(distinct="item")},
        _ITEMS,
        now="item__unit__path",
        then="item__unit_path",
        day="on",
        is_personal=True,
    ),
]  # fmt: skip
