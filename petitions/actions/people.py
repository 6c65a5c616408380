"""The petitioner's own steps: by code (`by` None), or told to a clerk who writes them down."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from petitions.actions import clocks, notices, steps
from petitions.actions.ending import begin_anew
from petitions.actions.files import add_files
from petitions.actions.rating import write_rating
from petitions.actions.receiving import LONGEST_TEXT, number_now
from petitions.actions.settling import part_joined, settle_matter
from petitions.models import Case, CaseKind, RatingValue
from petitions.selectors.settings import settings_of

if TYPE_CHECKING:
    from accounts.models import User

_ADDED = gettext_lazy("信访事项%(number)s的信访人补充了材料")
_WITHDRAWN = gettext_lazy("信访事项%(number)s的信访人撤回了诉求")
_NOT_SATISFIED = gettext_lazy("信访事项%(number)s的信访人评价为不满意")


@transaction.atomic
def add_information(
    case: Case,
    *,
    text: str,
    by: "User | None",
    on: datetime.date,
    at: datetime.datetime,
    files: Iterable[Any] = (),
    shows_identity: bool = True,
    version: Any = None,
) -> Case:
    """Add text or files (uploads, or `core.files.CheckedFile`) to an open case. What a petitioner sends may show who
    they are, and is opened like an identity unless `shows_identity` is False. Side effects: entry, notice."""
    case = steps.open_step(case, "add_information", by=by, on=on, at=at, version=version)
    files = list(files)
    if not text.strip() and not files:
        raise DomainError(_("请填写补充的内容，或者选择要上传的文件。"), field="text")
    if len(text) > LONGEST_TEXT:
        raise DomainError(_("内容不能超过%(most)d字，可另附文件。") % {"most": LONGEST_TEXT}, field="text")
    entry = steps.write_step(case, "add_information", by=by, on=on, at=at, note=text, data={"files": len(files)})
    if files:
        add_files(case, files, by=by, at=at, entry=entry, shows_identity=shows_identity)
    notices.tell_workers(case, "add_information", _ADDED, on=on, at=at, by=by)
    return case


@transaction.atomic
def withdraw(
    case: Case, *, reason: str, by: "User | None", on: datetime.date, at: datetime.datetime, version: Any = None
) -> Case:
    """The petitioner takes the matter back. Side effects: entry, all clocks end, the matter of the visit is solved;
    a case that has no number yet gets one: everything is registered."""
    case = steps.open_step(case, "withdraw", by=by, on=on, at=at, version=version)
    clocks.cancel(case)
    steps.write_step(
        case,
        "withdraw",
        by=by,
        on=on,
        at=at,
        note=reason,
        is_public=True,
        kind=case.kind or CaseKind.HELP,
        **number_now(case, on),
    )
    settle_matter(case, by=by, on=on, at=at, reply=_("信访人已撤回诉求。"))
    part_joined(case, by=by, on=on, at=at)
    notices.tell_workers(case, "withdraw", _WITHDRAWN, on=on, at=at, by=by)
    return case


@transaction.atomic
def rate(
    case: Case,
    *,
    value: str,
    text: str,
    by: "User | None",
    on: datetime.date,
    at: datetime.datetime,
    taken_by: "User | None" = None,
    version: Any = None,
) -> Case:
    """Rate the answer, and say what is still wrong. The last rating counts; none is ever edited.

    Written by a clerk (`by` or `taken_by`), it is marked as taken down. Side effects: entry, the clock of the callback
    stops, those who have the case in hand are told of one that is not satisfied.
    """
    case = steps.open_step(case, "rate", by=by, on=on, at=at, version=version)
    write_rating(case, value=value, text=text, at=at, taken_by=taken_by or by)
    steps.write_step(case, "rate", by=by, on=on, at=at, is_public=True, data={"value": value})
    if value == RatingValue.NOT:
        notices.tell_workers(case, "rate", _NOT_SATISFIED, on=on, at=at, by=by)
    return case


@transaction.atomic
def reopen(
    case: Case, *, reason: str, by: "User | None", on: datetime.date, at: datetime.datetime, version: Any = None
) -> Case:
    """The petitioner has the case taken up again, within the days that the organisation grants for it."""
    case = steps.open_step(case, "reopen", by=by, on=on, at=at, version=version)
    last = last_day_to_reopen(case)
    if last is None or on > last:
        raise DomainError(_("要求重新办理的期限已过；有新的事实和理由的，请重新提出。"))
    return begin_anew(case, reason=reason, by=by, on=on, at=at)


def last_day_to_reopen(case: Case) -> datetime.date | None:
    """Until when the petitioner may have it taken up again; None before there is an answer."""
    answered = case.closed_on or case.answered_on
    days = settings_of(case.unit).reopen_days
    return answered + datetime.timedelta(days=days) if answered else None
