"""信访台账, 座谈会记录, 工作联系单, 三率."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from core.exports.sheets import Column
from core.reading import chunks
from petitions.access import CLERKS, SUPERVISORS
from petitions.actions.exporting import EXPORTERS
from petitions.exports.ledger import COLUMNS as CASE_COLUMNS
from petitions.models import Case, Clock, Meeting, MeetingState, RateSnapshot, WorkSheet
from petitions.selectors.ledger import case_rows, without_accusations
from petitions.selectors.office_ledgers import SheetRow, forum_rows, meeting_rows, sheet_rows
from petitions.selectors.rates import Rates, rates_of
from reports.exports.annual.of_visits import logs
from reports.exports.annual.report import AnnualReport, Ledger, numbered

MEETING_COLUMNS = [
    Column(_("主题"), 22),
    Column(_("时间"), 12),
    Column(_("地点"), 14),
    Column(_("主持"), 10),
    Column(_("记录"), 10),
    Column(_("参会"), 28),
    Column(_("序号"), 6, "index"),
    Column(_("发言人"), 10),
    Column(_("问题建议"), 44),
    Column(_("责任人"), 16),
    Column(_("完成时限"), 12, "date"),
]
SHEET_COLUMNS = [
    Column(_("编号"), 16),
    Column(_("发出单位"), 14),
    Column(_("主送"), 14),
    Column(_("日期"), 12, "date"),
    Column(_("事由"), 18),
    Column(_("内容"), 34),
    Column(_("要求及时限"), 28),
    Column(_("签发人"), 10),
    Column(_("签收人/日期"), 12),
    Column(_("回复意见"), 28),
    Column(_("办结确认"), 12),
]
RATE_COLUMNS = [
    Column(_("序号"), 6, "index"),
    Column(_("单位"), 26),
    Column(_("季度"), 9),
    Column(_("应当告知件数"), 10, "number", "sum"),
    Column(_("按期告知件数"), 10, "number", "sum"),
    Column(_("及时受理率"), 10, "rate", "rate", "D"),
    Column(_("应当办结件数"), 10, "number", "sum"),
    Column(_("按期办结件数"), 10, "number", "sum"),
    Column(_("按期办结率"), 10, "rate", "rate", "G"),
    Column(_("评价件数"), 10, "number", "sum"),
    Column(_("满意、基本满意件数"), 11, "number", "sum"),
    Column(_("群众满意率"), 10, "rate", "rate", "J"),
    Column(_("不计入件次"), 10, "number", "sum"),
]
QUARTERS = (1, 2, 3, 4)
# Units of which the rates are read at a time.
UNITS_AT_A_TIME = 200


def _cases(report: AnnualReport) -> Iterator[Any]:
    """Petitioners by pseudonym, whoever makes it: identities leave the office with the ledger of petitions only."""
    seen = without_accusations(Case.objects.visible_to(report.reader))
    path = report.unit.path
    here = seen.filter(Q(unit__path__startswith=path) | Q(handling_unit__path__startswith=path))
    period = report.period
    return case_rows(here.filter(received_on__range=(period.start, period.end)).order_by("received_on", "pk"))


def _said_of_cases(report: AnnualReport) -> list[Any]:
    """What is not in it; an empty ledger must not be taken for a year without petitions."""
    notes = [_("检举控告类事项不列入本表。信访人以代号表示，联系方式、地址不导出。")]
    if not report.reader.access.has_role(*EXPORTERS):
        notes.append(
            _("制表人没有查阅信访事项的权限，本表只含其本人经办的事项。需要完整台账的，请由信访工作人员导出。")
        )
    return notes


def _meetings(report: AnnualReport) -> Iterator[Any]:
    period, reader = report.period, report.reader
    held = Meeting.objects.visible_to(reader).filter(state=MeetingState.HELD, on__range=(period.start, period.end))
    here = held.filter(unit__path__startswith=report.unit.path).order_by("on", "pk")
    forums = logs(report).filter(kind__code="forum", meeting=None).order_by("first_day", "pk")
    return chain(meeting_rows(here, reader=reader), forum_rows(forums, reader=reader))


def _sheets(report: AnnualReport) -> Iterator[Any]:
    path, period, reader = report.unit.path, report.period, report.reader
    sent = WorkSheet.objects.visible_to(reader).filter(sent_on__range=(period.start, period.end))
    here = sent.filter(Q(sender__path__startswith=path) | Q(receiver__path__startswith=path))
    return map(_on_paper, sheet_rows(here.order_by("sent_on", "pk"), reader=reader))


def _on_paper(row: SheetRow) -> list[Any]:
    """要求及时限 is one column on paper."""
    asked = "\n".join(filter(None, (row.request, row.due.isoformat())))
    return [*row[:6], asked, *row[8:]]


def _rates(report: AnnualReport) -> Iterator[Any]:
    return numbered(_rate_rows(report))


def _rate_rows(report: AnnualReport) -> Iterator[list[Any]]:
    """Of each unit by itself that had a limit or a snapshot in the year, quarter by quarter; for who reads the page of
    the rates."""
    read = report.reader.access.within("path", *CLERKS, *SUPERVISORS)
    units = Unit.objects.filter(read, path__startswith=report.unit.path).order_by("path")
    for quarter in QUARTERS:
        for some in chunks(units.filter(_has_rates(report)).iterator(chunk_size=UNITS_AT_A_TIME), UNITS_AT_A_TIME):
            yield from (_rate_row(rates) for rates in rates_of(some, report.year, quarter) if _counts(rates))


def _said_of_rates(report: AnnualReport) -> list[Any]:
    is_read = report.reader.access.has_role(*CLERKS, *SUPERVISORS)
    return [] if is_read else [_("制表人没有查阅三率的权限，本表为空。需要的，请由信访工作人员导出。")]


def _has_rates(report: AnnualReport) -> Q:
    period = report.period
    clocks = Clock.objects.filter(unit=OuterRef("pk"), due__range=(period.start, period.end))
    frozen = RateSnapshot.objects.filter(unit=OuterRef("pk"), year=report.year)
    rated = Case.objects.filter(handling_unit=OuterRef("pk"), ratings__at__year=report.year)
    return Q(Exists(clocks)) | Q(Exists(frozen)) | Q(Exists(rated))


def _counts(rates: Rates) -> bool:
    return any(count.due for count in rates.counts) or bool(rates.excluded)


def _rate_row(rates: Rates) -> list[Any]:
    figures: list[Any] = []
    for count in rates.counts:
        figures += [count.due, count.met, count.met / count.due if count.due else None]
    return [str(rates.unit), str(_("第%(number)d季度")) % {"number": rates.quarter}, *figures, rates.excluded]


CASES = Ledger(
    _("信访台账"),
    _("期内接件的信访事项，信访人不具名"),
    lambda _report: CASE_COLUMNS,
    _cases,
    remarks=_said_of_cases,
)
MEETINGS = Ledger(
    _("座谈会记录"), _("期内召开的会议、座谈会，提出的问题建议和议定事项"), lambda _report: MEETING_COLUMNS, _meetings
)
SHEETS = Ledger(_("工作联系单"), _("期内发出和收到的工作联系单"), lambda _report: SHEET_COLUMNS, _sheets)
RATES = Ledger(
    _("三率"),
    _("各单位各季度及时受理率、按期办结率、群众满意率"),
    lambda _report: RATE_COLUMNS,
    _rates,
    title=_("信访工作三率统计表"),
    remarks=_said_of_rates,
)
