"""Assessments: scores that are computed, confirmed, and open to question."""
