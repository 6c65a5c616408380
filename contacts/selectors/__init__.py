"""Reads over contacts. The visit form uses `own_targets`, `find_targets` and `resolve_targets`."""

from contacts.selectors.targets import Choice, Target, find_targets, own_targets, resolve_targets, target_value

__all__ = [
    "Choice",
    "Target",
    "find_targets",
    "own_targets",
    "resolve_targets",
    "target_value",
]
