"""Year-end statements: drafted from the records, edited, handed in, given back (R10.7)."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Cadre, Unit
from accounts.selectors import main_post
from assessments.access import may_return, may_write_for
from assessments.models import SectionCode, Statement, StatementSection, StatementState
from assessments.statement_figures import BY_CODE, About, values
from assessments.statement_text import drafted, with_codes
from core import audit, inbox, locking
from core.errors import DomainError
from core.guards import require_text
from core.wording import run_on
from visits.actions import log_visit, withdraw_log

if TYPE_CHECKING:
    from accounts.models import User

FIRST_YEAR = 2000


@transaction.atomic
def draft_statement(subject: Cadre | Unit, *, year: int, by: "User", at: datetime.datetime) -> Statement:
    """A statement of a year, its text drafted from the records. Raises DomainError for a second one and for a year
    that has not begun."""
    today = timezone.localdate(at)
    if not may_write_for(by, subject, on=today):
        raise PermissionDenied
    if not FIRST_YEAR <= year <= today.year:
        raise DomainError(_("只能填写本年度或以往年度。"), field="year")
    home = _home(subject, today)
    statement = Statement(home=home, unit_path=home.path, year=year)
    setattr(statement, "cadre" if isinstance(subject, Cadre) else "unit", subject)
    try:
        with transaction.atomic():
            statement.save()
    except IntegrityError as error:
        raise DomainError(_("该年度的述职报告已经有了，请在原报告上修改。"), field="year") from error
    _write_draft(statement, today)
    audit.record("assessments.draft_statement", statement, by=by, at=at, unit_path=home.path)
    return statement


def _home(subject: Cadre | Unit, on: datetime.date) -> Unit:
    if isinstance(subject, Unit):
        return subject
    post = main_post(subject, on)
    if post is None:
        raise DomainError(_("您目前没有任职，无法起草述职报告。请联系组织管理员。"))
    return post.unit


def _write_draft(statement: Statement, on: datetime.date) -> None:
    about = About(statement.subject, statement.year)
    post = main_post(statement.cadre, on) if statement.cadre else None
    texts = drafted(about, values(about), run_on(post.unit, post.title) if post else "")
    StatementSection.objects.filter(statement=statement).delete()
    StatementSection.objects.bulk_create(
        StatementSection(statement=statement, code=code, order=order, text=texts[code])
        for order, code in enumerate(SectionCode.values)
    )


@transaction.atomic
def redraft_statement(statement: Statement, *, by: "User", at: datetime.datetime, version: Any = None) -> Statement:
    """Draft every section anew; what was written is replaced."""
    statement = _open(statement, by=by, at=at, version=version)
    _write_draft(statement, timezone.localdate(at))
    return _record("assessments.redraft_statement", statement, by=by, at=at)


@transaction.atomic
def edit_statement(
    statement: Statement, *, texts: Mapping[str, str], by: "User", at: datetime.datetime, version: Any = None
) -> Statement:
    """Replace the texts of these sections. Raises DomainError at the section with a mark that stands for no figure."""
    statement = _open(statement, by=by, at=at, version=version)
    for section in statement.sections.all():
        if section.code in texts:
            section.text = _stored(section.code, texts[section.code])
            section.save(update_fields=["text"])
    return _record("assessments.edit_statement", statement, by=by, at=at)


def _stored(code: str, text: str) -> str:
    try:
        return with_codes(text.strip())
    except DomainError as error:
        raise DomainError(error.message, field=code) from error


@transaction.atomic
def submit_statement(statement: Statement, *, by: "User", at: datetime.datetime, version: Any = None) -> Statement:
    """Hand it in: its figures stay as they are now, and the duty of the written section is met by its log (10.7-1).

    Raises DomainError while a section is empty.
    """
    statement = _open(statement, by=by, at=at, version=version)
    empty = [section for section in statement.sections.all() if not section.text.strip()]
    if empty:
        raise DomainError(_("“%(section)s”还没有填写。") % {"section": empty[0].get_code_display()})
    today = timezone.localdate(at)
    found = values(About(statement.subject, statement.year))
    statement.figures = {code: str(found[code]) for code in BY_CODE}
    statement.state, statement.submitted_on, statement.returned = StatementState.SUBMITTED, today, ""
    statement.log = _write_log(statement, on=today, by=by, at=at)
    return _record("assessments.submit_statement", statement, by=by, at=at)


def _write_log(statement: Statement, *, on: datetime.date, by: "User", at: datetime.datetime) -> Any:
    """A year's statement handed in after the year belongs to the year's last day."""
    writer = statement.cadre or by.cadre
    if writer is None:
        raise DomainError(_("支部的述职报告由有任职的人员提交，您的账号没有对应的干部。"))
    return log_visit(
        kind="summary",
        first_day=min(on, datetime.date(statement.year, 12, 31)),
        cadres=[writer],
        unit=statement.home,
        content=_("%(year)s年度述职报告（联系群众部分）") % {"year": statement.year},
        is_vouched_for=True,
        by=by,
        at=at,
    )


@transaction.atomic
def return_statement(
    statement: Statement, *, reason: str, by: "User", at: datetime.datetime, version: Any = None
) -> Statement:
    """Give it back to its author; its figures follow the records again, and its log no longer counts."""
    statement = locking.lock(statement, version=version)
    if not may_return(by, statement):
        raise PermissionDenied
    if statement.is_draft:
        raise DomainError(_("这份述职报告还没有提交。"))
    require_text(reason, "reason", _("请填写退回原因。"))
    if statement.log:
        withdraw_log(statement.log, by=by, at=at, reason=_("述职报告退回修改"), is_vouched_for=True)
    statement.state, statement.submitted_on, statement.log = StatementState.DRAFT, None, None
    statement.figures, statement.returned = {}, reason.strip()[:200]
    _tell_author(statement, at=at)
    return _record("assessments.return_statement", statement, by=by, at=at)


def _tell_author(statement: Statement, *, at: datetime.datetime) -> None:
    user = getattr(statement.cadre, "user", None) if statement.cadre else None
    if user:
        title, step = _("述职报告已退回，请修改后重新提交"), f"returned:{statement.version}"
        inbox.notify(f"statement:{statement.pk}", step, user, title, url=statement.get_absolute_url(), at=at)


def _open(statement: Statement, *, by: "User", at: datetime.datetime, version: Any) -> Statement:
    """The row as it is now, for who writes it. Raises DomainError once it was handed in."""
    statement = locking.lock(statement, version=version)
    if not may_write_for(by, statement.subject, on=timezone.localdate(at)):
        raise PermissionDenied
    if not statement.is_draft:
        raise DomainError(_("述职报告已经提交，不能再修改。需要修改的，请上级退回。"))
    return statement


def _record(action: str, statement: Statement, *, by: "User", at: datetime.datetime) -> Statement:
    locking.bump(statement)
    statement.save()
    audit.record(action, statement, by=by, at=at, unit_path=statement.unit_path)
    return statement
