"""Looking at uploaded files by what is in them, not by what they are called. Knows no models.

Pictures are written anew, which drops where and with what they were taken; office files are looked into before
anything unpacks them.
"""

import io
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.errors import DomainError

LONGEST_NAME = 100
LONGEST_SIDE = 2560  # pixels; enough for a page of A4
MOST_PIXELS = 60_000_000
MOST_PARTS = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 200


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken. `part` is what an office file of this kind must contain."""

    suffix: str
    content_type: str
    other_suffixes: tuple[str, ...] = ()
    picture: str = ""
    part: str = ""


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = (
    Kind(".jpg", "image/jpeg", (".jpeg", ".jpe", ".jfif"), picture="JPEG"),
    Kind(".png", "image/png", picture="PNG"),
    Kind(".webp", "image/webp", picture="WEBP"),
    Kind(".pdf", "application/pdf"),
    Kind(".docx", f"{_OFFICE}.wordprocessingml.document", part="word/document.xml"),
    Kind(".xlsx", f"{_OFFICE}.spreadsheetml.sheet", part="xl/workbook.xml"),
)
# For the `accept` attribute of file fields.
ACCEPT = ",".join(kind.suffix for kind in KINDS)


@dataclass(frozen=True)
class CheckedFile:
    """What may be stored: a harmless name, the content type that the content has, the content."""

    name: str
    content_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


def check_upload(upload: Any, *, max_bytes: int | None = None, field: str | None = None) -> CheckedFile:
    """The file as it may be stored. `upload` is Django's UploadedFile; `max_bytes` defaults to the setting.

    Raises DomainError (at `field`) when it is empty, too large, of a kind that is not taken, not what its name says,
    damaged, or made to exhaust whoever opens it.
    """
    try:
        return _check(upload, max_bytes or settings.ATTACHMENT_MAX_BYTES)
    except DomainError as error:
        raise DomainError(error.message, field=field) from error


def clean_name(name: str, suffix: str) -> str:
    """A name that is safe in any folder and header, with the suffix of what the file is."""
    stem = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    stem = stem.rpartition(".")[0] or stem
    # Control and formatting characters go: line breaks, and marks that make "fdp.exe" read as "exe.pdf".
    kept = "".join(c if not unicodedata.category(c).startswith(("C", "Z")) else " " for c in stem)
    kept = "".join(c for c in kept if c not in '<>:"|?*;%')
    kept = " ".join(kept.split()).strip(". ")
    return (kept[: LONGEST_NAME - len(suffix)].strip() or "file") + suffix


def _check(upload: Any, max_bytes: int) -> CheckedFile:
    if upload.size > max_bytes:
        limit = filesizeformat(max_bytes)
        raise DomainError(_("文件“%(name)s”超过%(limit)s，请缩小后再上传。") % {"name": upload.name, "limit": limit})
    upload.seek(0)
    content = upload.read()
    if not content:
        raise DomainError(_("文件“%(name)s”是空的。") % {"name": upload.name})
    kind = _recognise(content, upload.name)
    _check_name(upload.name, kind)
    if kind.picture:
        content = _write_anew(content, kind, upload.name)
    return CheckedFile(clean_name(upload.name, kind.suffix), kind.content_type, content)


def _recognise(content: bytes, name: str) -> Kind:
    import puremagic

    try:
        found = {match.mime_type for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        found = set()
    office = [kind for kind in KINDS if kind.part and kind.content_type in found]
    if office:
        return _recognise_office(content, name)
    for kind in KINDS:
        if kind.content_type in found and not kind.part:
            return kind
    raise DomainError(_("不接受文件“%(name)s”：只能上传 JPG、PNG、WEBP 图片和 PDF、DOCX、XLSX 文件。") % {"name": name})


def _recognise_office(content: bytes, name: str) -> Kind:
    """Looks only at the list of parts; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged(name) from error
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > min(MOST_UNPACKED, MOST_RATIO * len(content)):
        raise DomainError(_("文件“%(name)s”解压后过大，不能上传。") % {"name": name})
    names = {part.filename for part in parts}
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise DomainError(_("文件“%(name)s”含有宏，请另存为不含宏的文件后再上传。") % {"name": name})
    for kind in KINDS:
        if kind.part and kind.part in names and "[Content_Types].xml" in names:
            return kind
    raise DomainError(_("文件“%(name)s”不是 DOCX 或 XLSX 文件。") % {"name": name})


def _check_name(name: str, kind: Kind) -> None:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in (kind.suffix, *kind.other_suffixes):
        raise DomainError(
            _("文件“%(name)s”的内容是%(kind)s，与文件名不符，请检查后重新上传。")
            % {"name": name, "kind": kind.suffix[1:].upper()}
        )


def _write_anew(content: bytes, kind: Kind, name: str) -> bytes:
    """The picture upright, at most LONGEST_SIDE long, without EXIF, GPS, comments or anything but pixels."""
    from PIL import Image, ImageFile, ImageOps

    # WeasyPrint turns this on for the whole process when it is first imported; half a picture is no evidence.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(content), formats=[kind.picture]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise DomainError(_("图片“%(name)s”的尺寸过大，请缩小后再上传。") % {"name": name})
            upright = ImageOps.exif_transpose(picture)
            upright = upright.convert(_mode(upright.mode, kind))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _damaged(name) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright.info = {}
    written = io.BytesIO()
    upright.save(written, kind.picture, quality=88)
    return written.getvalue()


def _mode(mode: str, kind: Kind) -> str:
    """The mode to store: grey stays grey, and what is see-through stays so where the kind can hold it."""
    if mode == "L":
        return "L" if kind.picture != "WEBP" else "RGB"
    return "RGBA" if kind.picture != "JPEG" and mode in {"RGBA", "LA", "PA", "P"} else "RGB"


def _damaged(name: str) -> DomainError:
    return DomainError(_("文件“%(name)s”已损坏，无法打开。") % {"name": name})
