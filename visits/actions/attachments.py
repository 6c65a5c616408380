"""Files that belong to a log. Their content was checked before they come here (core.files.check_upload)."""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, locking
from core.errors import DomainError
from core.files import CheckedFile
from visits.actions import guards
from visits.models import Attachment, VisitLog

if TYPE_CHECKING:
    from accounts.models import User

Upload = CheckedFile


def check_number(log: VisitLog | None, files: Sequence[Upload]) -> None:
    """Raise DomainError when the log would carry more files than the setting allows."""
    there = log.attachments.count() if log else 0
    if there + len(files) > settings.ATTACHMENTS_PER_RECORD:
        raise DomainError(
            _("一条记录最多上传%(most)d个附件。") % {"most": settings.ATTACHMENTS_PER_RECORD}, field="attachments"
        )


def store_attachments(log: VisitLog, files: Sequence[Upload], *, at: datetime.datetime) -> None:
    """Write the files. Should the transaction fail afterwards, a file stays behind that no row names and that
    therefore is never served."""
    for checked in files:
        row = Attachment(log=log, name=checked.name, content_type=checked.content_type, size=checked.size, added_at=at)
        row.file.save(checked.name, ContentFile(checked.content))


@transaction.atomic
def add_attachments(log: VisitLog, *, by: "User", at: datetime.datetime, files: Sequence[Upload]) -> None:
    """Add files to a log that is recorded already. Raises DomainError as `change_log` does."""
    log = locking.lock(log)
    guards.check_may_change(by, log)
    if not files:
        raise DomainError(_("请选择要上传的文件。"), field="attachments")
    check_number(log, files)
    store_attachments(log, files, at=at)
    data = {"count": len(files), "bytes": sum(checked.size for checked in files)}
    audit.record("visits.add_attachments", log, by=by, at=at, unit_path=log.unit_path, data=data)


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by: "User", at: datetime.datetime) -> None:
    """Take a file off a log and delete it once the transaction has committed."""
    log = locking.lock(attachment.log)
    guards.check_may_change(by, log)
    storage, path = attachment.file.storage, str(attachment.file.name)
    audit.record("visits.remove_attachment", log, by=by, at=at, unit_path=log.unit_path, data={"file": attachment.pk})
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(path))
