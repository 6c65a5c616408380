"""What must not stand on a page that everybody may read: people of the register, numbers that lead to somebody, cases.

A machine finds what looks like it; whether it is, the writer and the approver say. Only an identity number is refused
outright.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Unit
from core.errors import DomainError
from core.wording import joined
from reports.models import PublicEdition
from visits.selectors.commitments import names_in

IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
# The number of a case or its letters: 信〔2026〕5号, also with other brackets.
CASE = re.compile(r"\w{0,4}[〔\[【(（]20\d\d[〕\]】)）]\d+号")
# What a PDF says of who made it, as plain text in the file.
_AUTHOR = re.compile(rb"/(Author|Creator|Company|LastModifiedBy)\s*\(((?:[^()\\]|\\.){1,200})\)")
_XMP = re.compile(rb"<dc:creator>.{0,200}?<rdf:li[^>]*>(.{1,100}?)</rdf:li>", re.DOTALL)


@dataclass(frozen=True)
class Finding:
    """Something to be looked at: what it looks like, and the words of the text."""

    what: str
    words: str


def findings(text: str, unit: Unit) -> list[Finding]:
    """What in the text looks like a person or a case. Two queries."""
    looked = (
        (_("与登记的联系对象同名"), names_in(text, unit)),
        (_("手机号码"), sorted(set(MOBILE.findall(text)))),
        (_("文号或信访编号"), sorted(set(CASE.findall(text)))),
    )
    return [Finding(what, joined(words)) for what, words in looked if words]


def check_text(text: str, unit: Unit, *, is_checked: bool) -> None:
    """Raise DomainError for an identity number, and for anything suspicious that nobody has said to be in order."""
    if IDENTITY.search(text):
        raise DomainError(_("文字中有身份证号码，不能公开，请删去。"), field="text")
    found = [] if is_checked else findings(text, unit)
    if found:
        listed = "；".join(f"{finding.what}：{finding.words}" for finding in found)
        message = _("请核对：%(found)s。涉及群众或信访事项的，请删去；不涉及的，勾选“已核对”。")
        raise DomainError(message % {"found": listed}, field="text")


def words_of(edition: PublicEdition) -> str:
    """Everything that an edition says by itself, one line under the other: also what was read off records."""
    return "\n".join([edition.title, edition.text, *_strings(edition.content)])


def carried_by(content: bytes) -> str:
    """Names that a PDF carries of its makers, "" where none is found. Compressed parts are not looked into."""
    found = [match[1] for match in _AUTHOR.findall(content)] + _XMP.findall(content)
    return joined(dict.fromkeys(filter(None, map(_decoded, found))))[:300]


def _decoded(raw: bytes) -> str:
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace").strip()
    return raw.decode("utf-8", "replace").strip()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in _strings(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in _strings(part))
