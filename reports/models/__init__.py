"""Rows of the reports. Figures are not among them: they are computed from the records."""
