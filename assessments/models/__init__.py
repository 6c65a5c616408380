"""Scorecards and quarters, liaison officers, surveys, statements."""

from assessments.models.quarters import Evidence, QuarterlyAssessment, Score, ScoreSheet, SheetState
from assessments.models.scorecards import Criterion, How, ScoreBand, Scorecard, ScorecardVersion, Subject
from assessments.models.statements import (
    Grade,
    LifeMeeting,
    LifeMeetingState,
    SecondmentReport,
    SectionCode,
    Speech,
    Statement,
    StatementSection,
    StatementState,
)

__all__ = [
    "Criterion",
    "Evidence",
    "Grade",
    "How",
    "LifeMeeting",
    "LifeMeetingState",
    "QuarterlyAssessment",
    "Score",
    "ScoreBand",
    "ScoreSheet",
    "Scorecard",
    "ScorecardVersion",
    "SecondmentReport",
    "SectionCode",
    "SheetState",
    "Speech",
    "Statement",
    "StatementSection",
    "StatementState",
    "Subject",
]
