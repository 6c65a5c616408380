"""Figures of very large parts of the tree: counted once, kept, and read off until they are counted again.

How exact they are: exactly what counting gave at `as_of`, never more than some minutes ago for what is asked for often
(`refresh`, at the beat). What was recorded since then is in the lists behind the figures and not yet in the figures;
`changed_since` says how much that is, and `recount` (a button) brings them up to date.

Only what is the same for everybody with the same part of the tree is kept. Cases, ratings and items are counted for
each reader when they ask; so are matters for a reader from whom some are kept (visits/sealing.py).
"""

import datetime
import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import Unit, User
from core import periods
from core.models import AuditEntry
from core.periods import Period
from reports.asking import Question
from reports.models import StoredFigures
from reports.rollup.asked import Asked
from reports.rollup.counting import Values
from reports.rollup.rows import Counts, count
from reports.rollup.scale import is_large
from reports.rollup.source import Source
from reports.rollup.sources import MEASURE_OF, SOURCES
from reports.rollup.steps import over_time, steps_of
from visits import sealing
from visits.models import Matter

SHARED = [source for source in SOURCES if not source.is_personal]
# That somebody asked is written down no more often than this.
NOTED = datetime.timedelta(minutes=10)
# Nobody reads what is older: it is counted while they wait.
OLD = datetime.timedelta(days=1)
# Counted again at the beat when it is older than this and was asked for lately; forgotten when nobody asks any more.
STALE = datetime.timedelta(minutes=30)
LATELY = datetime.timedelta(days=7)
FORGOTTEN = datetime.timedelta(days=60)
# An entry is dated when its act begins, and seen by others when it is over.
WRITING = datetime.timedelta(minutes=5)
MOST_AT_ONCE = 10
# What happened to records that stored figures count. Whatever has to do with cases is not among it.
COUNTED_ACTIONS = ("visits.", "contacts.", "duties.", "accounts.", "assessments.")
MOST_CHANGES = 1000


