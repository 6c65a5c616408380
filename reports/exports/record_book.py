"""Record books on paper: one, or those of a unit one after the other."""

import datetime
from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.exports.pdf import pdf_of
from reports.papers.books import Book


def record_books_html(books: Sequence[Book], *, on: datetime.date) -> str:
    words = {"books": books, "title": _("民情日记"), "on": on, "english": get_language() == "en"}
    return render_to_string("reports/papers/record_books.html", words)


def record_books_pdf(books: Sequence[Book], *, on: datetime.date) -> bytes:
    """The bytes of the PDF: cover, contacts, duties and logs of each. A tenth of a second for a page."""
    return pdf_of(record_books_html(books, on=on), style="report-paper.css")
