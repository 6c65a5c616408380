"""Pages of quarters: who sees them, what is done to many sheets at once, and the workbook."""

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from assessments.models import ScoreSheet
from core.models import AuditEntry
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_assessments_quarter import OPENED, SELF_UNTIL, at, make_mine, make_quarter, make_sheet, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_mine()


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: OPENED)
    monkeypatch.setattr("core.clock.now", lambda: at(OPENED))


def page(name, *args):
    return reverse(f"assessments:{name}", args=args)


def of_quarter(quarter):
    return [page(name, quarter.pk) for name in ("quarter", "quarter_score", "quarter_confirm", "quarter_import")]


def test_a_stranger_is_asked_to_log_in(client, mine):
    for url in [page("quarters"), *of_quarter(make_quarter(mine.mine))]:
        assert "login" in client.get(url).url


def test_another_unit_does_not_find_it(log_in, mine):
    quarter = sheet_of(mine).assessment
    other = make_user(role="personnel", unit=make_unit("另一矿", kind="mine"))
    client = log_in(other)
    assert [client.get(url).status_code for url in of_quarter(quarter)] == [404] * 4
    assert client.get(page("quarter_xlsx", quarter.pk)).status_code == 404
    assert list(client.get(page("quarters")).context["object_list"]) == []


def test_nor_does_the_assessed(log_in, mine):
    quarter = sheet_of(mine).assessment
    assert log_in(mine.officer).get(page("quarter", quarter.pk)).status_code == 404


def test_the_auditor_reads_and_writes_nothing(log_in, mine):
    quarter = sheet_of(mine).assessment
    client = log_in(mine.auditor)
    assert [client.get(url).status_code for url in of_quarter(quarter)] == [200, 403, 403, 403]
    assert [client.post(url).status_code for url in of_quarter(quarter)[1:]] == [403] * 3


def test_who_scores_a_section_sees_the_quarter_with_the_sheets_of_the_section(log_in, mine):
    sheet = sheet_of(mine)
    make_sheet(sheet.assessment, cadre=make_cadre(unit=mine.mine), home=mine.mine)
    client = log_in(mine.secretary)
    context = client.get(page("quarter", sheet.assessment_id)).context
    assert list(context["object_list"]) == [sheet] and context["may_score"] and not context["may_confirm"]
    (listed,) = client.get(page("quarters")).context["object_list"]
    assert (listed.sheets_count, listed.closed_count, listed.late_count) == (1, 0, 0)


@pytest.mark.parametrize("query", ["?state=self", "?name=officer", "?unit=早班", "?late=on"])
def test_the_sheets_can_be_narrowed(log_in, mine, query, monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: SELF_UNTIL.replace(day=30))
    sheet = sheet_of(mine)
    other = make_cadre("乙", unit=mine.mine)
    make_sheet(sheet.assessment, cadre=other, home=mine.mine, state="closed", closed_on=OPENED, total=0)
    found = log_in(mine.scorer).get(page("quarter", sheet.assessment_id) + query).context["object_list"]
    assert list(found) == [sheet]


@pytest.mark.parametrize("query", ["?year=2026", "?subject=officer", "?open=on"])
def test_the_quarters_can_be_narrowed(log_in, mine, query):
    quarter = sheet_of(mine).assessment
    assert list(log_in(mine.leader).get(page("quarters") + query).context["object_list"]) == [quarter]


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(url).status_code == 200
    return len(taken)


def test_lists_take_the_same_queries_for_one_and_for_three(log_in, mine):
    quarter = sheet_of(mine, "confirming").assessment
    scoring = sheet_of(mine, "scoring", cadre=make_cadre(unit=mine.shift))
    urls = [page("quarters"), *of_quarter(quarter)[:2], page("quarter_confirm", quarter.pk)]
    both = make_user(is_superuser=True)
    before = [queries(log_in(both), url) for url in urls]
    for state in ("scoring", "confirming", "scoring", "confirming"):
        sheet_of(mine, state, cadre=make_cadre(unit=mine.shift))
    make_quarter(mine.mine, quarter=2)
    assert [queries(log_in(both), url) for url in urls] == before
    assert scoring.state == "scoring"


# --- many at once


def test_unchanged_proposals_are_scored_from_the_preview(log_in, mine):
    sheet = sheet_of(mine, "scoring")
    client, url = log_in(mine.scorer), page("quarter_score", sheet.assessment_id)
    assert f'value="{sheet.pk}:26' in client.get(url).content.decode()
    client.post(url, {"sheet": [f"{sheet.pk}:26"]})
    sheet.refresh_from_db()
    assert (sheet.state, sheet.total) == ("confirming", 26)


def test_a_preview_that_is_out_of_date_is_refused(log_in, mine):
    sheet = sheet_of(mine, "scoring")
    client, url = log_in(mine.scorer), page("quarter_score", sheet.assessment_id)
    for values in ([f"{sheet.pk}:25"], [], ["x:y"], ["999:26"]):
        assert client.post(url, {"sheet": values}).status_code == 200
    sheet.refresh_from_db()
    assert sheet.state == "scoring"


def test_many_are_confirmed_from_the_page(log_in, mine):
    sheets = [sheet_of(mine, "confirming", cadre=make_cadre(unit=mine.shift)) for _n in range(2)]
    url = page("quarter_confirm", sheets[0].assessment_id)
    client = log_in(mine.leader)
    assert len(client.get(url).context["sheets"]) == 2
    client.post(url, {"sheet": [f"{sheet.pk}:27.0" for sheet in sheets]})
    assert set(ScoreSheet.objects.values_list("state", flat=True)) == {"announced"}


# --- the workbook


