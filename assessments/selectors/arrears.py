"""Answers to officers, reading, statements, democratic-life meetings, secondments and results that are late or missing:
lines with a number and a link for the secretary's page."""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Secondment
from assessments.models import LifeMeeting, SecondmentReport, Statement, StatementState, Survey, SurveyState
from assessments.querysets.sheets import READERS
from assessments.selectors.officers import unread
from assessments.selectors.rewards import unanswered_since

if TYPE_CHECKING:
    from accounts.models import User

ONE_DAY = datetime.timedelta(days=1)
# After the end of a secondment the closing report may take so long (R2.2).
REPORT_WITHIN = datetime.timedelta(days=30)


def late(user: "User", *, on: datetime.date) -> Iterator[tuple[Any, int, str]]:
    """Of the parts of the tree that the user reads. Nine queries."""
    items = unanswered_since(user, on=on)
    yield _("逾期未反馈的信息"), items.count(), f"{reverse('assessments:items')}?state=late"
    yield _("逾期未读完的先学文件"), unread(user, on=on).count(), reverse("assessments:reading")
    page = reverse("assessments:life_meetings")
    meetings = LifeMeeting.objects.filter(user.access.within("unit__path", *READERS))
    yield _("会前准备逾期的民主生活会"), meetings.filter(on__gte=on).unprepared(by=on - ONE_DAY).count(), page
    yield _("到期未登记的民主生活会"), meetings.overdue(on=on).count(), page
    statements = Statement.objects.visible_to(user).filter(state=StatementState.DRAFT, year__lt=on.year)
    yield _("往年未提交的述职报告"), statements.count(), f"{reverse('assessments:statements')}?state=draft"
    yield from of_secondments(user, on)
    surveys = Survey.objects.filter(user.access.within("unit_path", *READERS), state=SurveyState.CLOSED)
    yield _("已截止未公布的调查评议"), surveys.count(), f"{reverse('assessments:surveys')}?state=closed"


def of_secondments(user: "User", on: datetime.date) -> Iterator[tuple[Any, int, str]]:
    """Closing reports that are late, and those that wait for an evaluation (R2.2). Two queries."""
    page, seen = reverse("assessments:secondments"), Secondment.objects.visible_to(user)
    reports = SecondmentReport.objects.visible_to(user)
    unreported = seen.filter(end__lt=on - REPORT_WITHIN, report=None)
    yield _("逾期未交的锻炼总结"), unreported.count(), page
    yield _("待鉴定的锻炼总结"), reports.filter(grade="").count(), page
