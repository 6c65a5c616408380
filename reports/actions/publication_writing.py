"""Writing what a unit makes public (R10.8): items, their editions, files beside them. Nothing here shows anything."""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from core.files import CheckedFile
from core.guards import check_order, require_text
from core.locking import lock, save_fields
from core.periods import Period
from reports.models import EditionState, ItemKind, PublicEdition, PublicFile, PublicItem, PublicPage, PublicStep
from reports.publication.checks import carried_by, check_text
from reports.publication.numbers import check_period
from reports.publication.workflow import STEPS, may_write, steps_for

if TYPE_CHECKING:
    from accounts.models import User

# A page has one of each.
SINGLE = (ItemKind.INTRODUCTION, ItemKind.COMMITMENTS, ItemKind.CHANNELS)
NEEDS_TEXT = (ItemKind.INTRODUCTION, ItemKind.NOTICE)
# The record that an item of this kind reads.
SOURCE = {ItemKind.ROTA: "rota", ItemKind.SURVEY: "survey", ItemKind.ARRANGEMENT: "arrangement"}
COPIED = ("title", "text", "rota", "survey", "arrangement", "period_start", "period_end", "figures")
MOST_FILES = 5
PDF = "application/pdf"


@transaction.atomic
def write_item(
    page: PublicPage,
    *,
    kind: str,
    by: "User",
    at: datetime.datetime,
    attachments: Sequence[CheckedFile] = (),
    is_checked: bool = False,
    **fields: Any,
) -> PublicEdition:
    """A new item with its first edition, as a draft. `fields` are those of the edition.

    Raises PermissionDenied, DomainError where something is missing, where the page has such an item already, or where
    the text names people or numbers and nobody has looked (`is_checked`). Side effects: history, audit.
    """
    page = lock(page)
    if not may_write(by, page.unit):
        raise PermissionDenied
    _check_single(page, kind)
    item = PublicItem(page=page, kind=kind)
    _check(item, fields, is_checked=is_checked, on=timezone.localdate(at))
    item.save()
    edition = PublicEdition.objects.create(item=item, written_by=by, **fields)
    _store(edition, attachments, at=at)
    put_down(edition, "write", by=by, at=at)
    return edition


@transaction.atomic
def edit_edition(
    edition: PublicEdition,
    *,
    by: "User",
    at: datetime.datetime,
    version: Any,
    attachments: Sequence[CheckedFile] = (),
    is_checked: bool = False,
    **fields: Any,
) -> PublicEdition:
    """Change a draft. What was submitted is not changed: it is recalled first, so that what is approved was read."""
    edition = open_step(edition, "edit", by=by, at=at, version=version)
    _check(edition.item, fields, is_checked=is_checked, on=timezone.localdate(at))
    changed = audit.changes({name: getattr(edition, name) for name in fields}, fields)
    for name, value in fields.items():
        setattr(edition, name, value)
    edition.written_by = by
    save_fields(edition, "written_by", *fields)
    _store(edition, attachments, at=at)
    put_down(edition, "edit", by=by, at=at, data={"fields": sorted(changed), "files": len(attachments)})
    return edition


@transaction.atomic
def change_item(edition: PublicEdition, *, by: "User", at: datetime.datetime) -> PublicEdition:
    """A new edition of what is shown, as a draft with the same words and files. The old one stays until it is
    approved. Raises DomainError where one is being written already."""
    edition = open_step(edition, "change", by=by, at=at)
    editions = edition.item.editions
    if there := editions.open().first():
        raise DomainError(_("“%(title)s”已有正在修改的新版，请在新版上继续。") % {"title": there})
    last = editions.order_by("-number").values_list("number", flat=True).first() or 0
    fresh = PublicEdition.objects.create(
        item=edition.item,
        number=last + 1,
        shown_from=max(edition.shown_from, timezone.localdate(at)),
        shown_until=_still_to_come(edition.shown_until, at),
        written_by=by,
        **{name: getattr(edition, name) for name in COPIED},
    )
    fresh.files.set(edition.files.all())
    put_down(fresh, "write", by=by, at=at, data={"after": edition.number})
    return fresh


