"""Who stands to a case in which way."""

from typing import TYPE_CHECKING

from django.apps import apps

from petitions.workflow import Actor

if TYPE_CHECKING:
    from accounts.models import User
    from petitions.models import Case

# Who work on petitions, and who lead or oversee the units that do.
CLERKS = ("petition_clerk", "auditor")
SUPERVISORS = ("leader", "secretary")
WRITERS = ("petition_clerk",)


def own_paths(user: "User") -> frozenset[str]:
    """Paths of the units that the user belongs to: by a post, or by a role held on the unit itself."""
    return user.access.home_paths | frozenset(path for _role, path in user.access.grants)


def is_handler(user: "User", case: "Case") -> bool:
    """Named to work on the case."""
    handlers = apps.get_model("petitions", "CaseHandler").objects
    return handlers.filter(case=case, cadre__in=user.access.cadre_ids, end=None).exists()


def actors_of(user: "User", case: "Case") -> frozenset[Actor]:
    """In which ways the user stands to a case that they can see (petitions/workflow.py). An auditor is none.

    A clerk writes down what a petitioner says, and is an actor in their stead.
    """
    found = set()
    office, handling = case.unit.path, case.handling_unit.path
    if user.access.covers(office, *WRITERS):
        found.add(Actor.PETITIONER)
        # A case that was sent up is in the hands of the office above.
        if not _is_below(office, handling) or user.access.covers(handling, *WRITERS):
            found.add(Actor.OFFICE)
    if _works_in(user, handling) or is_handler(user, case):
        found |= {Actor.HANDLER, Actor.PETITIONER}
    if user.access.covers(handling, "leader"):
        found.add(Actor.HEAD)
    if _is_above(user, handling):
        found.add(Actor.SUPERIOR)
    return frozenset(found)


def _is_below(path: str, other: str) -> bool:
    return path != other and path.startswith(other)


def _works_in(user: "User", path: str) -> bool:
    """Clerk or secretary of the unit itself. One of a unit above is a superior, unless the case is theirs."""
    mine = {held for role, held in user.access.grants if role in (*WRITERS, "secretary")}
    return user.access.is_superuser or path in mine


def _is_above(user: "User", path: str) -> bool:
    """Above a root there is nobody: its own leader decides in the superior's place."""
    if path.count("/") == 1:
        return user.access.covers(path, "leader")
    above = {held for role, held in user.access.grants if role in (*WRITERS, "leader")}
    return user.access.is_superuser or any(path.startswith(top) and path != top for top in above)


def may_see_identity(user: "User", case: "Case") -> bool:
    """Whether the user handles this case, so that no reason is asked: named for it, or a clerk of the unit whose
    petition office holds it or that has it in hand."""
    return is_handler(user, case) or any(
        role in WRITERS and path in (case.unit.path, case.handling_unit.path) for role, path in user.access.grants
    )
