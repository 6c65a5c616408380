"""What a clerk does in one go when something comes in: write it down, keep its files, register it, join it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Unit
from petitions.access import actors_of
from petitions.actions import files, handling, receiving
from petitions.actions.receiving import Incoming, Received
from petitions.models import Case
from petitions.workflow import Actor

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Then:
    """What is done with a case after it was written down. `letter`: a scan that shows who wrote."""

    registers: bool = True
    join_to: Case | None = None
    letter: Iterable[Any] = ()
    attachments: Iterable[Any] = ()


@transaction.atomic
def take_in(
    incoming: Incoming, *, unit: Unit, on: datetime.date, by: "User", at: datetime.datetime, then: Then
) -> Received:
    """Receive, keep the files, register and join, all or nothing.

    A case that went past the unit (article 30) is left for whom it went to: it is not registered here. Raises
    DomainError as the steps do. Side effects: those of `receive`, `add_files`, `register` and `join`.
    """
    received = receiving.receive(incoming, unit=unit, on=on, by=by, at=at)
    case = received.case
    is_seen = Case.objects.visible_to(by).filter(pk=case.pk).exists()
    for uploads, shows_identity in ((then.letter, True), (then.attachments, False)):
        if uploads:
            # What came with a case that went past the clerk goes along, and is nobody's who may not see it.
            files.add_files(case, uploads, by=by if is_seen else None, at=at, shows_identity=shows_identity)
    if (then.registers or then.join_to) and is_seen and Actor.OFFICE in actors_of(by, case):
        _register(case, incoming, then, by=by, at=at)
    return received


def _register(case: Case, incoming: Incoming, then: Then, *, by: "User", at: datetime.datetime) -> None:
    main = then.join_to
    kind = case.kind or (main.kind if main else "")
    field = incoming.field or (main.field if main else None)
    on = timezone.localdate(at)
    case = receiving.register(case, by=by, on=on, at=at, kind=kind, field=field, urgency=incoming.urgency)
    if main is not None:
        handling.join(case, by=by, on=on, at=at, to=main)
