"""The columns of what is not done (duties.selectors.Owed). A summary has none: it is for reading, and no ranking."""

from typing import Any

from django.utils.translation import gettext_lazy

from core.lists import Column
from core.wording import with_note


def progress_of(line: Any) -> str:
    row = line.obligation
    said = f"{row.achieved}/{row.required}"
    return said if row.required_also is None else f"{said} {row.achieved_also}/{row.required_also}"


def who(line: Any) -> str:
    row = line.obligation
    return with_note(row.subject, row.home.label if row.cadre_id else "")


BEHIND = (
    Column("rule", gettext_lazy("责任"), lambda line: line.obligation.rule.title, is_cell=True, width=26),
    Column("target", gettext_lazy("联系对象"), lambda line: line.target, is_extra=True, width=20),
    Column("who", gettext_lazy("责任人"), who, is_cell=True),
    Column("window", gettext_lazy("时段"), lambda line: line.window, is_cell=True),
    Column("progress", gettext_lazy("进度"), progress_of, is_cell=True),
    Column("missing", gettext_lazy("还差"), lambda line: line.missing, is_extra=True),
    Column("due", gettext_lazy("期限"), lambda line: line.obligation.due, "date"),
    Column("state", gettext_lazy("状态"), lambda line: line.label, is_cell=True, css="nowrap"),
)
