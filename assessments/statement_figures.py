"""The figures of a statement: for each the records behind it, so that a figure equals what its link lists."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from accounts.querysets import overlapping
from assessments.models import SectionCode
from contacts.models import Household, Pairing
from core import periods
from core.periods import Period
from duties.models import Obligation
from petitions.models import CaseKind, Party, PartyRole, Sponsorship
from visits.models import Commitment, CommitmentState, Goods, Matter, MatterState, VisitLog, VisitTarget

if TYPE_CHECKING:
    from duties.querysets import ObligationQuerySet


@dataclass(frozen=True)
class About:
    """Whose year: a leader's own work, or that of a branch with all who belong to it."""

    subject: Cadre | Unit
    year: int

    @property
    def period(self) -> Period:
        return periods.year(datetime.date(self.year, 1, 1))

    @property
    def logs(self) -> QuerySet[VisitLog]:
        logs = VisitLog.objects.recorded().filter(first_day__range=(self.period.start, self.period.end))
        if isinstance(self.subject, Cadre):
            return logs.filter(pk__in=self.subject.participations.order_by().values("log"))
        return logs.under(self.subject.path)

    def of_kinds(self, *codes: str) -> QuerySet[VisitLog]:
        return self.logs.filter(kind__code__in=codes)

    @property
    def matters(self) -> QuerySet[Matter]:
        return Matter.objects.filter(sealed=False, log__in=self.logs.order_by().values("pk"))

    @property
    def obligations(self) -> "ObligationQuerySet":
        """What was due in the year."""
        mine = {"cadre": self.subject} if isinstance(self.subject, Cadre) else {"unit": self.subject}
        return Obligation.objects.owed().filter(due__range=(self.period.start, self.period.end), **mine)

    @property
    def pairings(self) -> QuerySet[Pairing]:
        """Held on any day of the year."""
        days = overlapping(self.period.start, self.period.end)
        held = Pairing.objects.filter(Pairing.objects.effective(), days)
        if isinstance(self.subject, Cadre):
            return held.filter(cadre=self.subject)
        return held.filter(unit__path__startswith=self.subject.path)

    @property
    def sponsorships(self) -> QuerySet[Sponsorship]:
        days = overlapping(self.period.start, self.period.end)
        # A statement is read by many: an accusation stands in no figure of it, not even as a number (article 30).
        accused = Party.objects.filter(role=PartyRole.ACCUSED).order_by().values("case")
        rows = Sponsorship.objects.filter(days).exclude(case__kind=CaseKind.ACCUSATION).exclude(case__in=accused)
        if isinstance(self.subject, Cadre):
            return rows.filter(leader=self.subject)
        return rows.filter(case__unit__path__startswith=self.subject.path)

    @property
    def commitments(self) -> QuerySet[Commitment]:
        """Published for the year and not taken back; a branch's own, and those of its members."""
        made = Commitment.objects.filter(year=self.year, state__in=(CommitmentState.PUBLISHED, CommitmentState.DONE))
        if isinstance(self.subject, Cadre):
            return made.filter(cadre=self.subject)
        return made.filter(unit__path__startswith=self.subject.path)


Rows = Callable[[About], QuerySet[Any]]


@dataclass(frozen=True)
class Figure:
    """`name` is its mark in the text. `rows` are the records; `total` makes the figure out of them, otherwise they are
    counted."""

    code: str
    name: Any
    section: SectionCode
    rows: Rows
    total: Callable[[QuerySet[Any]], Any] | None = None

    def value(self, about: About) -> Any:
        rows = self.rows(about).order_by()
        return self.total(rows) if self.total else rows.count()


def _kinds(*codes: str) -> Rows:
    return lambda about: about.of_kinds(*codes)


def _held(column: str) -> Rows:
    return lambda about: about.pairings.filter(**{f"{column}__isnull": False})


