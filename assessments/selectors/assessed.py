"""Whom a scorecard assesses in a quarter: those who were there on its last day."""

from django.db.models import Min, Q, QuerySet

from accounts.models import Position, Post, Unit, UnitKind
from assessments.models import QuarterlyAssessment, Scorecard, Subject
from assessments.setwise import Statement, compiled
from contacts.models import Pairing

PARTY_BUILDING_POINT = "party_building_point"
# Whoever holds several posts or points has one sheet, where the first of them in the tree lies.
_CADRES = """
WITH chosen(cadre_id, first_path) AS ({rows})
SELECT %s AS assessment_id, chosen.cadre_id, unit.id AS home_id, unit.path
FROM chosen JOIN accounts_unit unit ON unit.path = chosen.first_path
"""
_UNITS = """
WITH branch(unit_id, path) AS ({rows})
SELECT %s AS assessment_id, branch.unit_id, branch.unit_id AS home_id, branch.path FROM branch
"""


def assessed_by(assessment: QuarterlyAssessment) -> Statement:
    """(assessment, cadre or unit, home, path of the home) of everybody assessed."""
    if assessment.scorecard.subject == Subject.BRANCH:
        return _statement(_UNITS, _branches(assessment).values_list("pk", "path"), assessment)
    rows = _officers(assessment) if assessment.scorecard.subject == Subject.OFFICER else _holders(assessment)
    cadres = rows.order_by().values("cadre_id").annotate(first_path=Min("unit__path"))
    return _statement(_CADRES, cadres, assessment)


def _statement(sql: str, rows: QuerySet, assessment: QuarterlyAssessment) -> Statement:
    found = compiled(rows)
    return Statement(sql.format(rows=found.sql), (*found.params, assessment.pk))


def _branches(assessment: QuarterlyAssessment) -> QuerySet[Unit]:
    end = assessment.end
    opened = Q(opened_on=None) | Q(opened_on__lte=end)
    branches = Unit.objects.filter(opened, _inside(assessment, "path"), kind=UnitKind.PARTY_BRANCH)
    return branches.open_on(end).order_by()


def _officers(assessment: QuarterlyAssessment) -> QuerySet[Post]:
    end = assessment.end
    still_there = Q(cadre__left_on=None) | Q(cadre__left_on__gte=end)
    posts = Post.objects.in_force(end).filter(_inside(assessment, "unit__path"), still_there)
    return posts.filter(position=Position.LIAISON_OFFICER)


def _holders(assessment: QuarterlyAssessment) -> QuerySet[Pairing]:
    pairings = Pairing.objects.in_force(assessment.end).filter(
        _inside(assessment, "unit__path"), category__code=PARTY_BUILDING_POINT
    )
    return pairings.filter(cadre__isnull=False)


def _inside(assessment: QuarterlyAssessment, field: str) -> Q:
    """The unit of the scorecard and all below it, without those that have a scorecard of their own for the same."""
    top = assessment.unit_path
    own = Scorecard.objects.filter(subject=assessment.scorecard.subject, unit__path__startswith=top)
    own = own.filter(
        Q(retired_on=None) | Q(retired_on__gt=assessment.end), versions__effective_from__lte=assessment.end
    )
    inside = Q(**{f"{field}__startswith": top})
    for path in own.exclude(unit__path=top).values_list("unit__path", flat=True).distinct():
        inside &= ~Q(**{f"{field}__startswith": path})
    return inside
