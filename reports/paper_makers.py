"""Papers that the worker makes: briefs for those who subscribe, record books of a unit with many cadres."""

import io
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from core.periods import OF_MONTHS
from reports import jobs
from reports.exports.brief import brief_pdf
from reports.exports.record_book import record_books_pdf
from reports.makers import keeps
from reports.models import ReportJob
from reports.papers.books import books_of, cadres_of
from reports.papers.briefs import brief_of

# So many books are ready before the person has looked up.
SMALL_BOOKS = 10


def register() -> None:
    """Called in ReportsConfig.ready."""
    jobs.register("brief", brief, _("联系群众工作简报"), suffix=".pdf", is_small=_always, periods=OF_MONTHS)
    name = _("民情日记")
    jobs.register("record_books", record_books, name, suffix=".pdf", is_small=has_few_books, is_personal=keeps)


def _always(_unit: Unit, _params: dict[str, Any]) -> bool:
    return True


def has_few_books(unit: Unit, params: dict[str, Any]) -> bool:
    period = jobs.period_of(params)
    return period is not None and cadres_of(unit, period.start.year).count() <= SMALL_BOOKS


def brief(job: ReportJob, progress: jobs.Progress) -> IO[bytes]:
    period = jobs.period_of(job.params)
    assert period is not None, "a brief is about a period"
    progress.of(2)
    found = brief_of(job.unit, period, reader=job.reader(), on=timezone.localdate(job.started_at))
    progress.step()
    content = brief_pdf(found)
    progress.step()
    return io.BytesIO(content)


def record_books(job: ReportJob, progress: jobs.Progress) -> IO[bytes]:
    """Those of all cadres of the unit itself, one after the other."""
    period = jobs.period_of(job.params)
    assert period is not None, "record books are about a year"
    on, year = timezone.localdate(job.started_at), period.start.year
    books = books_of(cadres_of(job.unit, year), year, reader=job.reader(), on=on)
    progress.of(len(books))
    return io.BytesIO(record_books_pdf(books, on=on, step=progress.step))
