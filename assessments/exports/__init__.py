"""Workbooks, PDFs and letters of assessments."""
