"""The units that owe something as such."""

import datetime
from collections.abc import Iterable

from accounts.models import Unit
from duties.facts import bound
from duties.loading.logs import Keys
from duties.loading.subjects import unit_subject
from duties.reckoning import Bind
from duties.spans import Span

EVER = Span(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1))


def bound_units(units: Iterable[Unit], binds: list[Bind]) -> Keys:
    """The units that some rule binds as such, and those for which the logs of the units below count."""
    asking = [bind for bind in binds if bind.rule.subject == "unit"]
    owing, covering = set(), set()
    for unit in units if asking else ():
        subject = unit_subject(unit)
        for bind in asking:
            if bound(bind.rule, subject, bind.path, EVER):
                owing.add(unit.pk)
                covering |= {unit.pk} if bind.rule.include_below else set()
    return Keys(units=frozenset(owing), covering=frozenset(covering))
