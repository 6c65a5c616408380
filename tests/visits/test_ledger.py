"""The rows of 走访台账."""

import datetime
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Post
from tests.factories import make_log
from tests.visits.conftest import NOW, TODAY
from visits.actions import log_visit
from visits.entries import GoodsGiven, MatterHeard
from visits.models import VisitLog
from visits.selectors import LedgerRow, ledger_rows

DAY = datetime.date(2026, 10, 1)


def test_a_row_holds_what_the_paper_ledger_asks_for(town):
    due = datetime.date(2026, 12, 31)
    log = log_visit(
        by=town.wang_user,
        at=NOW,
        kind="stay",
        first_day=DAY,
        last_day=DAY + datetime.timedelta(days=2),
        cadres=[town.wang, town.li],
        targets=[town.household, town.point, town.resident],
        content="秋收",
        matters=[
            MatterHeard("路灯不亮", True, "当场修好"),
            MatterHeard("修路", promise="年内硬化", due=due, unit=town.village),
        ],
        goods=[GoodsGiven("大米", Decimal(1))],
        is_from_paper=True,
    )
    (row,) = ledger_rows(VisitLog.objects.all())
    assert row == LedgerRow(
        log_id=log.pk,
        day=DAY,
        cadres="王建国、李秀英",
        titles="镇长、干部",
        place="柳树村、柳树村联系点",
        people="张大山、孙二娘",
        phones="13800000001",
        kind="同吃同住",
        content="秋收",
        matters="1. 路灯不亮\n2. 修路",
        replies="当场修好",
        promises="年内硬化",
        responsible="青石镇、柳树村",
        due=due,
        result="1. 当场解决\n2. 待办理",
        solved_on=None,
        rating="",
        remarks="至2026-10-03；纸质补录",
    )


def test_the_title_is_the_one_held_on_that_day(town):
    Post.objects.filter(cadre=town.wang).update(end=TODAY - datetime.timedelta(days=1))
    Post.objects.create(cadre=town.wang, unit=town.unit, title="书记", start=TODAY)
    for day in (DAY, TODAY):
        make_log(town.wang, unit=town.unit, by=town.wang_user, day=day)
    assert [row.titles for row in ledger_rows(VisitLog.objects.order_by("first_day"))] == ["镇长", "书记"]


def test_a_matter_that_was_solved_later_stands_under_result_not_under_reply_on_the_spot(town):
    log = log_visit(
        by=town.wang_user,
        at=NOW,
        kind="home_visit",
        first_day=DAY,
        cadres=[town.wang],
        targets=[town.household],
        matters=[MatterHeard("路灯不亮")],
    )
    log.matters.update(state="solved", solved_on=TODAY, reply="已更换")
    (row,) = ledger_rows(VisitLog.objects.all())
    assert (row.replies, row.result, row.solved_on) == ("", "已更换", TODAY)


def test_the_ledger_is_read_in_chunks_of_a_fixed_number_of_queries(town):
    for number in range(6):
        day = DAY + datetime.timedelta(days=number)
        make_log(town.wang, town.li, unit=town.unit, by=town.wang_user, day=day, targets=(town.household, town.point))
    with CaptureQueriesContext(connection) as one_chunk:
        list(ledger_rows(VisitLog.objects.all()))
    with CaptureQueriesContext(connection) as three_chunks:
        list(ledger_rows(VisitLog.objects.all(), chunk_size=2))
    # Whom and what the first chunk read is known to the others.
    assert len(three_chunks) == len(one_chunk) + 2 * 3
