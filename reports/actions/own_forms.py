"""Forms of an organisation: set up and renewed by who keeps the unit, filled by who reads it."""

import datetime
from dataclasses import astuple
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import KEEPERS, require
from accounts.models import Unit, User
from core import audit
from core.errors import DomainError
from core.files import CheckedFile
from core.guards import require_text
from core.locking import lock, save_fields
from core.periods import Period
from reports.actions.annual import user_reads
from reports.exports.own_form import Checked, Place, fill_form
from reports.models import OwnForm, OwnFormVersion
from reports.own_forms import catalogue
from reports.own_forms.values import values_of


@transaction.atomic
def add_form(*, unit: Unit, name: str, file: CheckedFile, checked: Checked, by: User, at: datetime.datetime) -> OwnForm:
    """Set up a form. `checked` is what reports.exports.own_form.check_form said of the file.

    Raises PermissionDenied for who does not keep the unit, DomainError while there are mistakes and for a name that is
    taken.
    """
    require(by, unit.path, *KEEPERS)
    if OwnForm.objects.in_use().filter(unit=unit, name=name).exists():
        raise DomainError(_("该单位已有同名表样；修改表样请在其页面上传新版本。"), field="name")
    form = OwnForm.objects.create(unit=unit, name=name)
    _add_version(form, file, checked, by=by, at=at)
    return form


@transaction.atomic
def add_form_version(
    form: OwnForm, *, file: CheckedFile, checked: Checked, by: User, at: datetime.datetime
) -> OwnFormVersion:
    """From now on this one is filled; those before stay to be looked at."""
    return _add_version(_in_use(form, by), file, checked, by=by, at=at)


@transaction.atomic
def end_form(form: OwnForm, *, by: User, at: datetime.datetime) -> None:
    form = _in_use(form, by)
    form.ended_at = at
    save_fields(form, "ended_at")
    audit.record("reports.end_form", form, by=by, at=at, unit_path=form.unit.path)


def fill(
    form: OwnForm,
    *,
    unit: Unit,
    period: Period,
    purpose: str,
    by: User,
    at: datetime.datetime,
    on: datetime.date,
) -> IO[bytes]:
    """The newest version, filled for a unit (the form's or one below it) and a period, as an open temporary file.

    Side effect: one audit entry. Raises PermissionDenied for a unit that the user does not read, DomainError without a
    purpose, for a period that has not begun, and where the form has too little room.
    """
    if not user_reads(by, unit) or not unit.path.startswith(form.unit.path):
        raise PermissionDenied
    purpose = require_text(purpose, "purpose", _("请填写用途。"))
    _check_in_use(form)
    if period.start > on:
        raise DomainError(_("该期间尚未开始，没有可填报的记录。"), field="period")
    version = form.versions.first()
    if version is None or not version.file.storage.exists(str(version.file.name)):
        raise DomainError(_("表样文件已不在服务器上，请重新上传。"))
    places = [Place(*place) for place in version.names]
    values = values_of(_names(places), unit=unit, period=period, by=by, on=on)
    with version.file.open("rb") as file:
        filled = fill_form(file.read(), places, values)
    data = {"version": version.number, "period": str(period), "purpose": purpose, "unit": str(unit)}
    with transaction.atomic():
        audit.record("reports.fill_form", form, by=by, at=at, unit_path=unit.path, data=data)
    return filled


def _names(places: list[Place]) -> list[catalogue.Name]:
    """Raises DomainError where the product no longer knows one: a figure may go, and nothing is left empty silently."""
    try:
        return [catalogue.by_latin(place.latin) for place in places]
    except KeyError as error:
        text = _("表样中的“%(name)s”已不再使用，请按名称清单修改后上传新版本。")
        raise DomainError(text % {"name": error.args[0]}) from error


def _add_version(
    form: OwnForm, file: CheckedFile, checked: Checked, *, by: User, at: datetime.datetime
) -> OwnFormVersion:
    if checked.mistakes:
        raise DomainError(_("表样有错误，没有保存。请按列出的各处改正后重新上传。"), field="file")
    newest = form.versions.first()
    number = newest.number + 1 if newest else 1
    fields: dict[str, Any] = {"names": [astuple(place) for place in checked.places], "remarks": checked.remarks}
    fields |= {"file_name": file.name, "size": file.size, "uploaded_by": by, "uploaded_at": at}
    content = ContentFile(file.content, name="form.xlsx")
    version = OwnFormVersion.objects.create(form=form, number=number, file=content, **fields)
    data = {"version": number, "names": len(checked.places)}
    audit.record("reports.upload_form", form, by=by, at=at, unit_path=form.unit.path, data=data)
    return version


def _in_use(form: OwnForm, by: User) -> OwnForm:
    require(by, form.unit.path, *KEEPERS)
    form = lock(form)
    _check_in_use(form)
    return form


def _check_in_use(form: OwnForm) -> None:
    if form.ended_at:
        raise DomainError(_("该表样已经停用。"))
