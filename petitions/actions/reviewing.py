"""Who reviews: the next higher organ, and for a re-review the one above that (articles 35, 36)."""

from accounts.models import Unit
from petitions.actions.routing import barred_paths, upwards
from petitions.models import Case


def reviewing_unit(case: Case) -> Unit:
    """The unit above the one that has the case in hand; at the top, the top itself."""
    return _above(case, case.handling_unit)


def re_reviewing_unit(case: Case) -> Unit:
    """The unit above the one that reviews; at the top, the top itself."""
    return _above(case, reviewing_unit(case))


def _above(case: Case, unit: Unit) -> Unit:
    """The nearest unit above that has no part in the case. Where all have, or there is none, the unit itself."""
    barred = barred_paths(case)
    above = upwards(unit)[1:]
    return next((found for found in above if not any(found.path.startswith(path) for path in barred)), unit)
