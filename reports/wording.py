"""Figures as a reader sees them, on pages, in charts and in print."""

from decimal import Decimal

Value = int | float | Decimal | None


def shown(value: Value, style: str = "number") -> str:
    """1,234 or 85.7% or 1,234.50; "—" where there is no such figure. A "rate" is a fraction of one."""
    if value is None:
        return "—"
    if style == "rate":
        return f"{value * 100:.1f}%"
    return f"{value:,.2f}" if style == "money" else f"{value:,}"
