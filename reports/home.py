"""What the home page shows to one user: what is owed, what waits, and what an administrator must mend."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import ADMINS, KEEPERS, READERS
from accounts.models import Unit, User
from assessments.selectors import overview as assessments
from assessments.selectors import service
from contacts.models import Pairing
from contacts.selectors.cards import count_stale
from core import periods
from core.models import CalendarYear, InboxItem, OutboxMessage
from duties import selectors as duties
from petitions.access import CLERKS, SUPERVISORS
from petitions.models import Case
from reports.standing import Standing, standing
from visits.models import Matter, VisitLog
from visits.querysets import in_read_units
from visits.selectors.rotas import next_slots

SHOWN = 5
# Days of duty within so many days are on the home page.
DUTY_DAYS = 14
# A case whose limit ends within so many days is told of.
SOON = 7


@dataclass(frozen=True)
class Warning:
    """Something that an administrator should mend, with the page where it is mended."""

    text: str
    url: str
    label: str


@dataclass(frozen=True)
class UnitFigures:
    """What waits in the parts of the tree that the user reads, and this month's logs. Cases (None: not theirs to read):
    those over their limit, and those whose limit ends within a week."""

    logs: int
    open_matters: int
    overdue_matters: int
    behind: int
    overdue_cases: int | None
    due_cases: int | None


@dataclass(frozen=True)
class Home:
    has_cadre: bool
    owed: list[Any]
    owed_count: int
    slots: list[Any]
    logs: list[VisitLog]
    inbox: list[Any]
    contacts: int
    assessments: list[assessments.Line]
    service: list[tuple[Any, int, str]]
    figures: UnitFigures | None
    standing: Standing | None
    warnings: list[Warning]


def home(user: User, *, at: datetime.datetime, on: datetime.date) -> Home:
    """A fixed number of queries, whatever the size of the tree."""
    owed = duties.owed_now(user, on=on)
    return Home(
        has_cadre=bool(user.access.cadre_ids),
        owed=owed[:SHOWN],
        owed_count=len(owed),
        slots=next_slots(user, on, days=DUTY_DAYS)[:SHOWN],
        logs=list(_own_logs(user)[:SHOWN]),
        inbox=list(InboxItem.objects.visible_to(user).unread()[:SHOWN]),
        contacts=Pairing.objects.in_force(on).filter(cadre__in=user.access.cadre_ids).count(),
        assessments=assessments.to_do(user, on=on),
        service=service.to_do(user, on=on),
        figures=_unit_figures(user, on) if user.access.has_role(*READERS) else None,
        standing=standing(user, on=on) if user.access.has_role(*READERS) else None,
        warnings=[*(_warnings(user, at=at, on=on) if user.access.has_role(*ADMINS) else []), *_stale_cards(user)],
    )


def _own_logs(user: User) -> Any:
    mine = Q(cadres__in=user.access.cadre_ids) if user.access.cadre_ids else Q(recorded_by=user)
    return VisitLog.objects.visible_to(user).recorded().filter(mine).distinct().for_list(reader=user)


def _unit_figures(user: User, on: datetime.date) -> UnitFigures:
    month = periods.month(on)
    matters = Matter.objects.visible_to(user).open()
    has_cases = user.access.has_role(*CLERKS, *SUPERVISORS)
    cases = Case.objects.visible_to(user).open()
    soon = (on, on + datetime.timedelta(days=SOON))
    return UnitFigures(
        logs=VisitLog.objects.recorded().filter(in_read_units(user)).in_period(month.start, month.end).count(),
        open_matters=matters.count(),
        overdue_matters=matters.filter(due__lt=on).count(),
        behind=duties.count_behind(user, on=on),
        overdue_cases=cases.overdue(on=on).count() if has_cases else None,
        due_cases=cases.filter(next_due__range=soon).count() if has_cases else None,
    )


def _warnings(user: User, *, at: datetime.datetime, on: datetime.date) -> list[Warning]:
    found = []
    if not Unit.objects.exists():
        found.append(Warning(_("还没有建立单位。"), reverse("accounts:units"), _("建立单位")))
    found += _calendar_warnings(on)
    waiting = OutboxMessage.objects.due(at=at).count()
    if waiting and not settings.EMAIL_HOST:
        text = _("未配置邮件服务器，有%(count)s封提醒邮件等待发送；系统内的提醒不受影响。") % {"count": waiting}
        found.append(Warning(text, reverse("core:outbox"), _("查看邮件")))
    return found


def _stale_cards(user: User) -> list[Warning]:
    """Contact cards that say something else than they ought to, and are to be replaced (R6)."""
    count = count_stale(user) if user.access.has_role(*KEEPERS) or user.access.cadre_ids else 0
    text = _("有%(count)d张已发出的连心卡内容已变更，待换发。") % {"count": count}
    return [Warning(text, reverse("contacts:cards_stale"), _("查看名单"))] if count else []


def _calendar_warnings(on: datetime.date) -> list[Warning]:
    """This year must be loaded; from December on, the next one too (it is announced each November)."""
    needed = {on.year} | ({on.year + 1} if on.month == 12 else set())
    missing = sorted(needed - set(CalendarYear.objects.filter(year__in=needed).values_list("year", flat=True)))
    return [
        Warning(
            _("%(year)s年的放假和调休安排尚未载入，暂按周一至周五计算工作日。") % {"year": year},
            reverse("accounts:calendar"),
            _("载入日历"),
        )
        for year in missing
    ]
