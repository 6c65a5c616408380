"""The panel "how this date was computed": each clock of a case with all that its due day follows from."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.selectors import load_work_calendar
from core.workdays import WorkCalendar
from petitions.deadlines import Deadline, Limit, Pause, due_of, is_late
from petitions.models import Case, Clock, ClockState
from petitions.shipped import RIGHTS, article_name

# The event that starts each clock.
EVENTS = {
    "route": gettext_lazy("接件"),
    "say_acceptance": gettext_lazy("转送、交办"),
    "object": gettext_lazy("转送、交办"),
    "finish": gettext_lazy("受理"),
    "ask_review": gettext_lazy("送达处理意见书"),
    "review": gettext_lazy("收到复查申请"),
    "ask_re_review": gettext_lazy("送达复查意见书"),
    "re_review": gettext_lazy("收到复核申请"),
    "assignment": gettext_lazy("交办"),
    "call_back": gettext_lazy("办结"),
    "review_again": gettext_lazy("解释说明"),
}
SOON = datetime.timedelta(days=3)


@dataclass(frozen=True)
class ClockLine:
    """One clock as the page shows it. `deadline` is reckoned anew: it says why `clock.due` is that day."""

    clock: Clock
    deadline: Deadline
    event: str
    limit: str
    article: str
    mark: str
    tone: str

    @property
    def pauses(self) -> list[Any]:
        return list(self.clock.pauses.all())

    @property
    def changes(self) -> list[Any]:
        return list(self.clock.changes.all())


def clock_lines(case: Case, *, on: datetime.date) -> list[ClockLine]:
    """The clocks of the case: those that run first, soonest on top. Three queries and the calendar's."""
    clocks = case.clocks.select_related("unit").prefetch_related("pauses", "changes")
    calendar = load_work_calendar()
    lines = [_line(clock, calendar, on) for clock in clocks]
    far = datetime.date.max
    return sorted(lines, key=lambda line: (line.clock.state not in ("running", "paused"), line.clock.due or far))


def _line(clock: Clock, calendar: WorkCalendar, on: datetime.date) -> ClockLine:
    limit = Limit(clock.code, clock.days, clock.is_working)
    pauses = [Pause(pause.start, pause.end, pause.reason) for pause in clock.pauses.all()]
    deadline = due_of(clock.started_on, limit, calendar=calendar, pauses=pauses, extension=clock.extension)
    mark, tone = _mark(clock, on)
    event = str(EVENTS.get(clock.code, ""))
    return ClockLine(clock, deadline, event, days_in_words(limit), article_name(clock.article), mark, tone)


def days_in_words(limit: Limit) -> str:
    """ "15日" or "5个工作日"."""
    if limit.is_working:
        return ngettext("%(days)d个工作日", "%(days)d个工作日", limit.days) % {"days": limit.days}
    return ngettext("%(days)d日", "%(days)d日", limit.days) % {"days": limit.days}


def _mark(clock: Clock, on: datetime.date) -> tuple[str, str]:
    """Where it stands, and the colour. A right that lapses is never late."""
    if clock.state == ClockState.STOPPED:
        late = is_late(clock.due, done=clock.stopped_on, on=on) and clock.code not in RIGHTS
        return (_("超时限完成"), "late") if late else (_("按时完成"), "ok")
    if clock.state != ClockState.RUNNING:
        return str(clock.get_state_display()), "due" if clock.state == ClockState.PAUSED else "off"
    if is_late(clock.due, done=None, on=on):
        return (_("已过期"), "off") if clock.code in RIGHTS else (_("已超时限"), "late")
    soon = clock.due is not None and clock.due <= on + SOON and clock.code not in RIGHTS
    return str(clock.get_state_display()), "due" if soon else "open"
