"""Scorecards and quarters, liaison officers, surveys, statements."""

from assessments.models.quarters import Evidence, QuarterlyAssessment, Score, ScoreSheet, SheetState
from assessments.models.scorecards import Criterion, How, ScoreBand, Scorecard, ScorecardVersion, Subject

__all__ = [
    "Criterion",
    "Evidence",
    "How",
    "QuarterlyAssessment",
    "Score",
    "ScoreBand",
    "ScoreSheet",
    "Scorecard",
    "ScorecardVersion",
    "SheetState",
    "Subject",
]
