"""The rows of 联系点台账 and 责任落实 as on paper, read set-wise in chunks."""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import Post
from contacts.models import Pairing
from core.reading import CHUNK, chunks
from core.wording import joined
from duties import wording
from duties.models import Exempt, Obligation, Rule
from visits.models import Matter, MatterState, VisitTarget

if TYPE_CHECKING:
    from core.periods import Period

# What is owed as a number of visits; days, minutes and people are other numbers.
COUNTS_VISITS = "count"
Pair = tuple[int, int]  # the key of the holder, that of the target


class PointRow(NamedTuple):
    """One pairing of somebody (or of a unit) with a contact point. `visits`: owed / made."""

    holder: str
    title: str
    point: str
    category: str
    head: str
    phone: str
    households: int
    visits: str
    problems: int
    solved: int
    last_visit: datetime.date | None
    note: str


def point_rows(
    pairings: QuerySet[Pairing], period: "Period", *, phones_under: Any, last_day: datetime.date
) -> Iterator[PointRow]:
    """Pairings with contact points, in the order of the queryset. `phones_under`: paths where telephone numbers may be
    read (None: everywhere); `last_day`: of which titles are. Eight queries for each chunk."""
    held = pairings.filter(contact_point__isnull=False)
    for keys in chunks(held.values_list("pk", flat=True).iterator(chunk_size=CHUNK)):
        rows = Pairing.objects.filter(pk__in=keys).select_related(
            "unit", "cadre", "contact_person", "category", "contact_point__unit"
        )
        found = {row.pk: row for row in rows.defer("contact_point__address", "contact_point__phone")}
        figures = _Figures(list(found.values()), period, last_day)
        shown = Pairing.objects.filter(pk__in=keys).filter(_within(phones_under))
        phones = dict(shown.values_list("pk", "contact_point__phone"))
        yield from (figures.row(found[key], phones.get(key, "")) for key in keys)


def _within(paths: Any) -> Q:
    if paths is None:
        return Q()
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(contact_point__unit__path__startswith=path)
    return condition


class _Figures:
    """What the records say of the pairings of a chunk, by (holder, target): a cadre's own work, or the unit's."""

    def __init__(self, pairings: list[Pairing], period: "Period", last_day: datetime.date):
        self.period = period
        cadres = {p.cadre_id for p in pairings if p.cadre_id}
        units = {p.unit_id for p in pairings if not p.cadre_id}
        targets = {p.target_key for p in pairings}
        self.titles = _titles(cadres, last_day)
        self.by_cadre = _visits("log__participants__cadre", cadres, targets, period)
        self.by_unit = _visits("log__unit", units, targets, period)
        self.heard_by_cadre = _heard("log__participants__cadre", cadres, targets, period)
        self.heard_by_unit = _heard("log__unit", units, targets, period)
        self.owed = _owed([p.cadre_id * 4 if p.cadre_id else p.unit_id * 4 + 1 for p in pairings], targets, period)
        self.households = _households(cadres, units, period)

    def row(self, pairing: Pairing, phone: str) -> PointRow:
        cadre, unit, target = pairing.cadre_id, pairing.unit_id, pairing.target_key
        pair = (cadre or unit, target)
        visits, last = (self.by_cadre if cadre else self.by_unit).get(pair, (0, None))
        heard, solved = (self.heard_by_cadre if cadre else self.heard_by_unit).get(pair, (0, 0))
        owed = self.owed.get((cadre * 4 if cadre else unit * 4 + 1, target))
        point = pairing.contact_point
        assert point is not None, "only pairings with points are read"
        return PointRow(
            holder=str(pairing.cadre or joined(filter(None, (pairing.unit, pairing.contact_person)))),
            title=self.titles.get(cadre, "") if cadre else "",
            point=point.name,
            category=str(pairing.category),
            head=point.head_name,
            phone=phone,
            households=self.households.get((cadre, unit) if cadre is None else (cadre, None), 0),
            visits=f"{'—' if owed is None else owed}/{visits}",
            problems=heard,
            solved=solved,
            last_visit=last,
            note=_note(pairing, self.period),
        )


def _note(pairing: Pairing, period: "Period") -> str:
    """What is to be known of a pairing that did not hold all the time, and of the point."""
    notes = []
    if pairing.start > period.start:
        notes.append(_("%(day)s起") % {"day": pairing.start.isoformat()})
    if pairing.end and pairing.end < period.end:
        notes.append(_("至%(day)s") % {"day": pairing.end.isoformat()})
    assert pairing.contact_point is not None
    return joined([*notes, *filter(None, (pairing.contact_point.note,))])


def _titles(cadres: set[int], day: datetime.date) -> dict[int, str]:
    """The title of the main post on that day, else of any."""
    held = Post.objects.filter(Q(end=None) | Q(end__gte=day), cadre__in=cadres, start__lte=day)
    return dict(held.order_by("is_main", "-order", "-pk").values_list("cadre", "title"))


def _of_logs(period: "Period") -> dict[str, Any]:
    return {"log__state": "recorded", "log__first_day__range": (period.start, period.end)}


