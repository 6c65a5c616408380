"""The closing report of a seconded cadre, and what the personnel office thinks of it (R2.2)."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Secondment
from accounts.selectors import home_unit_path
from assessments.access import may_evaluate
from assessments.models import Grade, SecondmentReport
from core import audit, inbox, locking
from core.errors import DomainError
from core.guards import require_text
from visits.actions import log_visit

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def hand_in_report(secondment: Secondment, *, text: str, by: "User", at: datetime.datetime) -> SecondmentReport:
    """Hand in one's closing report; its log settles 2.2. Raises DomainError before the end of the secondment, for an
    empty text, and for a second one."""
    today = timezone.localdate(at)
    if secondment.cadre_id not in by.access.cadre_ids:
        raise PermissionDenied
    if secondment.end is None or secondment.end > today:
        raise DomainError(_("锻炼还没有结束，期满后再提交总结。"))
    require_text(text, "text", _("请填写锻炼总结。"))
    if SecondmentReport.objects.filter(secondment=secondment).exists():
        raise DomainError(_("总结已经提交。"))
    log = log_visit(
        kind="summary",
        first_day=today,
        cadres=[secondment.cadre],
        content=_("下基层锻炼总结"),
        is_vouched_for=True,
        by=by,
        at=at,
    )
    try:
        with transaction.atomic():
            report = SecondmentReport.objects.create(
                secondment=secondment, text=text.strip(), handed_in_on=today, log=log
            )
    except IntegrityError as error:
        raise DomainError(_("总结已经提交。")) from error
    _record("assessments.hand_in_report", report, by=by, at=at)
    return report


@transaction.atomic
def evaluate_secondment(
    report: SecondmentReport, *, grade: str, evaluation: str, by: "User", at: datetime.datetime, version: Any = None
) -> SecondmentReport:
    """What the personnel office thinks of it; kept with the cadre, who is told. Never one's own."""
    report, today = locking.lock(report, version=version), timezone.localdate(at)
    if not may_evaluate(by, report.secondment, on=today):
        raise PermissionDenied
    if grade not in Grade.values:
        raise DomainError(_("请选择鉴定等次。"), field="grade")
    require_text(evaluation, "evaluation", _("请填写鉴定意见。"))
    report.grade, report.evaluation = grade, evaluation.strip()
    report.evaluated_by, report.evaluated_on = by, today
    locking.bump(report)
    report.save()
    if user := getattr(report.secondment.cadre, "user", None):
        what, step = f"secondment:{report.secondment_id}", f"evaluated:{report.version}"
        inbox.notify(what, step, user, _("您的下基层锻炼已有鉴定"), url=report.get_absolute_url(), at=at)
    _record("assessments.evaluate_secondment", report, by=by, at=at)
    return report


def _record(action: str, report: SecondmentReport, *, by: "User", at: datetime.datetime) -> None:
    path = home_unit_path(report.secondment.cadre, timezone.localdate(at))
    audit.record(action, report, by=by, at=at, unit_path=path)
