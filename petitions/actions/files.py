"""Files of a case: looked at by their content, named anew, stored where only a view that asks serves them."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from core.files import CheckedFile, check_upload
from petitions.models import Case, CaseEntry, CaseFile

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def add_files(
    case: Case,
    uploads: Iterable[Any],
    *,
    by: "User | None",
    at: datetime.datetime,
    entry: CaseEntry | None = None,
    shows_identity: bool = False,
) -> list[CaseFile]:
    """Store the files with the case. Raises DomainError (field "files") for too many, too large, damaged or of a kind
    that is not taken, and for somebody who may not see the case. Side effects: rows, files, audit (without names)."""
    if by is not None and not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise DomainError(_("您须回避这件信访事项。"))
    checked = [_checked(upload) for upload in uploads]
    _check_number(case, entry, len(checked))
    rows = [_store(case, file, by=by, at=at, entry=entry, shows_identity=shows_identity) for file in checked]
    data = {"count": len(rows), "bytes": sum(row.size for row in rows), "shows_identity": shows_identity}
    audit.record("petitions.add_files", case, by=by, at=at, unit_path=case.unit.path, data=data)
    return rows


def _checked(upload: Any) -> CheckedFile:
    return upload if isinstance(upload, CheckedFile) else check_upload(upload, field="files")


def _check_number(case: Case, entry: CaseEntry | None, new: int) -> None:
    most = settings.ATTACHMENTS_PER_RECORD
    if not new:
        raise DomainError(_("请选择要上传的文件。"), field="files")
    if CaseFile.objects.filter(case=case, entry=entry).count() + new > most:
        raise DomainError(_("一次最多上传%(most)d个附件。") % {"most": most}, field="files")


def _store(case: Case, file: CheckedFile, *, by: "User | None", at: datetime.datetime, **fields: Any) -> CaseFile:
    """Should the transaction fail afterwards, a file stays behind that no row names and that is never served."""
    row = CaseFile(
        case=case,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        added_by=by,
        added_at=at,
        **fields,
    )
    row.file.save(file.name, ContentFile(file.content))
    return row
