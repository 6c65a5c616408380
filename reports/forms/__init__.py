"""What is asked for when reports are read and made."""

from reports.forms.annual import AnnualReportForm, readable_units

__all__ = ["AnnualReportForm", "readable_units"]