@dataclass(frozen=True)
class Wanted:
    """What is to be stored: all figures by unit, or (`step`) some of them over time."""

    asked: Asked
    step: str = ""
    codes: tuple[str, ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        """Everything that the figures depend on but the day of asking, as JSON."""
        question = self.asked.question
        days = [question.period.start.isoformat(), question.period.end.isoformat()]
        narrowed = [str(question.organised), question.rule, question.kind, question.under]
        audience = None if self.asked.audience is None else sorted(self.asked.audience)
        asked = {"unit": question.unit.pk, "path": question.unit.path, "days": days, "narrowed": narrowed}
        return {**asked, "audience": audience, "step": self.step, "codes": list(self.codes)}

    @property
    def key(self) -> str:
        return hashlib.sha256(json.dumps(self.data, sort_keys=True).encode()).hexdigest()

    def count(self) -> Any:
        if self.step:
            steps = steps_of(self.asked.question, self.step)
            return [_write(values) for values in over_time(self.asked, steps, self.codes)]
        counts = count(self.asked, SHARED)
        return {"total": _write(counts.total), "parts": {part: _write(found) for part, found in counts.parts.items()}}


def rows(asked: Asked) -> tuple[Counts, datetime.datetime] | None:
    """All figures of a very large unit, as far as they are stored, completed with those of this reader; and when they
    were counted. None where the unit is not so large."""
    found = _stored(Wanted(_for_all(asked)))
    if found is None:
        return None
    live = _live(asked)
    figures: Any = found.figures
    counts = Counts(_read(figures["total"]), {part: _read(v) for part, v in figures["parts"].items()})
    # What is counted for the reader takes the place of what is stored, also where that is nothing.
    counts.leave_out(code for source in live for code in source.measures)
    counts.add(count(asked, live))
    return counts, found.as_of


def trend(asked: Asked, step: str, codes: set[str]) -> tuple[list[Values], set[str]] | None:
    """The figures of a very large unit over time, and the codes of those that must be counted for this reader. None
    where the unit is not so large, or nothing can be stored."""
    live = {code for source in _live(asked) for code in source.measures}
    kept = codes - live
    found = _stored(Wanted(_for_all(asked), step, tuple(sorted(kept)))) if kept else None
    if found is None:
        return None
    figures: Any = found.figures
    return [_read(values) for values in figures], codes & live


def changed_since(question: Question, as_of: datetime.datetime) -> int:
    """How often something was recorded or changed in this part of the tree after that moment; MOST_CHANGES stands for
    that many and more. By the audit trail's index on the moment."""
    entries = AuditEntry.objects.filter(at__gt=as_of, unit_path__startswith=question.unit.path)
    named = entries.filter(_is_counted()).exclude(action="visits.seal_matter")
    return named.order_by().values("pk")[:MOST_CHANGES].count()


def refresh(*, at: datetime.datetime, on: datetime.date) -> int:
    """Count again what was asked for lately and is stale, the oldest first, and forget what nobody asks for. Returns
    how many were counted; where nothing happened since, only the moment is brought forward."""
    StoredFigures.objects.filter(asked_at__lt=at - FORGOTTEN).delete()
    stale = StoredFigures.objects.filter(asked_at__gte=at - LATELY, as_of__lt=at - STALE).select_related("unit")
    counted = 0
    for row in stale.order_by("as_of")[:MOST_AT_ONCE]:
        wanted = _wanted(row, on)
        if wanted is None:
            row.delete()
        elif _still_holds(row, on):
            StoredFigures.objects.filter(pk=row.pk).update(as_of=at)
        else:
            counted += 1
            _count(wanted)
    return counted


def prepare(*, on: datetime.date) -> None:
    """See to it that this year's figures of a very large root are there before the first reader asks for them, and stay
    up to date."""
    for root in Unit.objects.filter(parent=None).open_on(on):
        wanted = Wanted(Asked(Question(root, periods.year(on)), on, None))
        _stored(wanted)


def recount(asked: Asked) -> datetime.datetime:
    """Count all figures of the question anew, and return as of when they are."""
    return _count(Wanted(_for_all(asked))).as_of


def _is_counted() -> Q:
    found = Q(pk__in=[])
    for action in COUNTED_ACTIONS:
        found |= Q(action__startswith=action)
    return found


# --- keeping ------------------------------------------------------------------------------------------------


def _stored(wanted: Wanted) -> StoredFigures | None:
    """Read off, or counted where it is not there or too old. That it was asked for is noted now and then."""
    row = StoredFigures.objects.filter(key=wanted.key, figures__isnull=False, as_of__gte=Now() - OLD).first()
    if row is None:
        return _count(wanted) if is_large(wanted.asked) else None
    StoredFigures.objects.filter(pk=row.pk, asked_at__lt=Now() - NOTED).update(asked_at=Now())
    return row


def _count(wanted: Wanted) -> StoredFigures:
    """The moment is taken before counting begins: what comes in meanwhile counts as happened since."""
    data, on = wanted.data, wanted.asked.on
    begun = {"unit": wanted.asked.question.unit, "asked": data, "counted_on": on, "as_of": Now(), "asked_at": Now()}
    row, _is_new = StoredFigures.objects.get_or_create(key=wanted.key, defaults=begun)
    began = StoredFigures.objects.annotate(now=Now()).values_list("now", flat=True).get(pk=row.pk)
    figures = wanted.count()
    StoredFigures.objects.filter(pk=row.pk).update(figures=figures, counted_on=on, as_of=began)
    return StoredFigures.objects.get(pk=row.pk)


def _still_holds(row: StoredFigures, on: datetime.date) -> bool:
    """Nothing at all was written about this part of the tree since, or was just being written then."""
    since = row.as_of - WRITING
    written = AuditEntry.objects.filter(at__gt=since, unit_path__startswith=row.unit.path)
    return row.figures is not None and row.counted_on == on and not written.exists()


def _wanted(row: StoredFigures, on: datetime.date) -> Wanted | None:
    """What the row was counted for; None where the unit was moved meanwhile, so that nobody finds the row any more."""
    data = row.asked
    if data["path"] != row.unit.path:
        return None
    start, end = (datetime.date.fromisoformat(day) for day in data["days"])
    question = Question(row.unit, Period(start, end), *data["narrowed"])
    audience = None if data["audience"] is None else tuple(data["audience"])
    return Wanted(Asked(question, on, audience), data["step"], tuple(data["codes"]))


def _for_all(asked: Asked) -> Asked:
    return Asked(asked.question, asked.on, asked.audience)


def _live(asked: Asked) -> list[Source]:
    """What is counted for this reader. One query."""
    is_kept = _is_kept_from(asked.reader)
    return [source for source in SOURCES if source.is_personal or (source.is_screened and is_kept)]


def _is_kept_from(reader: User | None) -> bool:
    return reader is not None and Matter.objects.filter(sealing.kept_from(reader)).exists()


def _write(values: Values) -> dict[str, Any]:
    return {code: str(value) if isinstance(value, Decimal) else value for code, value in values.items()}


def _read(values: dict[str, Any]) -> Values:
    return {code: Decimal(value) if MEASURE_OF[code].total else value for code, value in values.items()}
