"""The brief of a unit on paper: a page for the leader, the details after it."""

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.exports.pdf import pdf_of
from reports.charts import svg
from reports.papers.briefs import Brief

# In units of the drawing: as wide as the text, and half of that. More of them make it lower, and its text smaller.
WIDE, NARROW = 720, 320


def title_of(brief: Brief) -> str:
    return _("%(unit)s%(period)s联系群众工作简报") % {"unit": brief.unit, "period": brief.period}


def brief_html(brief: Brief) -> str:
    words = {"brief": brief, "title": title_of(brief), "english": get_language() == "en"}
    words |= {
        "rates": svg(brief.rates, width=WIDE),
        "trend": [(chart, svg(chart, width=NARROW)) for chart in brief.trend],
    }
    return render_to_string("reports/papers/brief.html", words)


def brief_pdf(brief: Brief) -> bytes:
    """The bytes of the PDF. A tenth of a second for a page."""
    return pdf_of(brief_html(brief), style="report-paper.css")
