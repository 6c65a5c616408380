"""Reads over the visit log. Reports take `ledger_rows`; views take the rest."""

from visits.selectors.content import content_of, may_read_content
from visits.selectors.ledger import LedgerRow, ledger_rows
from visits.selectors.suggest import (
    near_duplicates,
    offered_cadres,
    pairing_choices,
    resolve_chosen,
)

__all__ = [
    "LedgerRow",
    "content_of",
    "ledger_rows",
    "may_read_content",
    "near_duplicates",
    "offered_cadres",
    "pairing_choices",
    "resolve_chosen",
]
