"""The year's list: four quarters added up, for the committee that decides and nobody else (R17.6)."""

import datetime
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessments.actions import rewards_adopting, rewards_year
from assessments.models import YearProposal
from assessments.selectors.rewards_year import best_of
from core.errors import DomainError
from tests.factories import make_unit, make_user
from tests.factories_assessments_rewards import NOON, make_closed_sheet, make_item, make_mine, make_officer

pytestmark = pytest.mark.django_db
PAGE = "/assessments/best/"
NEXT_YEAR = datetime.datetime(2027, 1, 20, 4, tzinfo=datetime.UTC)
MARCH, JANUARY = datetime.date(2026, 3, 10), datetime.date(2027, 1, 20)


@pytest.fixture
def mine():
    return make_mine()


def year_of(mine, officer, *points, shift=None):
    for quarter, total in enumerate(points, 1):
        if total is not None:
            make_closed_sheet(officer, shift or mine.shift, quarter=quarter, total=total)


def decide(mine, named, on=JANUARY):
    return rewards_year.record_best(
        mine.mine, year=2026, named=named, on=on, note="矿党委会研究同意", by=mine.personnel, at=NEXT_YEAR
    )


def test_points_come_first_then_adopted_items_then_the_name_and_ties_are_said(mine):
    third, fourth = make_officer("丁联络", unit=mine.shift), make_officer("丙联络", unit=mine.shift)
    year_of(mine, mine.officer, "90", "90.5", "91", "92")
    year_of(mine, mine.other_officer, "90", "90.5", "91", "92", shift=mine.other_shift)
    year_of(mine, third, "80", "80", None, "80")
    year_of(mine, fourth, "60", "60", "60", "60")
    item = make_item(mine, on=MARCH, officer=mine.other_officer)
    for code in ("section", "mine"):
        rewards_adopting.adopt(item, code=code, on=MARCH, by=mine.secretary, at=NOON)
    lines = best_of(mine.mine, 2026)
    assert [(line.name, line.total, line.adopted, line.is_tied) for line in lines] == [
        ("秦联络", Decimal("363.5"), 1, False),
        ("郭联络", Decimal("363.5"), 0, False),
        ("丁联络", Decimal("240"), 0, True),
        ("丙联络", Decimal("240"), 0, True),
    ]
    assert [line.quarters for line in lines if line.name == "丁联络"] == [[80, 80, None, 80]]


def test_only_personnel_the_leader_and_the_auditor_see_it(mine, client, log_in):
    year_of(mine, mine.officer, "90")
    query = f"?unit={mine.mine.pk}&year=2026"
    assert client.get(PAGE).status_code == 302
    for user in (mine.personnel, mine.leader, mine.auditor):
        answer = log_in(user).get(PAGE + query)
        assert "郭联络" in answer.content.decode() and "供会议研究" in answer.content.decode()
    for user in (mine.secretary, mine.section_secretary, mine.user):
        for name in ("best", "best_book", "best_paper", "best_decide"):
            assert log_in(user).get(reverse(f"assessments:{name}") + query).status_code == 403
    assert log_in(mine.auditor).get(reverse("assessments:best_decide") + query).status_code == 403
    stranger = make_user(role="personnel", unit=make_unit("西山矿", kind="mine"))
    assert "郭联络" not in log_in(stranger).get(PAGE + query).content.decode()


def test_without_a_choice_it_is_last_year_or_this_one_where_nobody_was_assessed_then(mine, log_in, monkeypatch):
    year_of(mine, mine.officer, "90")
    for day, shown in ((NOON.date(), True), (JANUARY, True), (datetime.date(2028, 1, 20), False)):
        monkeypatch.setattr("core.clock.today", lambda day=day: day)
        assert ("郭联络" in log_in(mine.leader).get(PAGE).content.decode()) is shown
    assert "郭联络" in log_in(mine.leader).get(f"{PAGE}?year=2026").content.decode()


def test_what_was_decided_is_frozen_with_the_list(mine, log_in):
    year_of(mine, mine.officer, "90", "90", "90", "90")
    year_of(mine, mine.other_officer, "80", shift=mine.other_shift)
    decide(mine, [mine.officer.pk])
    make_closed_sheet(mine.other_officer, mine.other_shift, quarter=2, total="100")
    row = YearProposal.objects.get()
    assert [(line.name, line.total, line.is_named) for line in row.lines.all()] == [
        ("郭联络", Decimal("360"), True),
        ("秦联络", Decimal("80"), False),
    ]
    page = log_in(mine.leader).get(f"{PAGE}?unit={mine.mine.pk}&year=2026").content.decode()
    assert "180" not in page and "矿党委会研究同意" in page
    with pytest.raises(DomainError, match="已经登记，不能更改"):
        decide(mine, [mine.other_officer.pk])


def test_nothing_is_decided_before_the_year_is_over_and_every_sheet_is_closed(mine):
    year_of(mine, mine.officer, "90")
    with pytest.raises(DomainError, match="尚未结束"):
        decide(mine, [mine.officer.pk], on=datetime.date(2026, 12, 31))
    make_closed_sheet(mine.other_officer, mine.other_shift, state="announced")
    with pytest.raises(DomainError, match="还有1份"):
        decide(mine, [mine.officer.pk])
    with pytest.raises(DomainError, match="还有1份"):
        decide(mine, [mine.other_officer.pk])
    assert not YearProposal.objects.exists()


def test_the_decision_is_entered_on_the_page(mine, log_in):
    for quarter in (1, 2):
        make_closed_sheet(mine.officer, mine.shift, year=2025, quarter=quarter, total="90")
    client, query = log_in(mine.personnel), f"?unit={mine.mine.pk}&year=2025"
    assert "登记研究决定" in client.get(PAGE + query).content.decode()
    data = {"named": [mine.officer.pk], "on": "2026-01-15", "note": "矿党委会"}
    assert client.post(reverse("assessments:best_decide") + query, data).status_code == 302
    assert YearProposal.objects.get().lines.get().is_named
    assert "登记研究决定" not in client.get(PAGE + query).content.decode()


def test_the_list_on_paper_says_what_it_is_for(mine, log_in):
    year_of(mine, mine.officer, "90", "90.5")
    query = f"?unit={mine.mine.pk}&year=2026"
    answer = log_in(mine.leader).get(reverse("assessments:best_book") + query)
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    assert "供会议研究" in rows[0][0]
    assert rows[3][1:9] == ("郭联络", "早班", "90.0", "90.5", "未归档", "未归档", "180.5", 0)
    assert log_in(mine.leader).get(reverse("assessments:best_paper") + query).content.startswith(b"%PDF")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(mine, log_in, count, django_assert_num_queries):
    for _number in range(count):
        year_of(mine, make_officer(unit=mine.shift), "90")
    client = log_in(mine.leader)
    url = f"{PAGE}?unit={mine.mine.pk}&year=2026"
    client.get(url)
    with django_assert_num_queries(14):
        client.get(url)