@transaction.atomic
def drop_file(edition: PublicEdition, file: PublicFile, *, by: "User", at: datetime.datetime) -> None:
    """Take a file off a draft. It is deleted where no other edition has it, once the transaction has committed."""
    edition = open_step(edition, "edit", by=by, at=at)
    edition.files.remove(file)
    save_fields(edition)
    put_down(edition, "edit", by=by, at=at, data={"dropped": file.pk})
    if not file.editions.exists():
        storage, path = file.file.storage, str(file.file.name)
        file.delete()
        transaction.on_commit(lambda: storage.delete(path))


def open_step(
    edition: PublicEdition, step: str, *, by: "User", at: datetime.datetime, version: Any = None
) -> PublicEdition:
    """The edition, held until the transaction ends. Raises PermissionDenied where the user may not take the step, and
    DomainError where nobody may now."""
    # The page first, always: so approving one edition and writing another of the same page wait for each other.
    lock(edition.item.page)
    edition = lock(edition, version=version)
    if step not in steps_for(by, edition, on=timezone.localdate(at)):
        _refuse(edition, step)
    return edition


def put_down(
    edition: PublicEdition, step: str, *, by: "User", at: datetime.datetime, reason: str = "", data: Any = None
) -> None:
    """Append to the history and to the audit trail. Texts stand in neither."""
    PublicStep.objects.create(edition=edition, step=step, by=by, at=at, reason=reason)
    path = edition.item.page.unit.path
    data = {"kind": edition.item.kind, "number": edition.number} | (data or {})
    audit.record(f"reports.publication_{step}", edition, by=by, at=at, unit_path=path, data=data)


def _refuse(edition: PublicEdition, step: str) -> None:
    if edition.state in STEPS[step].sources:
        raise PermissionDenied
    text = _("这项内容现在是“%(state)s”，不能%(step)s。请刷新后查看。")
    raise DomainError(text % {"state": edition.get_state_display(), "step": STEPS[step].label})


def _check(item: PublicItem, fields: dict[str, Any], *, is_checked: bool, on: datetime.date) -> None:
    title, text = fields["title"].strip(), fields.get("text", "").strip()
    require_text(title, "title", _("请填写标题。"))
    if item.kind in NEEDS_TEXT:
        require_text(text, "text", _("请填写正文。"))
    check_order(fields["shown_from"], fields.get("shown_until"), field="shown_until")
    _check_source(item, fields)
    if item.kind == ItemKind.FIGURES:
        check_period(item.page, Period(fields["period_start"], fields["period_end"]), item=item.pk, on=on)
    check_text(f"{title}\n{text}", item.page.unit, is_checked=is_checked)


def _check_source(item: PublicItem, fields: dict[str, Any]) -> None:
    """What is read is a record of the unit or of what is below it."""
    source = SOURCE.get(ItemKind(item.kind))
    record = fields.get(source) if source else None
    if source and record is None:
        raise DomainError(_("请选择要公开的记录。"), field=source)
    if record is not None and not record.unit.path.startswith(item.page.unit.path):
        raise DomainError(_("只能公开本单位和下级单位的记录。"), field=source)


def _check_single(page: PublicPage, kind: str) -> None:
    over = (EditionState.WITHDRAWN, EditionState.DISCARDED, EditionState.REPLACED)
    there = PublicEdition.objects.filter(item__page=page, item__kind=kind).exclude(state__in=over)
    if kind in SINGLE and there.exists():
        text = _("公开页上已有“%(kind)s”，请在原内容上修改。")
        raise DomainError(text % {"kind": ItemKind(kind).label})


def _store(edition: PublicEdition, files: Sequence[CheckedFile], *, at: datetime.datetime) -> None:
    """PDF only: whoever opens it, on whatever telephone, sees the same."""
    if edition.files.count() + len(files) > MOST_FILES:
        raise DomainError(_("一项内容最多上传%(most)d个附件。") % {"most": MOST_FILES}, field="attachments")
    for checked in files:
        if checked.content_type != PDF:
            raise DomainError(
                _("“%(name)s”不是 PDF 文件，请转换后再上传。") % {"name": checked.name}, field="attachments"
            )
        row = PublicFile(item=edition.item, name=checked.name, size=checked.size, added_at=at)
        row.carries = carried_by(checked.content)
        row.file.save(checked.name, ContentFile(checked.content))
        edition.files.add(row)


def _still_to_come(until: datetime.date | None, at: datetime.datetime) -> datetime.date | None:
    return until if until and until >= timezone.localdate(at) else None
