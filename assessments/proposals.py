"""The points that follow from the records: points × min(1, achieved / required), rounded down to the version's step.

Reckoned in the database, in whole numbers (points and steps in tenths, figures in hundredths), so that both databases
come to the same and nothing is lost to rounding.
"""

from decimal import Decimal

from assessments.models import Criterion, QuarterlyAssessment
from assessments.setwise import Statement, compiled
from assessments.sources import ALL, FULL, Shape, Source, scope_of

# (sheet_id, achieved, required, proposed) for each sheet of the quarter.
_FIGURES = """
WITH figure(subject, done, owed) AS ({totals})
SELECT sheet_id, achieved / 100.0 AS achieved, required / 100.0 AS required,
    ({proposed}) / 10.0 AS proposed
FROM (
    SELECT sheet.id AS sheet_id, {achieved} AS achieved, {required} AS required
    FROM assessments_scoresheet sheet LEFT JOIN figure ON figure.subject = sheet.subject_key
    WHERE sheet.assessment_id = %s AND sheet.state IN ('self', 'scoring')
) reckoned
"""
_DONE, _OWED = (f"CAST(ROUND(COALESCE(figure.{name}, 0) * 100, 0) AS bigint)" for name in ("done", "owed"))


def figures(assessment: QuarterlyAssessment, criterion: Criterion) -> Statement:
    """What the records say of everybody assessed who has not been scored yet, and the points proposed."""
    source = ALL[criterion.source["of"]]
    given = source.asked(criterion.source)
    totals = compiled(source.totals(scope_of(assessment), given))
    achieved, required = _reckoned(source, given, criterion.points)
    sql = _FIGURES.format(
        totals=totals.sql, achieved=achieved, required=required, proposed=_proposed(assessment, criterion, given)
    )
    return Statement(sql, (*totals.params, assessment.pk))


def _reckoned(source: Source, given: dict, points: Decimal) -> tuple[str, str]:
    """Achieved and required, in hundredths."""
    if source.shape is Shape.SHARE:
        return _DONE, _OWED
    if source.shape is Shape.LEAST:
        return _DONE, str(int(given["least"]) * 100)
    whole = int(points * 100)
    return f"CASE WHEN {_DONE} < {whole} THEN {whole} - {_DONE} ELSE 0 END", str(whole)


def _proposed(assessment: QuarterlyAssessment, criterion: Criterion, given: dict) -> str:
    """In tenths. Nothing required is full marks, unless the criterion says that it is none."""
    points, step = int(criterion.points * 10), int(assessment.version.step * 10)
    nothing_due = points if given.get("none", FULL) == FULL else 0
    return (
        f"CASE WHEN required = 0 THEN {nothing_due} WHEN achieved >= required THEN {points}"
        f" ELSE {points} * achieved / (required * {step}) * {step} END"
    )
