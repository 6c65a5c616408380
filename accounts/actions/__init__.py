"""Every write on the organisation. Each is one transaction: guard, write, audit."""

from accounts.actions.founding import found_organisation
from accounts.actions.units import close_unit, create_unit, edit_unit, move_unit, rename_unit

__all__ = [
    "close_unit",
    "create_unit",
    "edit_unit",
    "found_organisation",
    "move_unit",
    "rename_unit",
]
