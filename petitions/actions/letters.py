"""Official letters: written by the steps that need one, each with its number; and the proof that they arrived."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Unit
from core.errors import DomainError
from petitions.models import Case, Letter, LetterKind, Opinion, Service, ServiceWay
from petitions.shipped import LETTER_MARKS, number_of

if TYPE_CHECKING:
    from accounts.models import User


def write_letter(
    case: Case,
    kind: str,
    *,
    unit: Unit,
    by: "User | None",
    on: datetime.date,
    at: datetime.datetime,
    **fields: Any,
) -> Letter:
    """A letter in the unit's name with its next number of the year. Part of an action: numbers of a unit are given
    while its row is locked, so that none is given twice or left out."""
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    given = Letter.objects.filter(unit=unit, year=on.year, kind=kind).aggregate(last=Max("serial"))["last"]
    serial = (given or 0) + 1
    return Letter.objects.create(
        case=case,
        kind=kind,
        unit=unit,
        year=on.year,
        serial=serial,
        number=number_of(_mark(unit, kind), on.year, serial),
        on=on,
        issued_by=by,
        issued_at=at,
        **fields,
    )


def _mark(unit: Unit, kind: str) -> str:
    """代字 of the unit, with the character that tells one kind of letter from another."""
    from petitions.actions.receiving import mark_of

    return mark_of(unit) + LETTER_MARKS[kind]


def decision_fields(
    *, request: str, facts: str, opinion: str, text: str, legal_basis: str, remedy: str
) -> dict[str, str]:
    """The fields of a decision letter without blanks around them. Raises DomainError at the first that article 32
    asks for and that is missing."""
    asked = {
        "request": (request, _("请填写信访人的诉求。")),
        "facts": (facts, _("请填写查明的事实和理由。")),
        "opinion": (opinion, _("请选择处理意见。")),
        "legal_basis": (legal_basis, _("请填写法律政策依据。")),
        "remedy": (remedy, _("请填写救济途径：向谁、在多长时间内申请复查或者复核。")),
    }
    for name, (value, message) in asked.items():
        if not value.strip():
            raise DomainError(message, field=name)
    if opinion not in Opinion.values:
        raise DomainError(_("请选择处理意见。"), field="opinion")
    return {name: value.strip() for name, (value, _message) in asked.items()} | {"text": text.strip()}


def write_service(
    letter: Letter, *, way: str, note: str, by: "User", on: datetime.date, at: datetime.datetime
) -> Service:
    """The record that the letter arrived (送达回证). Part of an action."""
    if way not in ServiceWay.values:
        raise DomainError(_("请选择送达方式。"), field="way")
    if Service.objects.filter(letter=letter).exists():
        raise DomainError(_("这份文书已经送达，不能重复登记。"), field="letter")
    if on < letter.on:
        raise DomainError(_("送达日期不能早于成文日期（%(day)s）。") % {"day": letter.on.isoformat()}, field="on")
    return Service.objects.create(letter=letter, way=way, on=on, note=note.strip()[:200], by=by, at=at)


def unserved(case: Case, kind: str) -> Letter | None:
    """The last letter of the kind, when it has not arrived yet."""
    return case.letters.filter(kind=kind, service=None).order_by("issued_at", "pk").last()


def check_letter(case: Case, letter: Letter | None, *kinds: str) -> Letter:
    """The letter, when it is one of this case and of these kinds; DomainError otherwise."""
    if letter is None or letter.case_id != case.pk or letter.kind not in kinds:
        names = "、".join(str(LetterKind(kind).label) for kind in kinds)
        raise DomainError(_("请选择要送达的%(kinds)s。") % {"kinds": names}, field="letter")
    return letter
