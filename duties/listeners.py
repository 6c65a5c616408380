"""What the floors below call when something changed that duties follow from. They do not say what day it is."""

from typing import TYPE_CHECKING, Any

from accounts.hooks import Change
from contacts.hooks import PairingChange
from core import clock
from duties import actions
from duties.actions.progress import SUBJECTS_AT_ONCE
from visits.hooks import Span

if TYPE_CHECKING:
    from visits.models import VisitLog


def log_changed(log: "VisitLog", before: Span | None) -> None:
    """In the transaction that changes the log."""
    actions.bring_up_to_date(log, before, on=clock.today())


def pairings_changed(change: PairingChange) -> None:
    """In the transaction that changes the pairings. Those of very many people are left for the worker."""
    if len(change.cadre_ids) > SUBJECTS_AT_ONCE:
        whole = Change(change.first_day, cadre_ids=change.cadre_ids, unit_ids=change.unit_ids)
        actions.follow_organisation(whole, at=clock.now(), on=clock.today())
    else:
        actions.follow_pairings(change, on=clock.today())


def organisation_changed(change: Change) -> None:
    """In the transaction that changes the organisation."""
    actions.follow_organisation(change, at=clock.now(), on=clock.today())


def organisation_changed_for_many(data: dict[str, Any]) -> None:
    """What such a transaction left for the worker."""
    actions.follow_later(data, on=clock.today())
