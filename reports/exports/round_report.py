"""The report of a round of visits in a town (R14) on paper."""

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.exports.pdf import pdf_of
from reports.papers.round_words import sentences
from reports.papers.rounds import Round


def title_of(report: Round) -> str:
    return _("%(unit)s%(period)s组团联系服务工作报告") % {"unit": report.unit, "period": report.period}


def round_html(report: Round) -> str:
    words = {"report": report, "title": title_of(report), "sentences": sentences(report)}
    return render_to_string("reports/papers/round.html", words | {"english": get_language() == "en"})


def round_pdf(report: Round) -> bytes:
    """The bytes of the PDF. A tenth of a second for a page."""
    return pdf_of(round_html(report), style="report-paper.css")
