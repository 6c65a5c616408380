"""Own forms as workbooks: looked into before they are stored, and filled without touching anything else in them.

openpyxl keeps values, formulas, styles, widths, print settings and rules of a sheet. What it would lose (pictures,
charts, controls …) is refused, so that a filled form is the form that was uploaded.
"""

import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.exports.xlsx import clean
from reports.own_forms import catalogue
from reports.own_forms.catalogue import Name

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 30 * 1024 * 1024
MOST_NAMES = 2_000
# What a workbook may not hold, by the beginning of the part's name, and what people call it.
REFUSED = (
    (("xl/vbaproject", "xl/macrosheets/", "xl/dialogsheets/"), gettext_lazy("宏")),
    (("xl/externallinks/",), gettext_lazy("指向其他文件的链接")),
    (("xl/connections", "xl/querytables/", "customui/"), gettext_lazy("外部数据连接或自定义界面")),
    (("xl/embeddings/", "xl/activex/", "xl/ctrlprops/", "xl/persons/"), gettext_lazy("嵌入对象、控件或批注会话")),
    (("xl/drawings/drawing", "xl/media/", "xl/charts/", "xl/diagrams/"), gettext_lazy("图片、图形或图表")),
    (("xl/pivot", "xl/slicer", "xl/timeline"), gettext_lazy("数据透视表或切片器")),
    (("xl/chartsheets/",), gettext_lazy("图表工作表")),
)
# Formulas that ask another computer or start another program; what stands in quotation marks is passed over.
REACHES_OUT = re.compile(r"\b(WEBSERVICE|IMAGE|HYPERLINK|RTD|DDE|CALL|REGISTER\.ID)\s*\(|\|", re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"')
LAST_COLUMN, LAST_ROW = (3, "XFD"), 1_048_576
ONE_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
FORMATS = {"rate": "0.0%", "money": "#,##0.00", "number": "#,##0", "date": "yyyy-mm-dd"}


@dataclass(frozen=True)
class Place:
    """A cell that is filled: the Latin name of what, the sheet, the cell."""

    latin: str
    sheet: str
    cell: str


@dataclass
class Checked:
    """`mistakes` and `remarks`: (where, what). A form with a mistake is not taken; a remark is shown beside it."""

    places: list[Place] = field(default_factory=list)
    mistakes: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)


def check_form(content: bytes) -> Checked:
    """All that is wrong with it, at once. Nothing is written. Raises DomainError for a file that cannot be opened."""
    found = Checked()
    try:
        _check_parts(content, found)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, zlib.error) as error:
        raise _damaged() from error
    if not found.mistakes:
        book = _opened(content)
        _check_formulas(book, found)
        _check_names(book, found)
    return found


def _check_parts(content: bytes, found: Checked) -> None:
    """Looks at the list of parts before anything unpacks them."""
    whole = _("整个文件")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(content) > MOST_BYTES or sum(part.file_size for part in parts) > MOST_UNPACKED:
            found.mistakes.append((whole, _("文件过大。表样只需表头和空格，请删去多余内容后再上传。")))
            return
        names = [part.filename.lower() for part in parts]
        kinds = [str(what) for starts, what in REFUSED if any(name.startswith(starts) for name in names)]
        if b"macroEnabled" in archive.read("[Content_Types].xml"):
            kinds.append(_("宏"))
        sheets = [part for part in parts if part.filename.startswith("xl/worksheets/sheet")]
        if any(b"<extLst" in archive.read(part) for part in sheets):
            found.remarks.append((whole, _("部分扩展格式（如数据条、图标集）可能不会保留，请下载填好的表核对。")))
    found.mistakes += [(whole, _("含有%(what)s，请删去后再上传。") % {"what": what}) for what in dict.fromkeys(kinds)]


def _opened(content: bytes) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(content), rich_text=True, keep_links=False)
    except Exception as error:
        raise _damaged() from error


def _damaged() -> DomainError:
    return DomainError(_("文件已损坏，无法打开。请在表格软件中另存后再上传。"), field="file")


def _check_formulas(book: Any, found: Checked) -> None:
    """What a form reckons stays in the file: whoever fills it would send its figures elsewhere."""
    for sheet in book.worksheets:
        # Those that are there: a single one in the last row would make all the rows before it.
        for cell in (cell for cell in sheet._cells.values() if cell.data_type == "f"):
            formula = str(getattr(cell.value, "text", cell.value))
            if REACHES_OUT.search(QUOTED.sub("", formula)):
                text = _("公式会访问网络、其他文件或程序，请删去后再上传。")
                found.mistakes.append((f"{sheet.title}!{cell.coordinate}", text))


def _check_names(book: Any, found: Checked) -> None:
    taken: dict[tuple[str, str], str] = {}
    defined = list(_defined(book))
    for text, refers in defined[:MOST_NAMES]:
        name = catalogue.find(text)
        if name is None:
            _unknown(text, found)
        elif problem := _place(book, name, text, refers, taken, found):
            found.mistakes.append((text, problem))
    if len(defined) > MOST_NAMES:
        found.mistakes.append((_("整个文件"), _("名称超过%(most)s个。") % {"most": MOST_NAMES}))
    elif not found.places and not found.mistakes:
        text = _("没有找到可以填写的名称。请选中要填写的单元格，在名称框中输入名称清单中的名称。")
        found.mistakes.append((_("整个文件"), text))


