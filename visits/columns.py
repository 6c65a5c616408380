"""The columns of the lists of visits: logs, and matters heard."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.lists import Column
from core.wording import joined


def said(log: Any) -> str:
    """What was seen; nothing of a confidential talk."""
    return _("内容保密") if log.kind.is_confidential else log.content


def marks_of(log: Any) -> str:
    """What a reader should notice. A matter that is sealed stands in no workbook."""
    marks = [_("已撤回")] if log.state == "withdrawn" else []
    marks += [matter.mark for matter in log.matters.all() if not matter.sealed]
    marks += [_("补记")] if log.is_late else []
    marks += [_("纸质补录")] if log.is_from_paper else []
    return joined(marks + ([_("需核查")] if log.flags else []))


LOGS = (
    Column("day", gettext_lazy("走访日期"), lambda log: log.first_day, "date", is_cell=True),
    Column("last_day", gettext_lazy("结束日期"), lambda log: log.last_day, "date", is_extra=True),
    Column("kind", gettext_lazy("走访形式"), lambda log: log.kind, css="nowrap"),
    Column("targets", gettext_lazy("走访对象"), lambda log: joined(log.targets.all()), is_cell=True, width=22),
    Column("people", gettext_lazy("走访干部"), lambda log: joined(log.participants.all()), is_cell=True),
    Column("unit", gettext_lazy("单位"), lambda log: log.unit.label),
    Column("content", gettext_lazy("基本情况"), said, is_cell=True, width=40),
    Column("minutes", gettext_lazy("时长（分钟）"), lambda log: log.minutes, "number", is_extra=True),
    Column("people_count", gettext_lazy("参加人数"), lambda log: log.people_count, "number", is_extra=True),
    Column("matters", gettext_lazy("诉求（件）"), lambda log: heard(log), "number", is_extra=True),
    Column("recorded_at", gettext_lazy("登记时间"), lambda log: log.recorded_at, "moment", is_extra=True),
    Column("marks", gettext_lazy("标记"), marks_of, is_cell=True, width=20),
)


def heard(log: Any) -> int | None:
    """How many matters the log brought that stand in lists; None rather than 0."""
    return sum(not matter.sealed for matter in log.matters.all()) or None


MATTERS = (
    Column("text", gettext_lazy("诉求"), lambda matter: matter.text, is_cell=True, width=40),
    Column("mark", gettext_lazy("状态"), lambda matter: matter.mark, is_cell=True),
    Column("due", gettext_lazy("办理时限"), lambda matter: matter.due, "date", is_cell=True),
    Column("unit", gettext_lazy("责任单位"), lambda matter: matter.unit.label),
    Column("target", gettext_lazy("反映人"), lambda matter: matter.target, is_extra=True),
    Column("kind", gettext_lazy("走访形式"), lambda matter: matter.log.kind, is_extra=True),
    Column("day", gettext_lazy("走访日期"), lambda matter: matter.log.first_day, "date"),
    Column("people", gettext_lazy("走访干部"), lambda matter: joined(matter.log.participants.all()), is_cell=True),
    Column("reply", gettext_lazy("答复"), lambda matter: matter.reply, is_extra=True, width=30),
    Column("solved_on", gettext_lazy("办结日期"), lambda matter: matter.solved_on, "date", is_extra=True),
)
