"""A ledger sheet: what openpyxl reads back from what was written."""

import datetime
import io

import pytest
from openpyxl import load_workbook

from core.exports import sheets
from core.exports.sheets import Column, SheetHead

HEAD = SheetHead("2026年度走访台账", "青山县", datetime.date(2026, 11, 20), "王敏")
COLUMNS = [
    Column("序号", 6, "number"),
    Column("姓名", 12),
    Column("日期", 12, "date"),
    Column("次数", 8, "number", "sum"),
    Column("比率", 8, "rate", "rate", "D"),
]
DAY = datetime.date(2026, 3, 8)


def written(rows, *, times=1):
    book = sheets.new_book()
    for number in range(times):
        sheets.write_sheet(book, f"台账{number}", HEAD, COLUMNS, rows)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return load_workbook(file)


def test_title_unit_date_and_header_stand_as_on_paper():
    sheet = written([[1, "张三", DAY, 4, 0.5]])["台账0"]
    assert sheet["A1"].value == "2026年度走访台账"
    assert "A1:E1" in {str(r) for r in sheet.merged_cells.ranges}
    assert sheet["A2"].value == "填报单位：青山县"
    assert sheet["C2"].value == "填报日期：2026-11-20"
    assert [c.value for c in sheet[3]] == ["序号", "姓名", "日期", "次数", "比率"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


def test_dates_are_dates_and_numbers_are_numbers():
    row = written([[1, "张三", DAY, 4, 0.5]])["台账0"][4]
    assert row[2].value.date() == DAY
    assert row[2].number_format == "yyyy-mm-dd"
    assert (row[3].value, row[3].data_type) == (4, "n")


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "-5", "@SUM(A1)", "=cmd|'/c calc'!A1"])
def test_text_that_looks_like_a_formula_stays_text(text):
    cell = written([[1, text, DAY, 4, 0.5]])["台账0"]["B4"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_control_characters_are_left_out():
    assert written([[1, "张\x00三\x0b", DAY, 4, 0.5]])["台账0"]["B4"].value == "张三"


def test_sum_row_holds_formulas_over_all_rows():
    sheet = written([[1, "张三", DAY, 4, 0.5], [2, "李四", DAY, 6, 1.0]])["台账0"]
    assert [c.value for c in sheet[6]] == [
        "合计", None, None, "=SUM(D4:D5)", '=IF(SUM(D4:D5)=0,"—",SUMPRODUCT(E4:E5,D4:D5)/SUM(D4:D5))',
    ]  # fmt: skip
    assert sheet["A7"].value == "制表人：王敏"
    assert sheet["C7"].value == "审核人："


def test_a_rate_that_does_not_exist_is_a_dash():
    assert written([[1, "张三", DAY, 0, None]])["台账0"]["E4"].value == "—"


def test_an_empty_ledger_still_has_head_and_signature():
    sheet = written([])["台账0"]
    assert sheet["A3"].value == "序号"
    assert sheet["A4"].value == "合计"
    assert sheet["A5"].value == "制表人：王敏"


def test_rows_beyond_a_sheet_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_DATA_ROWS", 2)
    book = written([[n, "张三", DAY, n, 0.5] for n in range(1, 6)])
    assert book.sheetnames == ["台账0", "台账0 (2)", "台账0 (3)"]
    assert [book["台账0 (2)"].cell(r, 1).value for r in (4, 5)] == [3, 4]
    assert book["台账0 (3)"]["A4"].value == 5
    assert book["台账0 (3)"]["A3"].value == "序号"


def test_a_full_last_sheet_opens_no_empty_one(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_DATA_ROWS", 2)
    assert written([[n, "张三", DAY, n, 0.5] for n in (1, 2)]).sheetnames == ["台账0"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("张三", 12, 1), ("一二三四五六", 12, 2), ("abcdef", 12, 1), ("第一行\n第二行", 12, 2), (3, 12, 1), ("", 12, 1)],
)
def test_a_row_is_as_high_as_its_longest_text(text, width, lines):
    assert sheets.lines_of(text, width) == lines


def test_long_text_makes_its_row_higher_and_no_other():
    sheet = written([[1, "张三", DAY, 4, 0.5], [2, "住房和城乡建设局办公室", DAY, 4, 0.5]])["台账0"]
    assert sheet.row_dimensions[4].height < sheet.row_dimensions[5].height


@pytest.mark.parametrize("text", ["<b>&amp;</b>", "第一行\n第二行", "  两端空格  ", "]]>", "'引号\""])
def test_signs_of_the_file_format_are_text_as_well(text):
    assert written([[1, text, DAY, 4, 0.5]])["台账0"]["B4"].value == text


def test_the_filter_is_over_the_table_and_not_over_its_sum():
    assert written([[1, "张三", DAY, 4, 0.5]])["台账0"].auto_filter.ref == "A3:E4"


@pytest.mark.parametrize(
    ("name", "part", "taken"),
    [("走访/台账:[一]", 1, "走访 台账  一"), ("一" * 40, 1, "一" * 31), ("一" * 40, 12, "一" * 26 + " (12)")],
)
def test_a_sheet_has_a_name_that_excel_takes(name, part, taken):
    assert sheets.sheet_name(name, part) == taken


def test_a_book_that_fails_leaves_no_file_behind():
    books = []

    def fail(book):
        books.append(book)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        sheets.book_file(fail)
    assert books[0]._file.closed
