"""What people call the actions of this app, for the page of the audit trail."""

from typing import Any

NAMES: dict[str, Any] = {}
