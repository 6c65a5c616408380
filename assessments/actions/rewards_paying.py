"""Quarterly pay lists (R17.7): prepared for a unit, approved by its leader, closed once. Whatever is put right after
that goes into the next."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q, Window
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import Unit
from assessments.models import AdoptionLevel, PayLine, PayList, PayListState, Reward, ScoreSheet, SheetState
from assessments.querysets.rewards import APPROVERS, PAYERS
from assessments.sheet_access import people_of
from core import audit, locking
from core.errors import DomainError
from core.guards import check_not_future
from core.models import AuditEntry
from petitions.selectors.rates import days_of

if TYPE_CHECKING:
    from accounts.models import User

AT_A_TIME = 1_000
_MAKING = ("assessments.prepare_pay_list", "assessments.refresh_pay_list")
FIRST_YEAR = 2000
NOTHING = Decimal(0)


@transaction.atomic
def prepare_list(unit: Unit, *, year: int, quarter: int, by: "User", at: datetime.datetime) -> PayList:
    """Make up the list of a quarter that is over: all that was earned up to its last day in the unit and below it, and
    stands on no list yet.

    Raises PermissionDenied for who does not keep pay lists there; DomainError for a quarter that is not over, that has
    its list, or in which nothing is to be paid.
    """
    require(by, unit.path, *PAYERS)
    _check_quarter(year, quarter, at=at)
    row = PayList(unit=unit, unit_path=unit.path, year=year, quarter=quarter, prepared_by=by, prepared_at=at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError(_("这个季度的奖金发放表已经编制，请在原表上更新。"), field="quarter") from error
    _take_up(row, by=by, at=at)
    _make_up(row)
    if not row.line_count:
        raise DomainError(_("到这个季度末没有需要发放的奖金。"), field="quarter")
    _record("prepare_pay_list", row, by=by, at=at)
    return row


def _check_quarter(year: int, quarter: int, *, at: datetime.datetime) -> None:
    today = timezone.localdate(at)
    if quarter not in (1, 2, 3, 4) or not FIRST_YEAR <= year <= today.year or days_of(year, quarter)[1] >= today:
        raise DomainError(_("本季度尚未结束，不能编制发放表。"), field="quarter")


def _take_up(row: PayList, *, by: "User", at: datetime.datetime) -> None:
    """Put everything onto the list that is to be paid by it. The rewards of closed sheets are entered first."""
    last_day = days_of(row.year, row.quarter)[1]
    _enter_sheets(row, by=by, at=at)
    Reward.objects.filter(unit_path__startswith=row.unit_path, on__lte=last_day).put_on(row)


def _enter_sheets(row: PayList, *, by: "User", at: datetime.datetime) -> None:
    """What the score of a quarter earns where the card says so (R17.6), once the sheet is closed. What a list that is
    made up at the same moment has entered is left to that one."""
    last_day = days_of(row.year, row.quarter)[1]
    up_to = Q(assessment__year__lt=row.year) | Q(assessment__year=row.year, assessment__quarter__lte=row.quarter)
    sheets = ScoreSheet.objects.filter(
        up_to, unit_path__startswith=row.unit_path, state=SheetState.CLOSED, reward__gt=0, paid_reward=None
    ).exclude(cadre=None)
    values = sheets.order_by("pk").values_list("pk", "cadre_id", "home_id", "unit_path", "reward")
    for some in _in_portions(values):
        rows = (
            Reward(
                sheet_id=sheet,
                officer_id=officer,
                unit_id=home,
                unit_path=path,
                on=last_day,
                amount=amount,
                made_by=by,
                made_at=at,
            )
            for sheet, officer, home, path, amount in some
        )
        Reward.objects.bulk_create(rows, ignore_conflicts=True)


def _in_portions(rows: Iterable[Any]) -> Iterator[list[Any]]:
    source = iter(rows)
    return iter(lambda: list(islice(source, AT_A_TIME)), [])


@dataclass
class _Line:
    """What one officer's rewards on a list come to."""

    name: str = ""
    unit_name: str = ""
    items_amount: Decimal = NOTHING
    sheets_amount: Decimal = NOTHING
    # By item: what it comes to on this list, and the level at which it stands.
    by_item: dict[int, tuple[Decimal, str]] = field(default_factory=dict)

    @property
    def items(self) -> Counter[str]:
        """How many items at which level: those that come to something."""
        return Counter(code for amount, code in self.by_item.values() if amount > 0)

    def add(self, item: int | None, code: str | None, amount: Decimal) -> None:
        if item is None:
            self.sheets_amount += amount
            return
        self.items_amount += amount
        before = self.by_item.get(item, (NOTHING, ""))[0]
        self.by_item[item] = (before + amount, code or "")


def _make_up(row: PayList) -> None:
    """Write the lines from the rewards on the list, in memory that does not grow with them, and the sums."""
    row.lines.all().delete()
    found: Counter[str] = Counter()
    row.line_count, row.total = 0, NOTHING
    for some in _in_portions(_lines(row)):
        PayLine.objects.bulk_create(some)
        row.line_count += len(some)
        row.total += sum((line.amount for line in some), NOTHING)
        found.update(code for line in some for code in line.items)
    names = dict(AdoptionLevel.objects.filter(code__in=found).order_by("-order").values_list("code", "name"))
    ordered = AdoptionLevel.objects.filter(code__in=found).order_by("order", "code").values_list("code", flat=True)
    row.columns = [[code, names[code]] for code in dict.fromkeys(ordered)]
    locking.save_fields(row, "columns", "line_count", "total")


