"""Cases from a workbook: every mistake with row and column, all or nothing, and a second time nothing new."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from core.models import AuditEntry
from petitions.models import Case, Petitioner
from tests.factories_petitions import AT, make_offices

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
URL, TEMPLATE = "/petitions/import/", "/petitions/import/template/"
HEADINGS = ["接件时间", "内容", "事由", "信访人", "联系方式", "地址", "人数", "信访类型", "事项类别", "问题发生地"]
ROAD = [
    datetime.datetime(2026, 11, 2),
    "村口的路坏了",
    "",
    "王小明",
    13800000001,
    "一组",
    3.0,
    "申诉求决",
    "城乡建设",
    "柳树村",
]
LAMP = ["2026-11-03", "路灯不亮"]


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.fixture
def offices():
    return make_offices()


def workbook(*rows, headings=HEADINGS):
    book = Workbook()
    for row in (headings, *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("台账.xlsx", file.getvalue())


def send(client, offices, file, **more):
    return client.post(URL, {"file": file, "unit": offices.county.pk} | more, follow=True)


def told(page):
    return [(mistake.row, mistake.column) for mistake in page.context["mistakes"]]


def test_it_is_for_those_who_write_for_a_petition_office(client, log_in, offices):
    for url in (URL, TEMPLATE):
        assert client.get(url).status_code == 302
        assert log_in(offices.clerk).get(url).status_code == 200
        for user in (offices.auditor, offices.leader, offices.village_cadre):
            assert log_in(user).get(url).status_code == 403
        client.logout()
    assert log_in(offices.auditor).post(URL, {"file": workbook(LAMP)}).status_code == 403


def test_a_clerk_brings_cases_into_their_own_part_of_the_tree_only(log_in, offices):
    page = send(log_in(offices.town_clerk), offices, workbook(LAMP))
    assert "unit" in page.context["form"].errors
    assert not Case.objects.exists()


def test_the_empty_workbook_has_the_headings_that_are_asked_for(log_in, offices):
    answer = log_in(offices.clerk).get(TEMPLATE)
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    assert [cell.value for cell in sheet[1]] == HEADINGS


def test_rows_with_a_kind_are_registered_and_the_others_wait(log_in, offices):
    page = send(log_in(offices.clerk), offices, workbook(ROAD, [], LAMP))
    assert "已导入2件" in page.content.decode()
    road, lamp = Case.objects.order_by("received_on")
    assert (road.state, road.number, road.people_count, road.field.code) == (
        "registered",
        "信〔2026〕1号",
        3,
        "construction",
    )
    assert (lamp.state, lamp.is_anonymous, lamp.channel) == ("received", True, "import")
    person = Petitioner.objects.get()
    assert (person.name, person.phone, person.address) == ("王小明", "13800000001", "一组")
    assert AuditEntry.objects.get(action="petitions.import_cases").data == {"new": 2, "there": 0}


def test_a_second_time_nothing_new_is_written(log_in, offices):
    client = log_in(offices.clerk)
    send(client, offices, workbook(ROAD, LAMP))
    page = send(client, offices, workbook(ROAD, LAMP, ["2026-11-04", "第三件"]))
    assert "已导入1件；另有2件以前已经导入" in page.content.decode()
    assert Case.objects.count() == 3


def test_every_mistake_is_told_with_row_and_column_and_nothing_is_written(log_in, offices):
    page = send(
        log_in(offices.clerk),
        offices,
        workbook(
            ROAD,
            ["昨天", "路灯不亮"],
            ["2026-11-21", ""],
            ["2026-11-03", "缺姓名", "", "", "13800000001", "", "几个", "", "", ""],
            ["2026-11-03", "类型不对", "", "", "", "", "", "投诉", "不存在的", ""],
            ["2026-11-03", "收受礼品", "", "", "", "", "", "检举控告", "", ""],
        ),
    )
    assert told(page) == [
        (3, "接件时间"),
        (4, "接件时间"),
        (4, "内容"),
        (5, "人数"),
        (5, "信访人"),
        (6, "信访类型"),
        (6, "事项类别"),
        (7, "信访类型"),
    ]
    assert "全部没有导入" in page.content.decode()
    assert not Case.objects.exists()


def test_a_row_that_says_the_same_as_one_above_is_a_mistake(log_in, offices):
    page = send(log_in(offices.clerk), offices, workbook(LAMP, ROAD, LAMP))
    assert told(page) == [(4, "内容")]
    assert "与第2行重复" in page.content.decode()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (workbook(LAMP, headings=["甲", "乙"]), "第1行须是模板的表头"),
        (workbook(), "没有内容"),
        (workbook(*([["2026-11-03", f"第{n}件"] for n in range(501)])), "最多导入500件"),
        (SimpleUploadedFile("a.xlsx", b"PK no workbook"), "文件"),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF"), "请上传 XLSX"),
    ],
)
def test_a_file_that_is_no_such_workbook_is_refused(log_in, offices, file, words):
    file.seek(0)
    page = send(log_in(offices.clerk), offices, file)
    assert words in str(page.context["form"].errors)
    assert not Case.objects.exists()


def test_text_that_looks_like_a_formula_is_taken_as_it_stands(log_in, offices):
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.append(["2026-11-03", ""])
    book.active["B2"].value, book.active["B2"].data_type = "=1+1", "s"
    file = io.BytesIO()
    book.save(file)
    send(log_in(offices.clerk), offices, SimpleUploadedFile("a.xlsx", file.getvalue()))
    assert Case.objects.get().text == "=1+1"