def _households(about: About) -> QuerySet[Household]:
    reached = VisitTarget.objects.filter(log__in=about.logs.order_by().values("pk"))
    own = reached.filter(household__isnull=False).order_by().values("household")
    through = reached.filter(resident__household__isnull=False).order_by().values("resident__household")
    return Household.objects.filter(Q(pk__in=own) | Q(pk__in=through))


def _goods(about: About) -> QuerySet[Goods]:
    return Goods.objects.filter(log__in=about.logs.order_by().values("pk"), amount__isnull=False)


def _amount(goods: QuerySet[Any]) -> Decimal:
    """In yuan, with its cents on every database."""
    return (goods.aggregate(total=Sum("amount"))["total"] or Decimal(0)).quantize(Decimal("0.01"))


def _distinct_days(logs: QuerySet[Any]) -> int:
    """Days there, each once, whatever overlaps."""
    spans = logs.values_list("first_day", "last_day")
    return len({start + periods.ONE_DAY * n for start, end in spans for n in range((end - start).days + 1)})


def _finished(about: About) -> QuerySet[Sponsorship]:
    return about.sponsorships.filter(case__closed_on__isnull=False)


S = SectionCode
FIGURES: tuple[Figure, ...] = (
    Figure("points", _("联系点数"), S.BASICS, _held("contact_point")),
    Figure("households", _("联系户数"), S.BASICS, _held("household")),
    Figure("residents", _("联系群众数"), S.BASICS, _held("resident")),
    Figure("visits", _("走访次数"), S.VISITS, lambda about: about.logs.filter(kind__is_on_site=True)),
    Figure("home_visits", _("入户次数"), S.VISITS, _kinds("home_visit", "courtesy_visit")),
    Figure("reached", _("走访户数"), S.VISITS, _households),
    Figure("days_there", _("驻点天数"), S.VISITS, _kinds("stay", "field_study"), _distinct_days),
    Figure("forums", _("座谈会次数"), S.VISITS, _kinds("forum")),
    Figure("talks", _("谈心谈话次数"), S.VISITS, _kinds("heart_to_heart")),
    Figure("courtesy", _("慰问次数"), S.VISITS, _kinds("courtesy_visit")),
    Figure("money", _("慰问金额"), S.VISITS, _goods, _amount),
    Figure("receptions", _("接访次数"), S.VISITS, _kinds("reception")),
    Figure("outreach", _("下访次数"), S.VISITS, _kinds("outreach")),
    Figure("appointments", _("约访次数"), S.VISITS, _kinds("appointment")),
    Figure("matters", _("收集诉求件数"), S.PROBLEMS_SOLVED, lambda about: about.matters),
    Figure("solved", _("办结件数"), S.PROBLEMS_SOLVED, lambda about: about.matters.filter(state=MatterState.SOLVED)),
    Figure(
        "on_the_spot",
        _("当场解决件数"),
        S.PROBLEMS_SOLVED,
        lambda about: about.matters.filter(solved_on_the_spot=True),
    ),
    Figure("sponsored", _("包案件数"), S.SPONSORED, lambda about: about.sponsorships),
    Figure("sponsored_done", _("包案办结件数"), S.SPONSORED, _finished),
    Figure("promised", _("公开承诺件数"), S.COMMITMENTS, lambda about: about.commitments),
    Figure("kept", _("兑现件数"), S.COMMITMENTS, lambda about: about.commitments.filter(state=CommitmentState.DONE)),
    Figure("owed", _("应完成任务项数"), S.SHORTCOMINGS, lambda about: about.obligations),
    Figure("met", _("已完成任务项数"), S.SHORTCOMINGS, lambda about: about.obligations.met()),
    Figure("missed", _("未完成任务项数"), S.SHORTCOMINGS, lambda about: about.obligations.unmet()),
)
BY_CODE = {figure.code: figure for figure in FIGURES}


def values(about: About, figures: Sequence[Figure] = FIGURES) -> dict[str, Any]:
    """Every figure by its code: one query for each, however many records there are."""
    return {figure.code: figure.value(about) for figure in figures}