def _defined(book: Any) -> Iterator[tuple[str, Any]]:
    """Names of the workbook and of its sheets, without those that the spreadsheet program itself keeps."""
    holders = [book, *book.worksheets]
    for name, refers in [item for holder in holders for item in holder.defined_names.items()]:
        if not refers.hidden and not name.startswith("_xl"):
            yield name, refers


def _unknown(text: str, found: Checked) -> None:
    if not catalogue.is_meant(text):
        found.remarks.append((text, _("不在名称清单中，原样保留，不填写。")))
        return
    near = catalogue.nearest(text)
    what = _("没有这个名称。是否应为“%(near)s”？") % {"near": near} if near else _("没有这个名称，请查对名称清单。")
    found.mistakes.append((text, what))


def _place(book: Any, name: Name, text: str, refers: Any, taken: dict[tuple[str, str], str], found: Checked) -> str:
    """Note where the name leads to; returns what is wrong, or ""."""
    sheet, cell = _cell_of(book, refers)
    if sheet is None:
        return _("名称须指向本文件中的一个单元格。")
    target = sheet[cell]
    if type(target).__name__ == "MergedCell" or (name.is_column and _is_merged(sheet, cell)):
        return _("单元格%(cell)s在合并区域中：请指向合并区域左上角；表格列不能合并。") % {"cell": cell}
    if target.data_type == "f":
        return _("单元格%(cell)s中有公式，填写会覆盖公式。") % {"cell": cell}
    if other := taken.get((sheet.title, cell)):
        return _("单元格%(cell)s已经有名称“%(other)s”。") % {"cell": cell, "other": other}
    taken[(sheet.title, cell)] = text
    found.places.append(Place(name.latin, sheet.title, cell))
    return ""


def _cell_of(book: Any, refers: Any) -> tuple[Any, str]:
    """The sheet and the cell that the name stands for; (None, "") for anything but one cell of this workbook."""
    try:
        places = list(refers.destinations) if refers.type == "RANGE" else []
    except (ValueError, AttributeError):
        places = []
    if len(places) != 1 or places[0][0] not in book.sheetnames:
        return None, ""
    title, cell = places[0][0], str(places[0][1]).replace("$", "")
    return (book[title], cell) if _is_one(cell) else (None, "")


def _is_one(cell: str) -> bool:
    found = ONE_CELL.fullmatch(cell)
    return found is not None and (len(found[1]), found[1]) <= LAST_COLUMN and int(found[2]) <= LAST_ROW


def _is_merged(sheet: Any, cell: str) -> bool:
    return any(cell in merged for merged in sheet.merged_cells.ranges)


def fill_form(content: bytes, places: list[Place], values: Mapping[str, Any]) -> IO[bytes]:
    """The form with the values in its named cells, as an open temporary file at its start.

    Raises DomainError where a table has less room than there are units, and when the disk is full.
    """
    book = _opened(content)
    for place in places:
        name, value = catalogue.by_latin(place.latin), values[place.latin]
        if name.is_column:
            _fill_column(book[place.sheet], place, name, value)
        else:
            _put(book[place.sheet][place.cell], value, name.style)
    # Formulas of the form reckon with what was filled in as soon as it is opened.
    book.calculation.fullCalcOnLoad = True
    return _saved(book)


def _fill_column(sheet: Any, place: Place, name: Name, values: list[Any]) -> None:
    first = sheet[place.cell]
    for number, value in enumerate(values):
        is_over = first.row + number > LAST_ROW
        cell = first if is_over else sheet.cell(first.row + number, first.column)
        if number and (is_over or cell.value is not None or _is_merged(sheet, cell.coordinate)):
            text = _("工作表“%(sheet)s”中“%(name)s”只留了%(room)s行，而下级单位有%(count)s个。请加行后上传新版本。")
            parts = {"sheet": place.sheet, "name": name.chinese, "room": number, "count": len(values)}
            raise DomainError(text % parts)
        if number and not cell.has_style:
            cell._style = first._style
        _put(cell, value, name.style)


def _put(cell: Any, value: Any, style: str) -> None:
    """Text is always text: nothing that a person typed becomes a formula. A format that the form has stays."""
    cell.value = "—" if value is None else clean(value) if isinstance(value, str) else value
    if isinstance(cell.value, str):
        cell.data_type = "s"
    elif cell.number_format == "General" and style in FORMATS:
        cell.number_format = FORMATS[style]


def _saved(book: Any) -> IO[bytes]:
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer to the request closes it
    try:
        book.save(file)
    except OSError as error:
        file.close()
        raise DomainError(_("服务器磁盘空间不足，表格没有生成。请联系系统管理员清理后重试。")) from error
    file.seek(0)
    return file
