"""Workbooks of the organisation's pages."""
