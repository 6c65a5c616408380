"""What floors above add to contact cards; they register, and contacts only asks and tells.

Handing over a card is a piece of contact work: who logs such work is told, inside the transaction, and writes it down.
The form to which the QR code leads belongs to whoever receives what people write.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import Cadre, Unit, User
    from contacts.models import CardIssue, ContactCard
    from contacts.selectors import Target


@dataclass(frozen=True)
class Handing:
    """One card, handed to these by `cadre` on one day."""

    card: "ContactCard"
    targets: Sequence["Target"]
    cadre: "Cadre"
    on: datetime.date


# (handing, by=, at=)
HandedOver = Callable[..., None]
# (issue, reason=, by=, at=): it was entered by mistake.
TakenBack = Callable[..., None]
# (units): the path of the form for the people, by the key of the unit, for those that have one.
FormPaths = Callable[[Iterable["Unit"]], dict[int, str]]

_handed_over: list[HandedOver] = []
_taken_back: list[TakenBack] = []
_form_paths: list[FormPaths] = []


def register(handed_over: HandedOver, taken_back: TakenBack) -> None:
    if handed_over not in _handed_over:
        _handed_over.append(handed_over)
        _taken_back.append(taken_back)


def register_forms(provider: FormPaths) -> None:
    if provider not in _form_paths:
        _form_paths.append(provider)


def handed_over(handing: Handing, *, by: "User", at: datetime.datetime) -> None:
    for listener in _handed_over:
        listener(handing, by=by, at=at)


def taken_back(issue: "CardIssue", *, reason: str, by: "User", at: datetime.datetime) -> None:
    for listener in _taken_back:
        listener(issue, reason=reason, by=by, at=at)


def form_paths(units: Iterable["Unit"]) -> dict[int, str]:
    rows = list(units)
    found: dict[int, str] = {}
    for provider in _form_paths:
        found |= provider(rows)
    return found
