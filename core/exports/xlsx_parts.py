"""The parts of a workbook around its rows: styles, page, names, and what belongs to what."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from core.exports.xlsx import Page, Sheet

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
A4 = 9

SONG, HEI = "宋体", "黑体"
FONTS = {
    "body": f'<font><sz val="10"/><name val="{SONG}"/></font>',
    "bold": f'<font><b/><sz val="10"/><name val="{SONG}"/></font>',
    "title": f'<font><sz val="16"/><name val="{HEI}"/></font>',
    "cover": f'<font><sz val="26"/><name val="{HEI}"/></font>',
    "link": f'<font><u/><sz val="11"/><color rgb="FF1F4E9C"/><name val="{SONG}"/></font>',
    "large": f'<font><sz val="11"/><name val="{SONG}"/></font>',
}
FORMATS = {"General": 0, "0": 1, "@": 49, "yyyy-mm-dd": 164, "#,##0": 3, "0.0": 165, "#,##0.00": 4, "0.0%": 166}
WRAP = '<alignment vertical="center" wrapText="1"/>'
TOP = '<alignment vertical="top" wrapText="1"/>'
MIDDLE = '<alignment vertical="center"/>'
CENTRE = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
RIGHT = '<alignment horizontal="right" vertical="center"/>'
# Name: font, number format, alignment, whether it has a frame, whether it is grey.
STYLES = {
    "plain": ("body", "General", MIDDLE, False, False),
    "title": ("title", "General", CENTRE, False, False),
    "line": ("body", "General", MIDDLE, False, False),
    "header": ("bold", "General", CENTRE, True, True),
    "text": ("body", "@", WRAP, True, False),
    "note": ("body", "General", TOP, False, False),
    "date": ("body", "yyyy-mm-dd", CENTRE, True, False),
    "number": ("body", "#,##0", RIGHT, True, False),
    "index": ("body", "0", CENTRE, True, False),
    "points": ("body", "0.0", RIGHT, True, False),
    "money": ("body", "#,##0.00", RIGHT, True, False),
    "rate": ("body", "0.0%", RIGHT, True, False),
    "sum_text": ("bold", "General", CENTRE, True, False),
    "sum_number": ("bold", "#,##0", RIGHT, True, False),
    "sum_points": ("bold", "0.0", RIGHT, True, False),
    "sum_money": ("bold", "#,##0.00", RIGHT, True, False),
    "sum_rate": ("bold", "0.0%", RIGHT, True, False),
    "cover": ("cover", "General", CENTRE, False, False),
    "link": ("link", "General", MIDDLE, False, False),
    "large": ("large", "@", WRAP, False, False),
}
STYLE_KEYS = {name: key for key, name in enumerate(STYLES)}


def quoted(name: str) -> str:
    """The name of a sheet as formulas and links write it."""
    return "'" + name.replace("'", "''") + "'"


def styles() -> str:
    """xl/styles.xml: a font, a frame and a number format for each style."""
    side = "".join(f'<{at} style="thin"><color rgb="FF7F7F7F"/></{at}>' for at in ("left", "right", "top", "bottom"))
    fills = ('<patternFill patternType="none"/>', '<patternFill patternType="gray125"/>', _grey())
    own = ((key, code) for code, key in FORMATS.items() if key >= 164)
    formats = [f'<numFmt numFmtId="{key}" formatCode={quoteattr(code)}/>' for key, code in own]
    named = '<cellStyle name="Normal" xfId="0" builtinId="0"/>'
    return (
        f'{XML}<styleSheet xmlns="{MAIN}">'
        + _counted("numFmts", formats)
        + _counted("fonts", list(FONTS.values()))
        + _counted("fills", [f"<fill>{fill}</fill>" for fill in fills])
        + _counted("borders", ["<border><left/><right/><top/><bottom/></border>", f"<border>{side}</border>"])
        + _counted("cellStyleXfs", ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'])
        + _counted("cellXfs", [_format(*style) for style in STYLES.values()])
        + _counted("cellStyles", [named])
        + "</styleSheet>"
    )


def _grey() -> str:
    return '<patternFill patternType="solid"><fgColor rgb="FFEDEFF2"/></patternFill>'


def _counted(name: str, found: list[str]) -> str:
    return f'<{name} count="{len(found)}">{"".join(found)}</{name}>'


def _format(font: str, number_format: str, alignment: str, has_frame: bool, is_grey: bool) -> str:
    return (
        f'<xf numFmtId="{FORMATS[number_format]}" fontId="{list(FONTS).index(font)}" fillId="{2 * is_grey}" '
        f'borderId="{int(has_frame)}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" '
        f'applyAlignment="1">{alignment}</xf>'
    )


def sheet_head(page: "Page") -> str:
    """What stands before the rows. The number of rows on a printed page is free, their width is one page."""
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width:g}" customWidth="1"/>'
        for number, width in enumerate(page.widths, 1)
    )
    return (
        f'{XML}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="{int(page.head_row > 0)}" workbookViewId="0">{_pane(page.head_row)}'
        f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
    )


def _pane(row: int) -> str:
    if not row:
        return ""
    return f'<pane ySplit="{row}" topLeftCell="A{row + 1}" activePane="bottomLeft" state="frozen"/>'


def sheet_foot(page: "Page", filtered: str, merged: Sequence[str], links: Sequence[tuple[str, str]]) -> str:
    """What stands behind the rows, in the order that the standard asks for."""
    leading = "".join(
        f'<hyperlink ref="{cell}" location={quoteattr(quoted(name) + "!A1")} display={quoteattr(name)}/>'
        for cell, name in links
    )
    way = "portrait" if page.is_portrait else "landscape"
    return (
        "</sheetData>"
        + (f'<autoFilter ref="{filtered}"/>' if filtered else "")
        + (_counted("mergeCells", [f'<mergeCell ref="{cells}"/>' for cells in merged]) if merged else "")
        + (f"<hyperlinks>{leading}</hyperlinks>" if links else "")
        + '<printOptions horizontalCentered="1"/>'
        + '<pageMargins left="0.4" right="0.4" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>'
        + f'<pageSetup paperSize="{A4}" orientation="{way}" fitToWidth="1" fitToHeight="0"/>'
        + "<headerFooter><oddFooter>&amp;C— &amp;P / &amp;N —</oddFooter></headerFooter></worksheet>"
    )


def package(sheets: "Sequence[Sheet]", order: Sequence[int]) -> Iterator[tuple[str, str]]:
    """(path, text) of the other files of the archive. `order`: the number of each sheet's own file, from 0."""
    yield "[Content_Types].xml", _content_types(len(sheets))
    yield "_rels/.rels", _relations([("rId1", "officeDocument", "xl/workbook.xml")])
    files = [(f"rId{index + 1}", "worksheet", f"worksheets/sheet{index + 1}.xml") for index in range(len(sheets))]
    yield "xl/_rels/workbook.xml.rels", _relations([*files, (f"rId{len(sheets) + 1}", "styles", "styles.xml")])
    yield "xl/styles.xml", styles()
    yield "xl/workbook.xml", _workbook(sheets, order)