def exported(client, quarter):
    content = b"".join(client.get(page("quarter_xlsx", quarter.pk)).streaming_content)
    return load_workbook(io.BytesIO(content))


def filled(client, quarter, change):
    """The exported workbook after `change` went over its cells."""
    book = exported(client, quarter)
    change(book.worksheets[0])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "考核表.xlsx"
    return client.post(page("quarter_import", quarter.pk), {"file": file})


def fill_in(*scores, reasons=(), total=None, first=4):
    def change(sheet):
        for number, score in enumerate(scores):
            sheet.cell(first + number, 10, score)
        for number, reason in dict(reasons).items():
            sheet.cell(first - 1 + number, 11, reason)
        sheet.cell(first + len(scores), 10, total)

    return change


def test_the_workbook_holds_every_sheet_as_on_paper(log_in, mine):
    sheet = sheet_of(mine, "confirming")
    rows = list(exported(log_in(mine.leader), sheet.assessment).worksheets[0].iter_rows(values_only=True))
    assert "".join(rows[2]) == "表号考核对象单位序号项目标准分值数据来源自评核分扣分原因"
    assert [row[3] for row in rows[3:7]] == [1, 2, 3, "合计"]
    assert (rows[3][0], rows[3][1], rows[3][6], rows[3][9], rows[6][9]) == (sheet.pk, "officer", 10, 9, 27)
    assert [one.title for one in exported(log_in(mine.leader), sheet.assessment).worksheets] == [
        "季度考核表",
        "信息采用",
    ]


def test_scores_that_were_filled_in_by_hand_come_back(log_in, mine):
    sheet = sheet_of(mine, "scoring")
    change = fill_in(8, 7.5, 10, reasons={2: "一次缺记录"}, total=25.5)
    answer = filled(log_in(mine.scorer), sheet.assessment, change)
    assert answer.status_code == 302
    sheet.refresh_from_db()
    assert (sheet.state, sheet.total, sheet.scored_by) == ("confirming", Decimal("25.5"), mine.scorer)


@pytest.mark.parametrize(
    ("change", "row", "column", "message"),
    [
        (fill_in(11, 8, 10), 4, "核分", "0至"),
        (fill_in(8, 7, 10), 5, "扣分原因", "原因"),
        (fill_in(8, 8, None), 6, "核分", "请填写"),
        (fill_in(8, 8, "九分"), 6, "核分", "不是数字"),
        (fill_in(8, 8, "NaN"), 6, "核分", "不是数字"),
        (fill_in("9E+999999", "9E+999999", 10, total=27), 4, "核分", "不是数字"),
        (fill_in(8, 8, "=1+1"), 6, "核分", "请填写"),
        (fill_in(8, 8, 10, total=27), 7, "核分", "相加是26"),
        (lambda sheet: (fill_in(8, 8, 10)(sheet), sheet.cell(4, 4, 9)), 4, "序号", "没有第9项"),
        (lambda sheet: (fill_in(8, 8, 10)(sheet), sheet.cell(4, 4, 2)), 5, "序号", "重复"),
        (lambda sheet: (fill_in(8, 8, 10)(sheet), sheet.cell(4, 1, 99)), 4, "表号", "没有这张"),
        (lambda sheet: (fill_in(8, 8, 10)(sheet), sheet.cell(4, 1, "9" * 18)), 4, "表号", "没有这张"),
        (lambda sheet: (fill_in(8, 8, 10)(sheet), sheet.cell(4, 1, "9" * 5000)), 4, "表号", "不是编号"),
        (lambda sheet: (fill_in(8, 8, 10)(sheet), sheet.cell(4, 4, "²")), 4, "序号", "不是编号"),
    ],
)
def test_a_mistake_is_told_with_its_row_and_nothing_is_written(log_in, mine, change, row, column, message):
    good = sheet_of(mine, "scoring")
    answer = filled(log_in(mine.scorer), good.assessment, change)
    found = [(one.row, one.column) for one in answer.context["mistakes"]]
    assert (row, column) in found and message in answer.content.decode()
    assert nothing_was_scored(good)


def nothing_was_scored(*sheets):
    states = set(ScoreSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).values_list("state", "total"))
    return states == {("scoring", None)} and not AuditEntry.objects.exists()


def test_one_bad_sheet_keeps_the_good_one_out_too(log_in, mine):
    good, bad = sheet_of(mine, "scoring"), sheet_of(mine, "scoring", cadre=mine.colleague.cadre)

    def change(sheet):
        fill_in(8, 8, 10)(sheet)
        fill_in(8, 8, 12, first=8)(sheet)

    answer = filled(log_in(mine.scorer), good.assessment, change)
    assert [one.row for one in answer.context["mistakes"]] == [10]
    assert nothing_was_scored(good, bad)


def test_a_sheet_that_is_past_scoring_is_refused_at_its_row(log_in, mine):
    sheet = sheet_of(mine, "announced")
    answer = filled(log_in(mine.scorer), sheet.assessment, fill_in(8, 8, 10))
    assert answer.context["mistakes"][0].column == "表号"


def test_another_workbook_is_refused(log_in, mine):
    quarter, file = sheet_of(mine, "scoring").assessment, io.BytesIO()
    Workbook().save(file)
    file.seek(0)
    file.name = "别的.xlsx"
    answer = log_in(mine.scorer).post(page("quarter_import", quarter.pk), {"file": file})
    assert "表头" in answer.content.decode()


def test_nothing_filled_in_is_no_import(log_in, mine):
    quarter = sheet_of(mine, "scoring").assessment
    assert "没有填写核分" in filled(log_in(mine.scorer), quarter, lambda sheet: None).content.decode()
