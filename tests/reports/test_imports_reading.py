"""Workbooks as offices really send them."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from core.errors import DomainError
from reports.exports import import_reading
from reports.exports.import_reading import read_workbook
from reports.exports.import_template import write_template
from reports.forms.imports import ImportField
from reports.imports.registry import WORKBOOKS
from tests.factories_imports import book_of

BOOK = WORKBOOKS["points"]
HEAD = ["所在单位", "名称", "类型", "联系电话"]
ROW = ["河口镇", "柳林村", "村（社区）", 13800000001]


def cells(content):
    return [(row, found) for _sheet, row, found in read_workbook(content, BOOK).rows]


def test_titles_above_empty_rows_sums_and_signatures_are_passed_over():
    rows = [["联系点花名册"], ["填报单位：河口镇"], HEAD, ROW, [], ["合 计", 1], ["制表人：张三"]]
    merged = book_of(*rows, change=lambda book: book.active.merge_cells("A1:D1"))
    found = {"unit": "河口镇", "name": "柳林村", "category": "村（社区）", "phone": "13800000001"}
    assert cells(merged) == [(4, found)]


def test_headings_may_stand_in_any_order_and_what_is_not_known_is_named():
    content = book_of(["序号", "类 型*", "名称", "备用", "所在单位"], [1, "民营企业", "食品厂", "x", "河口镇"])
    read = read_workbook(content, BOOK)
    assert read.unknown == ["备用"]
    assert read.rows[0][2] == {"category": "民营企业", "name": "食品厂", "unit": "河口镇"}


def test_every_visible_sheet_with_the_heading_is_read_and_none_that_is_hidden():
    def spoil(book):
        book.create_sheet("第二村").append(HEAD)
        book["第二村"].append(ROW)
        for name, state in (("藏着", "hidden"), ("深藏", "veryHidden"), ("填写示例", "visible")):
            sheet = book.create_sheet(name)
            sheet.sheet_state = state
            sheet.append(HEAD)
            sheet.append(ROW)
        book.create_sheet("别的").append(["说明"])

    assert [row[0] for row in read_workbook(book_of(HEAD, ROW, title="第一村", change=spoil), BOOK).rows] == [
        "第一村",
        "第二村",
    ]


def test_noughts_that_a_format_shows_are_kept():
    def spoil(book):
        book.active["D2"].number_format = "00000000000"

    assert cells(book_of(HEAD, [*ROW[:3], 5118888666], change=spoil))[0][1]["phone"] == "05118888666"


def test_a_formula_counts_by_its_kept_value_and_text_is_never_reckoned():
    content = book_of(HEAD, ["河口镇", "'=1+1", "村（社区）", "=1+1"])
    # Nobody has opened the file: the formula has no value yet.
    assert cells(content)[0][1] == {"unit": "河口镇", "name": "'=1+1", "category": "村（社区）"}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["名称", "备注"], ["a", "b"]], "所在单位"),
        ([["说明"]], "没有找到表头"),
        ([HEAD], "没有内容"),
        ([[*HEAD, "手机"], ROW], "重复的列"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(rows, says):
    with pytest.raises(DomainError, match=says):
        read_workbook(book_of(*rows), BOOK)


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(import_reading, "MOST_ROWS", 2)
    with pytest.raises(DomainError, match="2行"):
        read_workbook(book_of(HEAD, ROW, ROW, ROW), BOOK)


def test_a_long_text_shared_by_many_cells_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(import_reading.Room, "__init__", lambda self: setattr(self, "left", 100_000))
    assert cells(book_of(HEAD, [*ROW[:3], "长" * 32_767]))
    with pytest.raises(DomainError, match="文字过多"):
        cells(book_of(HEAD, *[[*ROW[:3], "长" * 32_767]] * 4))


def test_a_file_that_names_others_reads_none_of_them(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    spoilt = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book_of(HEAD, ROW))) as good, zipfile.ZipFile(spoilt, "w") as bad:
        for part in good.namelist():
            text = good.read(part)
            if part == "xl/worksheets/sheet1.xml":
                entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
                text = entity + text.replace(b"13800000001", b"&e;")
            bad.writestr(part, text)
    try:
        assert "机密" not in str(cells(spoilt.getvalue()))
    except DomainError as refused:
        assert "损坏" in refused.message


@pytest.mark.parametrize("name", ["册.xls", "册.csv", "册.et", "册.xlsm"])
def test_another_kind_of_file_is_refused_with_what_to_do(name):
    from django.forms import ValidationError

    with pytest.raises(ValidationError, match="另存为"):
        ImportField().clean(SimpleUploadedFile(name, b"x"))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", WORKBOOKS)
def test_a_template_has_headings_notes_and_lists_in_chinese_whatever_the_page_speaks(kind):
    from django.utils import translation

    with translation.override("en"):
        book = load_workbook(io.BytesIO(write_template(WORKBOOKS[kind], "表")))
    sheet = book["表"]
    columns = WORKBOOKS[kind].columns
    assert [cell.value.strip("*") for cell in sheet[1]] == [column.title for column in columns]
    assert sheet.max_row == 1
    assert all(cell.comment.text.startswith(("必填", "选填")) for cell in sheet[1])
    lists = [column for column in columns if column.names]
    assert len(sheet.data_validations.dataValidation) == len(lists)
    assert book["选项"].sheet_state == "hidden"
    telephones = [number for number, column in enumerate(columns, 1) if "phone" in column.key]
    assert all(sheet.column_dimensions[sheet.cell(1, n).column_letter].number_format == "@" for n in telephones)
