"""A ledger of earlier quarters is brought in whole, or refused with row and reason and nothing is written."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Adoption, InformationItem, Reward
from tests.factories_assessments_rewards import make_mine, make_officer

pytestmark = pytest.mark.django_db
PAGE = "/assessments/information/import/"
ROW = ("2026-02-03", "井口班车晚点", "郭联络", "", "矿采用", "2026-03-01", 30)
OTHER = ("2026-02-04", "澡堂水凉", "秦联络", "夜班", "区队（科室）采用", "", "5.00")


@pytest.fixture
def mine():
    return make_mine()


def upload(client, mine, *rows):
    book = load_workbook(io.BytesIO(client.get(reverse("assessments:items_template")).getvalue()))
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return client.post(PAGE, {"file": SimpleUploadedFile("a.xlsx", file.getvalue()), "unit": mine.mine.pk})


def total(amount):
    return ("合计", "", "", "", "", "", amount)


def test_rows_become_adopted_items_with_their_rewards_and_logs(mine, log_in):
    client = log_in(mine.secretary)
    assert upload(client, mine, ROW, OTHER, total(35)).status_code == 302
    item = InformationItem.objects.get(officer=mine.officer)
    assert (item.adoptions.get().amount, item.log.is_from_paper, item.matter) == (30, True, None)
    assert sorted(Reward.objects.values_list("amount", flat=True)) == [5, 30]


def test_a_second_time_nothing_is_new(mine, log_in):
    client = log_in(mine.secretary)
    for _time in range(2):
        upload(client, mine, ROW, OTHER, total(35))
    assert (InformationItem.objects.count(), Reward.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("rows", "row", "said"),
    [
        ((ROW, OTHER, total(40)), 4, "合计为40元，各行相加为35.00元"),
        ((ROW, (*OTHER[:6], 8), total(38)), 3, "当日的奖金为5.00元，表中为8元"),
        ((ROW, ROW, total(60)), 3, "与第2行重复"),
        ((ROW, (OTHER[0], "", *OTHER[2:]), total(35)), 3, "请填写题目"),
        ((ROW, (*OTHER[:2], "无此人", *OTHER[3:]), total(35)), 3, "当日没有这位联络员"),
        ((ROW, (*OTHER[:4], "部采用", *OTHER[5:]), total(35)), 3, "没有这个采用层级"),
        ((ROW, (*OTHER[:5], "2026-01-01", 5), total(35)), 3, "采用日期不能早于报送日期"),
        ((ROW, total("")), 3, "请填写合计金额"),
    ],
)
def test_a_mistake_is_told_with_its_row_and_nothing_is_written(mine, log_in, rows, row, said):
    text = upload(log_in(mine.secretary), mine, *rows).content.decode()
    assert f"第{row}行" in text and said in text
    assert not InformationItem.objects.exists() and not Adoption.objects.exists()


def test_without_a_sum_nothing_is_read(mine, log_in):
    assert "最后一行须是合计" in upload(log_in(mine.secretary), mine, ROW).content.decode()


def test_two_officers_of_one_name_are_told_apart_by_the_unit(mine, log_in):
    make_officer("郭联络", unit=mine.other_shift)
    client = log_in(mine.secretary)
    assert "几位同名" in upload(client, mine, ROW, total(30)).content.decode()
    assert upload(client, mine, (*ROW[:3], "早班", *ROW[4:]), total(30)).status_code == 302


def test_an_officer_and_an_auditor_import_nothing(mine, log_in):
    for user in (mine.user, mine.auditor):
        assert log_in(user).get(PAGE).status_code == 403
        assert log_in(user).get(reverse("assessments:items_template")).status_code == 403


def test_a_section_cannot_bring_in_what_the_mine_adopted(mine, log_in):
    client = log_in(mine.section_secretary)
    answer = client.post(PAGE, {"unit": mine.mine.pk})
    assert answer.status_code == 200 and not InformationItem.objects.exists()
