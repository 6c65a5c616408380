"""Work contact sheets (R15): one asks, the other signs or objects within a working day, answers, and is verified."""

import datetime
from decimal import Decimal
from itertools import product

import pytest

from core.errors import DomainError
from core.models import InboxItem
from petitions.actions import marks, sheets
from petitions.models import WorkSheet
from petitions.sheet_workflow import STEPS, SheetActor, SheetState, allows, steps_for
from tests.factories_petitions import make_offices

pytestmark = pytest.mark.django_db
# Friday; the next working day is Monday.
FRIDAY = datetime.date(2026, 3, 6)


def at(day):
    return datetime.datetime.combine(day, datetime.time(10), tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture
def draft(offices):
    return sheets.draft_sheet(
        sender=offices.town,
        receiver=offices.department,
        subject="协调路灯维修",
        text="柳树村路灯坏了三盏。",
        request="请派人维修。",
        due=datetime.date(2026, 3, 20),
        by=offices.town_clerk,
        at=at(FRIDAY),
    )


@pytest.fixture
def sent(offices, draft):
    return sheets.sign_out(draft, by=offices.town_leader, at=at(FRIDAY))


MONDAY = datetime.date(2026, 3, 9)
TUESDAY = datetime.date(2026, 3, 10)


def test_a_draft_is_seen_by_the_unit_that_drafts_it_only(offices, draft):
    assert WorkSheet.objects.visible_to(offices.town_clerk).exists()
    assert not WorkSheet.objects.visible_to(offices.department_clerk).exists()


def test_a_signed_sheet_has_a_number_and_a_working_day_to_be_signed_for(offices, sent):
    assert (sent.number, sent.sign_by) == ("青山镇〔2026〕1号", MONDAY)
    assert WorkSheet.objects.visible_to(offices.department_clerk).exists()
    assert InboxItem.objects.filter(user=offices.department_clerk).exists()


def test_the_whole_way_from_signature_to_close_out(offices, sent):
    sheets.sign_for(sent, by=offices.department_clerk, at=at(MONDAY))
    sheets.report_progress(sent, by=offices.department_clerk, at=at(MONDAY), note="已派人。")
    sheets.reply(sent, by=offices.department_clerk, at=at(TUESDAY), text="已修好。")
    sheets.send_back(sent, by=offices.town_clerk, at=at(TUESDAY), reason="还有一盏不亮。")
    sheets.reply(sent, by=offices.department_clerk, at=at(TUESDAY), text="全部修好。")
    closed = sheets.close(sent, by=offices.town_clerk, at=at(TUESDAY))
    assert (closed.state, closed.closed_on, closed.times_returned) == ("closed", TUESDAY, 1)
    steps = "draft sign_out sign_for report_progress reply send_back reply close"
    assert [entry.action for entry in closed.entries.all()] == steps.split()


def test_an_objection_is_heard_for_one_working_day(offices, sent):
    with pytest.raises(DomainError, match="已过"):
        sheets.object_to(sent, by=offices.department_clerk, at=at(TUESDAY), reason="不归我局。")
    objected = sheets.object_to(sent, by=offices.department_clerk, at=at(MONDAY), reason="时限太紧。")
    assert objected.state == "objected"


def test_a_ruling_sends_the_sheet_out_again_as_amended_and_is_final(offices, sent):
    sheets.object_to(sent, by=offices.department_clerk, at=at(MONDAY), reason="时限太紧。")
    later = datetime.date(2026, 3, 27)
    ruled = sheets.rule(sent, by=offices.town_leader, at=at(MONDAY), ruling="同意延后。", due=later)
    assert (ruled.state, ruled.due, ruled.sign_by) == ("sent", later, TUESDAY)
    assert ruled.entries.last().data == {"due": ["2026-03-20", "2026-03-27"]}
    with pytest.raises(DomainError, match="不能再次"):
        sheets.object_to(ruled, by=offices.department_clerk, at=at(TUESDAY), reason="还是不行。")


def test_two_who_sign_for_it_at_once(offices, sent):
    sheets.sign_for(sent, by=offices.department_clerk, at=at(MONDAY), version=sent.version)
    with pytest.raises(DomainError, match="已被他人修改"):
        sheets.sign_for(sent, by=offices.department_clerk, at=at(MONDAY), version=sent.version)


def test_a_mark_needs_a_ground_in_the_record(offices, sent):
    propose = {"points": Decimal(1), "by": offices.town_clerk}
    with pytest.raises(DomainError, match="不支持"):
        marks.propose_mark(sent, ground="late", at=at(TUESDAY), **propose)
    mark = marks.propose_mark(sent, ground="not_signed", at=at(TUESDAY), **propose)
    assert (mark.unit, mark.appeal_by) == (offices.department, datetime.date(2026, 3, 11))


def propose(offices, sheet):
    return marks.propose_mark(sheet, ground="not_signed", points=Decimal(1), by=offices.town_clerk, at=at(TUESDAY))


def test_a_mark_is_approved_when_the_time_for_an_appeal_is_over(offices, sent):
    mark = propose(offices, sent)
    with pytest.raises(DomainError, match="未满"):
        marks.rule_on_mark(mark, is_upheld=True, by=offices.town_leader, at=at(TUESDAY))
    approved = marks.rule_on_mark(mark, is_upheld=True, by=offices.town_leader, at=at(datetime.date(2026, 3, 12)))
    assert approved.state == "approved"


def test_an_appeal_is_ruled_with_an_opinion(offices, sent):
    mark = marks.appeal_mark(propose(offices, sent), reason="系统故障。", by=offices.department_clerk, at=at(TUESDAY))
    with pytest.raises(DomainError, match="裁定意见"):
        marks.rule_on_mark(mark, is_upheld=True, by=offices.town_leader, at=at(TUESDAY))
    ruled = marks.rule_on_mark(mark, is_upheld=False, ruling="情况属实。", by=offices.town_leader, at=at(TUESDAY))
    assert ruled.state == "dismissed"


def test_an_appeal_that_comes_late_is_refused(offices, sent):
    with pytest.raises(DomainError, match="已过"):
        marks.appeal_mark(
            propose(offices, sent), reason="系统故障。", by=offices.department_clerk, at=at(datetime.date(2026, 3, 12))
        )


# What R15 says, written by hand: action → (states, who).
BY_HAND = {
    "change": ("draft", "sender"),
    "sign_out": ("draft", "signer"),
    "cancel": ("draft sent objected", "signer"),
    "sign_for": ("sent", "receiver"),
    "object": ("sent", "receiver"),
    "rule": ("objected", "signer"),
    "report_progress": ("in_hand supervised", "receiver"),
    "reply": ("in_hand supervised", "receiver"),
    "close": ("replied", "sender"),
    "send_back": ("replied", "sender"),
    "supervise": ("sent in_hand replied", "sender supervisor"),
    "propose_mark": ("sent objected in_hand replied supervised closed", "sender"),
}


def test_the_table_is_the_one_that_the_regulation_gives():
    table = {step.action for step in STEPS}
    assert table == BY_HAND.keys()
    for action, state, actor in product(table, SheetState, SheetActor):
        states, who = (words.split() for words in BY_HAND[action])
        assert allows(action, state, frozenset({actor})) == (state in states and actor in who), (action, state, actor)


def test_nothing_lies_open_to_a_stranger():
    assert [step for state in SheetState for step in steps_for(state, frozenset())] == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [({"receiver": "town"}, "发出单位自己"), ({"due": datetime.date(2026, 3, 5)}, "不能早于今天")],
)
def test_a_sheet_that_cannot_be_is_refused(offices, fields, message):
    fields = {**fields, "receiver": getattr(offices, fields.get("receiver", "department"))}
    data = {"sender": offices.town, "subject": "事", "text": "文", "request": "求", "due": TUESDAY} | fields
    with pytest.raises(DomainError, match=message):
        sheets.draft_sheet(**data, by=offices.town_clerk, at=at(FRIDAY))
    assert not WorkSheet.objects.exists()
