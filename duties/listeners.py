"""What the floors below call when something changed that duties follow from. They do not say what day it is."""

from typing import TYPE_CHECKING

from contacts.hooks import PairingChange
from core import clock
from duties import actions
from visits.hooks import Span

if TYPE_CHECKING:
    from visits.models import VisitLog


def log_changed(log: "VisitLog", before: Span | None) -> None:
    """In the transaction that changes the log."""
    actions.bring_up_to_date(log, before, on=clock.today())


def pairings_changed(change: PairingChange) -> None:
    """In the transaction that changes the pairings."""
    actions.follow_pairings(change, on=clock.today())
