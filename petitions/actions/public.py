"""What the people send with the form of a unit, without log-in."""

import datetime
import uuid
from collections.abc import Callable, Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from core.errors import DomainError
from core.files import CheckedFile
from petitions import codes
from petitions.actions import files, receiving, routing
from petitions.actions.receiving import Accused, Incoming, Received
from petitions.models import SentForm

# As long as somebody who sends the same form once more is shown the code again.
AGAIN = datetime.timedelta(hours=1)


def send_form(
    incoming: Incoming,
    *,
    unit: Unit,
    key: uuid.UUID,
    on: datetime.date,
    at: datetime.datetime,
    uploads: Iterable[CheckedFile] = (),
) -> Received:
    """Write down what was sent to `unit`, with its files. `key` is what the form carried: sent twice, it makes one
    case, and the second sending gets what the first one got. Raises DomainError as `receiving.receive` does."""
    try:
        with transaction.atomic():
            return _send(incoming, unit=unit, key=key, on=on, at=at, uploads=list(uploads))
    except IntegrityError:
        sent = SentForm.objects.select_related("case__unit").filter(key=key).first()
        if sent is None:
            raise  # not the key: a constraint of another table
    if sent.case is None or at - sent.at > AGAIN:
        raise DomainError(_("这张表单已经提交过。如需再次反映，请重新打开页面填写。"))
    return Received(sent.case, codes.code_for(key))


def take_step_once(key: uuid.UUID, *, at: datetime.datetime, act: Callable[[], object]) -> None:
    """A step of somebody who follows a case: `act` is run unless a form with this key ran it before. A refusal
    (DomainError) gives the key back."""
    try:
        with transaction.atomic():
            SentForm.objects.create(key=key, at=at)
            act()
    except IntegrityError:
        if not SentForm.objects.filter(key=key).exists():
            raise  # not the key: a constraint of another table


def _send(
    incoming: Incoming,
    *,
    unit: Unit,
    key: uuid.UUID,
    on: datetime.date,
    at: datetime.datetime,
    uploads: list[CheckedFile],
) -> Received:
    """The key goes first: a rival waits for it until this transaction has ended."""
    row = SentForm.objects.create(key=key, at=at)
    received = receiving.receive(incoming, unit=unit, on=on, by=None, at=at, code=codes.code_for(key))
    if uploads:
        entry = received.case.entries.first()
        files.add_files(received.case, uploads, by=None, at=at, entry=entry, shows_identity=True)
    row.case = received.case
    row.save(update_fields=["case"])
    return received


def accused_in(unit: Unit, *, about: Unit | None, name: str) -> tuple[Accused, ...]:
    """Whom a complaint about the unit or its people accuses, so that it goes past them (articles 28, 30).

    `about` is the unit that was picked (without one, that of the form), `name` whatever the petitioner knows of the
    person. Cadres of that name are kept from it as well: better a namesake too many than the one who is meant. A
    unit that has nobody above it and no discipline inspection is named in words only; else nobody at all would see
    what was sent.
    """
    about = about or unit
    people = routing.cadres_called(name, about.path)
    named = tuple(Accused(cadre=cadre) for cadre in people) or ((Accused(name=name.strip()),) if name.strip() else ())
    office = routing.office_for(unit, [Accused(unit=about), *named])
    has_office = not office.path.startswith(about.path) or (office != about and office == routing.discipline_of(unit))
    return (Accused(unit=about) if has_office else Accused(name=str(about)), *named)
