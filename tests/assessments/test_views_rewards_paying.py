"""Pay lists on the screen and on paper; who prepares, approves and closes them (R17.7)."""

import datetime
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessments.actions import rewards_adopting, rewards_paying
from assessments.models import PayList
from assessments.shipped import in_capitals
from tests.factories import make_unit, make_user
from tests.factories_assessments_rewards import NOON, make_closed_sheet, make_item, make_mine, make_officer

pytestmark = pytest.mark.django_db
MARCH = datetime.date(2026, 3, 10)
LISTS = "/assessments/pay-lists/"


@pytest.fixture
def mine():
    return make_mine()


@pytest.fixture
def pay_list(mine):
    item = make_item(mine, on=MARCH)
    rewards_adopting.adopt(item, code="section", on=MARCH, by=mine.secretary, at=NOON)
    other = make_item(mine, on=MARCH, officer=mine.other_officer)
    rewards_adopting.adopt(other, code="mine", on=MARCH, by=mine.secretary, at=NOON)
    make_closed_sheet(mine.officer, mine.shift, reward="100.50")
    return rewards_paying.prepare_list(mine.mine, year=2026, quarter=1, by=mine.personnel, at=NOON)


def step(pay_list, name):
    return reverse(f"assessments:pay_list_{name}", args=[pay_list.pk])


def test_personnel_prepares_a_list_and_the_leader_approves_it(mine, log_in):
    item = make_item(mine, on=MARCH)
    rewards_adopting.adopt(item, code="mine", on=MARCH, by=mine.secretary, at=NOON)
    log_in(mine.personnel).post(f"{LISTS}new/", {"unit": mine.mine.pk, "year": 2026, "quarter": 1})
    row = PayList.objects.get()
    log_in(mine.leader).post(step(row, "approve"), {"version": row.version})
    row.refresh_from_db()
    client = log_in(mine.personnel)
    client.post(step(row, "close"), {"on": "2020-01-01", "version": row.version})
    assert PayList.objects.get().state == "approved"
    client.post(step(row, "close"), {"on": timezone.localdate(row.approved_at).isoformat(), "version": row.version})
    assert PayList.objects.get().state == "closed"


def test_a_second_list_of_the_quarter_is_refused_in_words(mine, pay_list, log_in):
    answer = log_in(mine.personnel).post(f"{LISTS}new/", {"unit": mine.mine.pk, "year": 2026, "quarter": 1})
    assert "已经编制" in answer.content.decode()
    assert PayList.objects.count() == 1


def test_a_button_pressed_on_an_older_list_changes_nothing(mine, pay_list, log_in):
    log_in(mine.leader).post(step(pay_list, "approve"), {"version": pay_list.version - 1})
    assert PayList.objects.get().state == "prepared"


def test_who_sees_a_list_and_who_may_do_what(mine, pay_list, client, log_in):
    assert client.get(pay_list.get_absolute_url()).status_code == 302
    stranger = make_user(role="personnel", unit=make_unit("西山矿", kind="mine"))
    for user, status in [(mine.auditor, 200), (mine.leader, 200), (mine.user, 404), (stranger, 404)]:
        assert log_in(user).get(pay_list.get_absolute_url()).status_code == status
    for user in (mine.auditor, mine.section_secretary):
        for name in ("refresh", "approve", "discard"):
            response = log_in(user).post(step(pay_list, name), {"version": pay_list.version})
            assert response.status_code in (403, 404)
    assert log_in(mine.leader).get(step(pay_list, "close")).status_code == 403
    assert log_in(mine.auditor).get(f"{LISTS}new/").status_code == 403
    assert PayList.objects.get().state == "prepared"


def test_a_list_given_up_is_gone(mine, pay_list, log_in):
    log_in(mine.personnel).post(step(pay_list, "discard"), {"version": pay_list.version})
    assert not PayList.objects.exists()


def test_the_paper_has_the_lines_formulas_capitals_and_those_who_sign(mine, pay_list, log_in):
    answer = log_in(mine.personnel).get(step(pay_list, "paper"))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "2026年第1季度政工联络员奖金发放表"
    counts = ("区队（科室）采用条数", "矿采用条数")
    assert rows[2] == ("序号", "姓名", "单位", *counts, "采用奖金", "考核奖励", "金额", "领款人签名")
    assert rows[3][:8] == (1, "郭联络", "早班", 1, 0, 5, 100.5, 105.5)
    assert rows[4][:8] == (2, "秦联络", "夜班", 0, 1, 30, 0, 30)
    assert rows[5][7] == "=SUM(H4:H5)"
    assert rows[6][0] == "合计金额（大写）：壹佰叁拾伍元伍角整"
    assert [cell for cell in rows[7] if cell] == ["制表人：personnel", "审核人：", "领导："]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait", 9)
    assert "A7:I7" in map(str, sheet.merged_cells.ranges)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_list_takes_a_fixed_number_of_queries(mine, log_in, count, django_assert_num_queries):
    for _number in range(count):
        officer = make_officer(unit=mine.shift)
        make_closed_sheet(officer, mine.shift, reward="10")
    row = rewards_paying.prepare_list(mine.mine, year=2026, quarter=1, by=mine.personnel, at=NOON)
    client = log_in(mine.leader)
    client.get(row.get_absolute_url())
    with django_assert_num_queries(8):
        client.get(row.get_absolute_url())
    with django_assert_num_queries(8):
        client.get(LISTS)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("5", "伍元整"),
        ("10", "壹拾元整"),
        ("1230", "壹仟贰佰叁拾元整"),
        ("10010", "壹万零壹拾元整"),
        ("100000005", "壹亿零伍元整"),
        ("20030400", "贰仟零叁万零肆佰元整"),
        ("1.05", "壹元零伍分"),
        ("0.50", "伍角整"),
        ("1234.56", "壹仟贰佰叁拾肆元伍角陆分"),
        ("-25", "负贰拾伍元整"),
    ],
)
def test_amounts_in_capitals(amount, words):
    assert in_capitals(Decimal(amount)) == words
