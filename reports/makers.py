"""The kinds of workbooks that can be made in the worker (reports/jobs.py); papers are in reports/paper_makers.py."""

from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import KEEPERS
from accounts.models import Unit, User
from core.periods import OF_MONTHS
from reports import jobs
from reports.asking import Question
from reports.comparing import Against
from reports.exports.annual import write_annual
from reports.exports.rollup import RollupBook, write_rollup
from reports.models import ReportJob
from reports.rollup.scale import more_than
from visits.models import VisitLog

# Up to so many visit logs, a workbook is ready before the person has looked up.
SMALL_LOGS = 3_000


def register() -> None:
    """Called in ReportsConfig.ready."""
    name = _("联系群众工作报表")
    jobs.register("annual", annual, name, is_small=is_small, is_personal=keeps, periods=("year",))
    jobs.register("rollup", rollup_book, _("工作汇总表"), is_small=is_small, periods=OF_MONTHS)


def annual(job: ReportJob, progress: jobs.Progress) -> IO[bytes]:
    """The annual workbook, as reports.actions.export_annual makes it at once."""
    from reports.actions.annual import annual_report

    period = jobs.period_of(job.params)
    assert period is not None, "an annual report is about a year"
    on = timezone.localdate(job.started_at)
    by, purpose = job.reader(), job.purpose
    report = annual_report(job.unit, period, by=by, on=on, with_phones=job.is_personal, purpose=purpose)
    return write_annual(report, progress)


def rollup_book(job: ReportJob, progress: jobs.Progress) -> IO[bytes]:
    """All figures of the unit and of each unit below it, beside those of the same period a year before."""
    period = jobs.period_of(job.params)
    assert period is not None, "a rollup is about a period"
    on = timezone.localdate(job.started_at)
    book = RollupBook(Question(job.unit, period), Against.LAST_YEAR, str(job.reader()), on)
    return write_rollup(book, reader=job.reader())


def is_small(unit: Unit, params: dict[str, Any]) -> bool:
    """Counts no further than one beyond the limit."""
    period = jobs.period_of(params)
    if period is None:
        return False
    logs = VisitLog.objects.recorded().under(unit.path).filter(first_day__range=(period.start, period.end))
    return not more_than(SMALL_LOGS, logs)


def keeps(unit: Unit, user: User) -> bool:
    return user.access.covers(unit.path, *KEEPERS)
