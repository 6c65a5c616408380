"""Papers of some ten pages through the product, from the records to the PDF, against WeasyPrint on the ready HTML."""

import functools
from collections.abc import Callable

from accounts.models import Cadre, Unit, User
from benchmarks import Ratio, benchmark, compare
from benchmarks.visits import databases
from core import clock, periods
from core.exports.pdf import STYLES, font_faces
from reports.exports.brief import brief_html, brief_pdf
from reports.exports.record_book import record_book_html, record_books_pdf
from reports.papers.books import Book, books_of
from reports.papers.briefs import Brief, brief_of

ROUNDS = 5
# Two cadres with thirty logs each fill a dozen pages.
CADRES = 2
STYLE = "report-paper.css"


@functools.cache
def _reader() -> User:
    """Of the smaller county of the visits: 20 towns, 400 cadres, 12,000 logs."""
    databases().use(databases().files[0])
    return User.objects.get(username="admin")


def _books() -> list[Book]:
    cadres = Cadre.objects.order_by("pk")[:CADRES]
    return books_of(cadres, clock.today().year, reader=_reader(), on=clock.today())


def _brief() -> Brief:
    return brief_of(Unit.objects.get(parent=None), periods.year(clock.today()), reader=_reader(), on=clock.today())


def by_hand(parts: list[str]) -> None:
    """What one would write who knows WeasyPrint well; the HTML is there already."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    styles = [CSS(string=font_faces(), font_config=fonts), CSS(filename=STYLES / STYLE, font_config=fonts)]
    for html in parts:
        HTML(string=html).write_pdf(stylesheets=styles, font_config=fonts)


def _compared(parts: list[str], make: Callable[[], object]) -> Ratio:
    return compare(lambda: by_hand(parts), make, rounds=ROUNDS)


@benchmark("Record books of a dozen pages from the records, against WeasyPrint on their ready HTML", limit=1.2)
def record_books() -> Ratio:
    _reader()
    parts = [record_book_html(book, on=clock.today()) for book in _books()]
    return _compared(parts, lambda: record_books_pdf(_books(), on=clock.today()))


@benchmark("The brief of a county's year from its figures, against WeasyPrint on its ready HTML", limit=1.2)
def brief() -> Ratio:
    """What the figures cost is measured in benchmarks/rollup.py."""
    _reader()
    found = _brief()
    return _compared([brief_html(found)], lambda: brief_pdf(found))
