"""The annual workbook of a unit: a cover, the figures, every ledger as on paper, and how the figures are defined."""

from typing import IO, TYPE_CHECKING

from core.exports.sheets import Book, book_file, write_sheet
from core.exports.xlsx import sheet_name
from reports.exports.annual import of_assessments, of_contacts, of_duties, of_figures, of_petitions, of_visits
from reports.exports.annual.cover import Entry, write_cover
from reports.exports.annual.report import AnnualReport, Ledger, counted

if TYPE_CHECKING:
    from reports.jobs import Progress

# In the order of the sheets.
LEDGERS: list[Ledger] = [
    of_figures.SUMMARY,
    of_visits.LOGS,
    of_contacts.POINTS,
    of_petitions.CASES,
    of_contacts.HELP,
    of_contacts.CARDS,
    of_petitions.MEETINGS,
    of_petitions.SHEETS,
    of_assessments.SCORES,
    of_assessments.ITEMS,
    of_assessments.APPRAISALS,
    of_duties.DUTIES,
    of_petitions.RATES,
    of_assessments.STATEMENTS,
    of_figures.DEFINITIONS,
]

__all__ = ["LEDGERS", "AnnualReport", "write_annual"]


def write_annual(report: AnnualReport, progress: "Progress | None" = None) -> IO[bytes]:
    """The workbook as an open temporary file at its start. Memory does not grow with the rows.

    Steps of `progress` are rows; that of all of them is the number of visit logs and of duties, which are most by far.
    Raises DomainError when the disk is full, and Cancelled when nobody waits for it any more.
    """
    if progress:
        progress.of(of_visits.logs(report).count() + of_duties.obligations(report).count())
    return book_file(lambda book: _write(book, report, progress))


def _write(book: Book, report: AnnualReport, progress: "Progress | None") -> None:
    """The cover is written last, when it is known how much there is, and stands first."""
    entries = []
    for ledger in LEDGERS:
        rows = counted(ledger.rows(report), progress)
        name = sheet_name(str(ledger.name))
        count = write_sheet(book, name, ledger.head(report), ledger.columns(report), rows)
        entries.append(Entry(name, str(ledger.what), count))
    write_cover(book, report, entries)
