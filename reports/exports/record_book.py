"""Record books on paper: one, or those of a unit one after the other."""

import datetime
from collections.abc import Callable, Iterable

from django.template.loader import render_to_string
from django.utils.translation import get_language

from core.exports.pdf import pdf_of_all
from reports.papers.books import Book


def record_book_html(book: Book, *, on: datetime.date) -> str:
    words = {"book": book, "on": on, "english": get_language() == "en"}
    return render_to_string("reports/papers/record_book.html", words)


def _nothing() -> None:
    pass


def record_books_pdf(books: Iterable[Book], *, on: datetime.date, step: Callable[[], None] = _nothing) -> bytes:
    """The bytes of the PDF: cover, contacts, duties and logs of each. A tenth of a second for a page.

    `step` is called after each book is laid out; what it raises ends the work.
    """
    return pdf_of_all(_told(books, on, step), style="report-paper.css")


def _told(books: Iterable[Book], on: datetime.date, step: Callable[[], None]) -> Iterable[str]:
    for book in books:
        yield record_book_html(book, on=on)
        step()
