"""Reads over contacts. The visit form uses `own_targets`, `find_targets` and `resolve_targets`."""

from contacts.selectors.permissions import (
    may_edit_household,
    may_edit_plan,
    may_edit_resident,
    may_hand_over,
    may_keep,
    may_keep_anywhere,
    may_read_private,
)
from contacts.selectors.targets import (
    Choice,
    Target,
    find_targets,
    own_targets,
    resolve_targets,
    target_field,
    target_value,
    visible_targets,
)

__all__ = [
    "Choice",
    "Target",
    "find_targets",
    "may_edit_household",
    "may_edit_plan",
    "may_edit_resident",
    "may_hand_over",
    "may_keep",
    "may_keep_anywhere",
    "may_read_private",
    "own_targets",
    "resolve_targets",
    "target_field",
    "target_value",
    "visible_targets",
]