def _visits(by: str, holders: set[int], targets: set[int], period: "Period") -> dict[Pair, tuple[int, Any]]:
    """How many logs reached each target, and the day of the last."""
    rows = VisitTarget.objects.filter(**{f"{by}__in": holders}, target_key__in=targets, **_of_logs(period)).order_by()
    grouped = rows.values_list(by, "target_key").annotate(n=Count("log", distinct=True), last=Max("log__first_day"))
    return {(holder, target): (n, last) for holder, target, n, last in grouped} if holders else {}


def _heard(by: str, holders: set[int], targets: set[int], period: "Period") -> dict[Pair, tuple[int, int]]:
    """Matters heard on those logs, and how many of them are solved; sealed ones do not exist here."""
    rows = Matter.objects.unsealed().filter(**{f"{by}__in": holders}, **_of_logs(period)).order_by()
    there = rows.filter(log__targets__target_key__in=targets).values_list(by, "log__targets__target_key")
    solved = Count("pk", distinct=True, filter=Q(state=MatterState.SOLVED))
    grouped = there.annotate(n=Count("pk", distinct=True), solved=solved)
    return {(holder, target): (n, done) for holder, target, n, done in grouped} if holders else {}


def _owed(subjects: list[int], targets: set[int], period: "Period") -> dict[Pair, int]:
    """Visits that are owed to each target by the rule that asks most: one visit counts for several rules."""
    rows = Obligation.objects.owed().filter(
        subject_key__in=subjects, target_key__in=targets, due__range=(period.start, period.end)
    )
    grouped = list(rows.order_by().values_list("rule", "subject_key", "target_key").annotate(n=Sum("required")))
    rules = Rule.objects.filter(pk__in={rule for rule, *_rest in grouped}, spec__measure__of=COUNTS_VISITS)
    counted = set(rules.values_list("pk", flat=True)) if grouped else set()
    found: dict[Pair, int] = {}
    for rule, subject, target, n in grouped:
        if rule in counted:
            found[subject, target] = max(n, found.get((subject, target), 0))
    return found


def _households(cadres: set[int], units: set[int], period: "Period") -> dict[tuple[Any, Any], int]:
    """How many households each cadre holds in the period, and each unit by itself."""
    rows = Pairing.objects.filter(Pairing.objects.effective(), household__isnull=False).order_by()
    rows = rows.overlapping(period.start, period.end)
    own = rows.filter(cadre__in=cadres).values_list("cadre").annotate(n=Count("household", distinct=True))
    of_unit = rows.filter(cadre=None, unit__in=units).values_list("unit").annotate(n=Count("household", distinct=True))
    return {(cadre, None): n for cadre, n in own} | {(None, unit): n for unit, n in of_unit}


# --- 责任落实


class DutyRow(NamedTuple):
    """One obligation: who, by which rule, in which window, how much, and where it stands."""

    subject: str
    home: str
    rulebook: str
    rule: str
    target: str
    window: str
    due: datetime.date
    required: int
    achieved: int
    met_on: datetime.date | None
    state: str


_FIELDS = (
    *("cadre__name", "unit__name", "group__name", "home__name", "rule", "window_start", "window_end", "window_name"),
    *("due", "required", "achieved", "met_on", "state", "exempt"),
    *("target_cadre__name", "pairing__contact_point__name", "pairing__household__head_name", "pairing__resident__name"),
)


def duty_rows(obligations: Any, *, on: datetime.date) -> Iterator[DutyRow]:
    """In the order of the queryset; `on`: the day of which the state is. Two queries in all."""
    rows = obligations.with_state(on).values_list(*_FIELDS).iterator(chunk_size=CHUNK)
    return map(_Words(obligations).row, rows)


class _Words:
    """Rules, windows and states, put into words once each: millions of rows share them."""

    def __init__(self, obligations: Any):
        self.rules = {rule.pk: rule for rule in _rules(obligations)}
        self.titles = {key: (rule.version.rulebook.title, str(rule)) for key, rule in self.rules.items()}
        self.states = {state: str(words) for state, (words, _tone) in wording.STATES.items()}
        self.exempt = {code: str(words) for code, words in Exempt.choices}
        self.windows: dict[Any, str] = {}

    def row(self, values: tuple[Any, ...]) -> DutyRow:
        cadre, unit, group, home, rule, *window, due, required, achieved, met_on, state, exempt = values[:14]
        target = next(filter(None, values[14:]), "")
        book, clause = self.titles[rule]
        where = self.exempt[exempt] if exempt else self.states[state]
        who = cadre or unit or group
        return DutyRow(who, home, book, clause, target, self._window(*window), due, required, achieved, met_on, where)

    def _window(self, start: datetime.date, end: datetime.date, name: str) -> str:
        key = (start, end, name)
        if key not in self.windows:
            self.windows[key] = wording.window_label(start, end, name)
        return self.windows[key]


def _rules(obligations: Any) -> QuerySet[Rule]:
    there = Rule.objects.filter(pk__in=obligations.order_by().values("rule"))
    return there.select_related("version__rulebook").defer("spec", "clause", "version__source", "version__data")
