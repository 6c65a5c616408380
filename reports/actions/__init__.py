"""Every write of the reports. Each is one transaction: guard, write, audit."""

from reports.actions.annual import export_annual, user_reads

__all__ = ["export_annual", "user_reads"]
