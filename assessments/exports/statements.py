"""A statement on paper: PDF, and an editable file for Word; the minutes of a democratic-life meeting."""

import io
from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.models import Statement
from core.exports.pdf import pdf_of
from core.exports.sheets import clean

Sections = Sequence[tuple[str, list[str]]]


def heading(statement: Statement) -> str:
    return _("%(year)s年度述职报告（联系群众部分）") % {"year": statement.year}


def statement_pdf(statement: Statement, sections: Sections) -> bytes:
    context = {"statement": statement, "heading": heading(statement), "sections": _numbered(sections)}
    return pdf_of(render_to_string("assessments/statement_pdf.html", context), style="official-letter.css")


def life_meeting_pdf(context: dict[str, Any]) -> bytes:
    return pdf_of(render_to_string("assessments/life_meeting_pdf.html", context), style="ledger-paper.css")


def _numbered(sections: Sections) -> list[tuple[str, list[str]]]:
    """Titles are numbered as in a letter: 一、二、三 …; empty lines are left out."""
    # Translators: seven characters that number seven sections, in English 1234567.
    numerals = _("一二三四五六七")
    return [
        (_("%(number)s、%(title)s") % {"number": numerals[n], "title": title}, [line for line in lines if line.strip()])
        for n, (title, lines) in enumerate(sections)
    ]


def statement_docx(statement: Statement, sections: Sections) -> bytes:
    """The bytes of a .docx in the layout of official papers: 小标宋 title, 黑体 headings, 仿宋 text, page number."""
    from docx import Document

    document = Document()
    _lay_out(document)
    _paragraph(document, heading(statement), "方正小标宋简体", 22, centred=True)
    _paragraph(document, _author(statement), "楷体_GB2312", 16, centred=True)
    for title, lines in _numbered(sections):
        _paragraph(document, title, "黑体", 16, indented=True)
        for line in lines:
            _paragraph(document, line, "仿宋_GB2312", 16, indented=True)
    _paragraph(document, _day(statement), "仿宋_GB2312", 16, right=True)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _author(statement: Statement) -> str:
    return f"{statement.home} {statement.cadre}" if statement.cadre else str(statement.home)


def _day(statement: Statement) -> str:
    return date_format(statement.submitted_on, "DATE_FORMAT") if statement.submitted_on else _("（草稿）")


def _lay_out(document: Any) -> None:
    """Margins of GB/T 9704: 37 mm above, 28 mm at the binding, a text of 156 × 225 mm; page number in the foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = foot.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _paragraph(
    document: Any,
    text: str,
    face: str,
    size: int,
    *,
    centred: bool = False,
    right: bool = False,
    indented: bool = False,
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    run = paragraph.add_run(clean(text))
    run.font.name, run.font.size = face, Pt(size)
    # Word takes the face of Chinese text from an attribute of its own.
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    layout = paragraph.paragraph_format
    layout.line_spacing, layout.space_after = Pt(29), Pt(0)
    if indented:
        layout.first_line_indent = Pt(size * 2)
    if centred or right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT
