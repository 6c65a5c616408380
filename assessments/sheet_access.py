"""In which ways a user stands to a score sheet: nobody scores, confirms or rules on themselves, nor after having spoken
for the assessed as a deputy; and who scored does neither of the two others (R17.6)."""

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import QuarterlyAssessment, ScoreSheet, SheetEntry
from assessments.querysets.sheets import CONFIRMERS, SCORERS
from assessments.workflow import SHOWN, SheetActor

if TYPE_CHECKING:
    from accounts.models import User

# Steps by which somebody becomes the scorer of a sheet.
SCORING = ("score", "close_leaver")
# Steps of the assessed, by which a deputy takes their side.
ANSWERING = ("self_score", "see", "object")


def is_own(user: "User", sheet: ScoreSheet) -> bool:
    """Whether the user is assessed by it: in person, through whom they act for, or with the branch they belong to."""
    if sheet.unit_id is None:
        return sheet.cadre_id in user.access.cadre_ids
    return any(path.startswith(sheet.unit_path) for path in user.access.home_paths)


def own(user: "User") -> Q:
    """The same as a condition on sheets."""
    branch = Q(pk__in=[])
    for path in user.access.home_paths:
        branch |= Q(unit__path__in=_upwards(path))
    return Q(cadre__in=user.access.cadre_ids) | branch


def _upwards(path: str) -> list[str]:
    keys = [key for key in path.split("/") if key]
    return ["".join(f"{key}/" for key in keys[:depth]) for depth in range(1, len(keys) + 1)]


def answers_for(user: "User", sheet: ScoreSheet) -> bool:
    """Who scores themselves, reads and objects: the assessed, and for a branch those who hold a post in it itself."""
    if sheet.unit_id is None:
        return sheet.cadre_id in user.access.cadre_ids
    return sheet.unit_path in user.access.home_paths


def people_of(user: "User") -> list["User"]:
    """The user, and whom they act for."""
    return [user] + ([user.acting_for] if user.acting_for else [])


def steps_by(user: "User", *actions: str) -> QuerySet[SheetEntry]:
    """Steps of these that the user, or whom they act for, took or had taken."""
    people = people_of(user)
    return SheetEntry.objects.filter(Q(by__in=people) | Q(on_behalf_of__in=people), action__in=actions)


def actors_of(user: "User", sheet: ScoreSheet) -> frozenset[SheetActor]:
    """One query at most."""
    found = {SheetActor.ASSESSED} if answers_for(user, sheet) else set()
    if is_own(user, sheet):
        return frozenset(found)
    scores, leads = (user.access.covers(sheet.unit_path, *roles) for roles in (SCORERS, CONFIRMERS))
    if not (scores or leads):
        return frozenset(found)
    taken = set(steps_by(user, *SCORING, *ANSWERING).filter(sheet=sheet).order_by().values_list("action", flat=True))
    if scores and taken.isdisjoint(ANSWERING):
        found.add(SheetActor.SCORER)
    if leads and not taken:
        found.add(SheetActor.LEADER)
    return frozenset(found)


def scorable_by(user: "User") -> Q:
    """As `actors_of` with SCORER, as a condition on sheets."""
    mine = Q(pk__in=ScoreSheet.objects.filter(own(user)).values("pk"))
    answered = Exists(steps_by(user, *ANSWERING).filter(sheet=OuterRef("pk")))
    return user.access.within("unit_path", *SCORERS) & ~mine & ~Q(answered)


def confirmable_by(user: "User") -> Q:
    """As `actors_of` with LEADER, as a condition on sheets."""
    mine = Q(pk__in=ScoreSheet.objects.filter(own(user)).values("pk"))
    taken = Exists(steps_by(user, *SCORING, *ANSWERING).filter(sheet=OuterRef("pk")))
    return user.access.within("unit_path", *CONFIRMERS) & ~mine & ~Q(taken)


def sees_scores(user: "User", sheet: ScoreSheet) -> bool:
    """The assessed from the announcement on; who reads the part of the tree at any time."""
    return sheet.state in SHOWN or not is_own(user, sheet)


def sees_objection(user: "User", sheet: ScoreSheet) -> bool:
    """Who objected, who rules, and the auditor: what an objection says is no reading for the one that it is about."""
    return answers_for(user, sheet) or user.access.covers(sheet.unit_path, *CONFIRMERS, "auditor")


def scores_in(user: "User", assessment: QuarterlyAssessment) -> bool:
    """Whether the user scores anything of the quarter."""
    return bool(_reach(user, assessment, *SCORERS))


def confirms_in(user: "User", assessment: QuarterlyAssessment) -> bool:
    return bool(_reach(user, assessment, *CONFIRMERS))


def _reach(user: "User", assessment: QuarterlyAssessment, *roles: str) -> bool:
    """Whether a role is held on the quarter's unit, above it or somewhere below it."""
    below = any(path.startswith(assessment.unit_path) for path in user.access.paths(*roles))
    return below or user.access.covers(assessment.unit_path, *roles)