def _content_types(count: int) -> str:
    kinds = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    kinds += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, count + 1)]
    named = "".join(f'<Override PartName="{path}" ContentType="{KIND}.{kind}+xml"/>' for path, kind in kinds)
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}</Types>'
    )


def _relations(rows: list[tuple[str, str, str]]) -> str:
    found = "".join(f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{to}"/>' for key, kind, to in rows)
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{found}</Relationships>'


def _workbook(sheets: "Sequence[Sheet]", order: Sequence[int]) -> str:
    rows = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{index + 1}" r:id="rId{index + 1}"/>'
        for sheet, index in zip(sheets, order, strict=True)
    )
    names = "".join(_names(number, sheet) for number, sheet in enumerate(sheets))
    return (
        f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{rows}</sheets>{f'<definedNames>{names}</definedNames>' if names else ''}"
        '<calcPr fullCalcOnLoad="1"/></workbook>'
    )


def _names(number: int, sheet: "Sheet") -> str:
    """Which rows are repeated on each page, and which part is filtered: names that Excel reads."""
    found, name, row = "", escape(quoted(sheet.name)), sheet.page.head_row
    if sheet.filter:
        first, last = (_fixed(cell) for cell in sheet.filter.split(":"))
        found += (
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">'
            f"{name}!{first}:{last}</definedName>"
        )
    if row:
        found += f'<definedName name="_xlnm.Print_Titles" localSheetId="{number}">{name}!${row}:${row}</definedName>'
    return found


def _fixed(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
