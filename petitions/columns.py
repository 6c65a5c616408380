"""The columns of the queue of cases and of the list of receptions. Who raised a case is in neither."""

from typing import Any

from django.utils.translation import gettext_lazy

from core.lists import Column
from core.wording import joined


def handlers_of(case: Any) -> str:
    return joined(handler.cadre for handler in case.handlers.all() if not handler.end)


CASES = (
    Column("title", gettext_lazy("事由"), lambda case: case.title, is_cell=True, width=30),
    Column("number", gettext_lazy("编号"), lambda case: case.number, is_extra=True, css="nowrap"),
    Column("state", gettext_lazy("进度"), lambda case: case.get_state_display(), is_cell=True),
    Column("due", gettext_lazy("时限"), lambda case: case.next_due if case.is_open else None, "date", is_cell=True),
    Column("kind", gettext_lazy("类型"), lambda case: case.get_kind_display(), is_cell=True),
    Column("field", gettext_lazy("事项类别"), lambda case: case.field, is_extra=True),
    Column("urgency", gettext_lazy("紧急程度"), lambda case: case.get_urgency_display(), is_extra=True),
    Column("channel", gettext_lazy("来源"), lambda case: case.get_channel_display(), css="nowrap"),
    Column("unit", gettext_lazy("责任单位"), lambda case: case.handling_unit.label, is_cell=True),
    Column("handlers", gettext_lazy("承办人"), handlers_of, is_extra=True),
    Column("received_on", gettext_lazy("接件时间"), lambda case: case.received_on, "date"),
    Column("answered_on", gettext_lazy("答复日期"), lambda case: case.answered_on, "date", is_extra=True),
    Column("closed_on", gettext_lazy("办结日期"), lambda case: case.closed_on, "date", is_extra=True),
)
SHEETS = (
    Column("subject", gettext_lazy("事由"), lambda sheet: sheet.subject, is_cell=True, width=30),
    Column("state", gettext_lazy("状态"), lambda sheet: sheet.get_state_display(), is_cell=True),
    Column("number", gettext_lazy("编号"), lambda sheet: sheet.number, css="nowrap"),
    Column("sender", gettext_lazy("发出单位"), lambda sheet: sheet.sender.label),
    Column("receiver", gettext_lazy("主送单位"), lambda sheet: sheet.receiver.label),
    Column("sent_on", gettext_lazy("发出日期"), lambda sheet: sheet.sent_on, "date"),
    Column("due", gettext_lazy("完成时限"), lambda sheet: sheet.due, "date"),
)
DECISIONS = (
    Column("text", gettext_lazy("议定事项"), lambda decision: decision.text, is_cell=True, width=40),
    Column("unit", gettext_lazy("责任单位"), lambda decision: decision.unit.label),
    Column("cadre", gettext_lazy("责任人"), lambda decision: decision.cadre),
    Column("due", gettext_lazy("完成时限"), lambda decision: decision.due, "date", is_cell=True),
    Column("done_on", gettext_lazy("完成日期"), lambda decision: decision.done_on, "date"),
    Column("result", gettext_lazy("落实情况"), lambda decision: decision.result, width=30),
    Column("meeting", gettext_lazy("会议"), lambda decision: decision.topic.meeting, is_cell=True, width=24),
)
RECEPTIONS = (
    Column("on", gettext_lazy("日期"), lambda reception: reception.on, "date", is_cell=True),
    Column("state", gettext_lazy("状态"), lambda reception: reception.get_state_display()),
    Column("kind", gettext_lazy("方式"), lambda reception: reception.get_kind_display()),
    Column("leader", gettext_lazy("接待领导"), lambda reception: reception.leader),
    Column("unit", gettext_lazy("单位"), lambda reception: reception.unit.label),
    Column("time", gettext_lazy("时间"), lambda reception: reception.time, is_extra=True),
    Column("place", gettext_lazy("地点"), lambda reception: reception.place),
    Column("heard", gettext_lazy("来访"), lambda reception: reception.heard, "number"),
)