def _lines(row: PayList) -> Iterator[PayLine]:
    """In the order of units and names; who changed shifts stands once, with the last in the tree."""
    home = Window(Max("unit_path"), partition_by=F("officer"))
    rewards = Reward.objects.filter(pay_list=row).annotate(home=home)
    rewards = rewards.order_by("home", "officer__name", "officer", "pk")
    columns = ("officer", "officer__name", "unit__name", "unit_path", "home", "item", "level__code", "amount")
    rows = rewards.values_list(*columns).iterator(chunk_size=AT_A_TIME)
    number = 0
    for officer, some in groupby(rows, key=itemgetter(0)):
        line = _line(some)
        if line.items_amount + line.sheets_amount:
            number += 1
            yield _pay_line(row, number, officer, line)


def _line(rows: Iterable[tuple[Any, ...]]) -> _Line:
    line = _Line()
    for _officer, name, unit_name, path, home, item, code, amount in rows:
        line.name = name
        line.unit_name = unit_name if path == home else line.unit_name
        line.add(item, code, amount)
    return line


def _pay_line(row: PayList, number: int, officer: int, line: _Line) -> PayLine:
    return PayLine(
        pay_list=row,
        number=number,
        officer_id=officer,
        name=line.name,
        unit_name=line.unit_name,
        items=dict(line.items),
        items_amount=line.items_amount,
        sheets_amount=line.sheets_amount,
        amount=line.items_amount + line.sheets_amount,
    )


@transaction.atomic
def refresh_list(pay_list: PayList, *, by: "User", at: datetime.datetime, version: Any = None) -> PayList:
    """Take up what was earned or entered since. Raises DomainError for a list that is approved or closed."""
    row = _in_state(pay_list, PayListState.PREPARED, version=version)
    require(by, row.unit_path, *PAYERS)
    _take_up(row, by=by, at=at)
    row.prepared_by, row.prepared_at = by, at
    locking.save_fields(row, "prepared_by", "prepared_at")
    _make_up(row)
    _record("refresh_pay_list", row, by=by, at=at)
    return row


@transaction.atomic
def approve_list(pay_list: PayList, *, by: "User", at: datetime.datetime, version: Any = None) -> PayList:
    """The leader approves the list that they had in front of them (`version`). Raises PermissionDenied for who does not
    lead the unit; DomainError for who prepared it (or had a deputy do so, or was that deputy), for who is paid by it,
    for a stale one, and for an empty one."""
    row = _in_state(pay_list, PayListState.PREPARED, version=version)
    require(by, row.unit_path, *APPROVERS)
    if _prepared(row, by):
        raise DomainError(_("发放表须由编制人以外的领导审核。"))
    if row.lines.filter(officer__in=by.access.cadre_ids).exists():
        raise DomainError(_("发放表中有您本人，请由其他领导审核。"))
    if not row.line_count:
        raise DomainError(_("发放表中没有人员，不需要审核。请更新或者作废。"))
    row.state, row.approved_by, row.approved_at = PayListState.APPROVED, by, at
    locking.save_fields(row, "state", "approved_by", "approved_at")
    _record("approve_pay_list", row, by=by, at=at)
    return row


def _prepared(row: PayList, by: "User") -> bool:
    """Whether the approver, or whom they act for, made the list up or had it made up. The trail knows both."""
    people = people_of(by)
    made = AuditEntry.objects.about(row).filter(action__in=_MAKING)
    return made.filter(Q(actor__in=people) | Q(on_behalf_of__in=people)).exists()


@transaction.atomic
def close_list(
    pay_list: PayList, *, on: datetime.date, by: "User", at: datetime.datetime, version: Any = None
) -> PayList:
    """It was paid on that day: from now on it never changes. Raises DomainError for one that is not approved, or a day
    before its approval or to come."""
    row = _in_state(pay_list, PayListState.APPROVED, version=version)
    require(by, row.unit_path, *PAYERS)
    check_not_future(on, at=at, field="on")
    approved_on = timezone.localdate(row.approved_at)
    if on < approved_on:
        raise DomainError(_("发放日期不能早于审核日期（%(day)s）。") % {"day": approved_on.isoformat()}, field="on")
    row.state, row.closed_by, row.closed_on = PayListState.CLOSED, by, on
    locking.save_fields(row, "state", "closed_by", "closed_on")
    _record("close_pay_list", row, by=by, at=at)
    return row


@transaction.atomic
def discard_list(pay_list: PayList, *, by: "User", at: datetime.datetime, version: Any = None) -> None:
    """Give up a list that is not approved; what stood on it is to be paid by another. A score's reward is entered again
    with that one."""
    row = _in_state(pay_list, PayListState.PREPARED, version=version)
    require(by, row.unit_path, *PAYERS)
    row.rewards.take_off()
    _record("discard_pay_list", row, by=by, at=at)
    row.delete()


def reopen(row: PayList) -> PayList:
    """Something on it was taken back: made up anew, it is to be approved anew. Part of the action that did so, which
    holds the row."""
    row.state, row.approved_by, row.approved_at = PayListState.PREPARED, None, None
    locking.save_fields(row, "state", "approved_by", "approved_at")
    _make_up(row)
    return row


def _in_state(pay_list: PayList, state: str, *, version: Any) -> PayList:
    """The row as it is now, held against other writers. Raises DomainError when it is in another state."""
    row = locking.lock(pay_list, version=version)
    if row.state == PayListState.CLOSED:
        raise DomainError(_("奖金发放表已经发放，不能更改。需要更正的，列入下一季度。"))
    if row.state != state:
        raise DomainError(_("奖金发放表目前“%(state)s”，不能这样处理。") % {"state": row.get_state_display()})
    return row


def _record(action: str, row: PayList, *, by: "User", at: datetime.datetime) -> None:
    data = {"lines": row.line_count, "total": str(row.total)}
    audit.record(f"assessments.{action}", row, by=by, at=at, unit_path=row.unit_path, data=data)
