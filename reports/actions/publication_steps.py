"""The way of an edition to everybody's eyes (R10.8): submitted by one, approved by another, taken down by either."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Position, Post, User
from core import inbox
from core.errors import DomainError
from core.guards import require_text
from core.locking import save_fields
from petitions.actions.notices import holders
from reports.actions.publication_writing import open_step, put_down
from reports.models import EditionState, PublicEdition
from reports.publication.content import frozen
from reports.publication.querysets import APPROVERS

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = datetime.timedelta(days=1)


@transaction.atomic
def submit_edition(edition: PublicEdition, *, by: User, at: datetime.datetime, version: Any = None) -> PublicEdition:
    """Ask for approval. What is read off records is fixed now: the approver sees exactly what will be shown.

    Raises DomainError where the record is not public, or the days to show it are over. Side effect: a notice to those
    who may approve.
    """
    edition = open_step(edition, "submit", by=by, at=at, version=version)
    today = timezone.localdate(at)
    _check_days(edition, today)
    edition.content, edition.frozen_on = frozen(edition, reader=by, on=today)
    edition.state = EditionState.SUBMITTED
    save_fields(edition, "content", "frozen_on", "state")
    put_down(edition, "submit", by=by, at=at)
    title = gettext_lazy("“%(title)s”请您审核后公开")
    _tell(edition, "submit", _approvers(edition, on=today), title, by=by, at=at)
    return edition


@transaction.atomic
def recall_edition(edition: PublicEdition, *, by: User, at: datetime.datetime) -> PublicEdition:
    """Back to the writer, to be changed, before anybody has decided."""
    edition = open_step(edition, "recall", by=by, at=at)
    return _back_to_draft(edition, "recall", by=by, at=at)


@transaction.atomic
def return_edition(
    edition: PublicEdition, *, reason: str, by: User, at: datetime.datetime, version: Any = None
) -> PublicEdition:
    """Not like this: back to the writer with the reason. Side effect: a notice to whoever wrote it."""
    edition = open_step(edition, "return", by=by, at=at, version=version)
    reason = require_text(reason, "reason", _("请填写退回原因。"))
    _back_to_draft(edition, "return", by=by, at=at, reason=reason)
    _tell_writer(edition, "return", gettext_lazy("“%(title)s”被退回，请修改后重新提交"), reason, by=by, at=at)
    return edition


@transaction.atomic
def approve_edition(
    edition: PublicEdition, *, has_checked: bool, by: User, at: datetime.datetime, version: Any
) -> PublicEdition:
    """Show it from its day on. Editions before it end the day before.

    `version` is what the approver read: changed meanwhile, it is not approved. Raises PermissionDenied for whoever
    wrote it, DomainError where it was not checked or its days are over.
    """
    edition = open_step(edition, "approve", by=by, at=at, version=version)
    if not has_checked:
        raise DomainError(_("请逐项核对后勾选。"), field="has_checked")
    today = timezone.localdate(at)
    _check_days(edition, today)
    # Approved late, it is shown from today: nobody could read it before.
    edition.shown_from = max(edition.shown_from, today)
    edition.state, edition.approved_by, edition.approved_at = EditionState.APPROVED, by, at
    _end_those_before(edition, by=by, at=at)
    save_fields(edition, "shown_from", "state", "approved_by", "approved_at")
    put_down(edition, "approve", by=by, at=at, data={"from": str(edition.shown_from)})
    _tell_writer(edition, "approve", gettext_lazy("“%(title)s”已批准公开"), by=by, at=at)
    return edition


@transaction.atomic
def discard_edition(edition: PublicEdition, *, by: User, at: datetime.datetime) -> PublicEdition:
    """A draft that comes to nothing. What is shown stays."""
    edition = open_step(edition, "discard", by=by, at=at)
    edition.state = EditionState.DISCARDED
    save_fields(edition, "state")
    put_down(edition, "discard", by=by, at=at)
    return edition


@transaction.atomic
def withdraw_edition(edition: PublicEdition, *, reason: str, by: User, at: datetime.datetime) -> PublicEdition:
    """Take it off the page at once, with every earlier edition that would show in its place.

    Caches on the way may show it for some minutes more (reports.views.public_page.FRESH).
    """
    edition = open_step(edition, "withdraw", by=by, at=at)
    reason = require_text(reason, "reason", _("请填写撤下原因。"))
    today = timezone.localdate(at)
    for row in edition.item.editions.filter(state=EditionState.APPROVED).exclude(shown_until__lt=today):
        row.state = EditionState.WITHDRAWN
        save_fields(row, "state")
        put_down(row, "withdraw", by=by, at=at, reason=reason)
    edition.refresh_from_db()
    _tell_writer(edition, "withdraw", gettext_lazy("“%(title)s”已撤下，不再公开"), reason, by=by, at=at)
    return edition


def _check_days(edition: PublicEdition, today: datetime.date) -> None:
    if edition.shown_until and edition.shown_until < today:
        raise DomainError(_("公开止的日期已过，请先修改。"), field="shown_until")


def _back_to_draft(
    edition: PublicEdition, step: str, *, by: User, at: datetime.datetime, reason: str = ""
) -> PublicEdition:
    edition.state, edition.content, edition.frozen_on = EditionState.DRAFT, {}, None
    save_fields(edition, "state", "content", "frozen_on")
    put_down(edition, step, by=by, at=at, reason=reason)
    return edition


def _end_those_before(edition: PublicEdition, *, by: User, at: datetime.datetime) -> None:
    """An edition before this one is shown until the eve of it; one that had not begun by then is replaced."""
    for row in edition.item.editions.filter(state=EditionState.APPROVED).exclude(pk=edition.pk):
        if row.shown_from >= edition.shown_from:
            row.state = EditionState.REPLACED
            save_fields(row, "state")
        elif row.shown_until is None or row.shown_until >= edition.shown_from:
            row.shown_until = edition.shown_from - DAY
            save_fields(row, "shown_until")
        else:
            continue
        put_down(row, "replace", by=by, at=at, data={"by": edition.number})


def _approvers(edition: PublicEdition, *, on: datetime.date) -> "list[User]":
    """The head of the unit, and who may approve for it: on the unit, or else on the nearest one above."""
    unit = edition.item.page.unit
    heads = Post.objects.in_force(on).filter(unit=unit, position=Position.HEAD)
    users = User.objects.filter(cadre__in=heads.order_by().values("cadre"), is_active=True)
    found = {user.pk: user for user in [*users, *holders(unit, APPROVERS, on=on)]}
    wrote = set(edition.steps.filter(step__in=["write", "edit", "submit"]).values_list("by", flat=True))
    others = [user for key, user in found.items() if key not in wrote]
    return others or ([] if unit.parent is None else _above(edition, on=on, but=wrote))


def _above(edition: PublicEdition, *, on: datetime.date, but: set[int]) -> list[User]:
    """Where whoever wrote it is the only one on the unit: those above."""
    parent = edition.item.page.unit.parent
    assert parent is not None
    return [user for user in holders(parent, APPROVERS, on=on) if user.pk not in but]


def _tell_writer(
    edition: PublicEdition, step: str, title: Any, body: str = "", *, by: User, at: datetime.datetime
) -> None:
    writers = [edition.written_by] if edition.written_by else []
    _tell(edition, step, writers, title, body, by=by, at=at)


def _tell(
    edition: PublicEdition,
    step: str,
    users: "Iterable[User]",
    title: Any,
    body: str = "",
    *,
    by: User,
    at: datetime.datetime,
) -> None:
    """One notice for each, except whoever took the step."""
    notices = []
    for user in users:
        if user.pk != by.pk:
            with translation.override(user.language):
                text = str(title) % {"title": edition.title}
            what, url = f"publication:{edition.pk}", edition.get_absolute_url()
            notices.append(inbox.notice(what, f"{step}-{edition.version}", user, text, body, url=url, at=at))
    inbox.notify_all(notices)
