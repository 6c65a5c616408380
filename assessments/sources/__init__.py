"""Where the figures of computed criteria come from, each under the name that scorecards call it by."""

from assessments.sources.base import FULL, Record, Scope, Shape, Source, scope_of
from assessments.sources.commitments import Commitments
from assessments.sources.incidents import Incidents
from assessments.sources.inspections import Inspections
from assessments.sources.items import AdoptedItems, Items
from assessments.sources.learning import Readings, Trainings
from assessments.sources.logs import Logs
from assessments.sources.marks import SheetMarks
from assessments.sources.matters import Answers, Matters
from assessments.sources.meetings import Meetings
from assessments.sources.obligations import Obligations
from assessments.sources.rates import Rates

ALL: dict[str, Source] = {
    source.name: source
    for source in (
        Obligations(),
        Logs(),
        Matters(),
        Answers(),
        Meetings(),
        Incidents(),
        Items(),
        AdoptedItems(),
        Trainings(),
        Readings(),
        Commitments(),
        Inspections(),
        SheetMarks(),
        Rates(),
    )
}

__all__ = ["ALL", "FULL", "Record", "Scope", "Shape", "Source", "scope_of"]
