"""The circulation (通报) of a result as PDF: official Chinese, tables and bars, what stands out in sentences."""

import datetime

from django.template.loader import render_to_string
from django.utils import translation

from assessments.findings import findings
from assessments.selectors.circulation import Report
from core.exports.pdf import pdf_of


def circulation_pdf(report: Report, *, on: datetime.date) -> bytes:
    """The bytes of the PDF, always in Chinese. Some hundred milliseconds; `on` is the day of the signature."""
    with translation.override("zh-hans"):
        words = {"report": report, "survey": report.survey, "findings": findings(report), "on": on}
        html = render_to_string("assessments/circulation_pdf.html", words)
    return pdf_of(html, style="circulation.css")
