"""The report of one round of visits in a town (R14, 四会双满意): households reached by place, what was heard and
solved, the four meetings, and the satisfaction with the branch and with its members.

A round is a year or a stretch of its own. Households are those of the register on the first day of the round (R14.5).
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import PATH_STEP, Unit, User
from assessments.models import DrawMethod, QuestionKind, SubjectKind, SurveyResult
from assessments.selectors.circulation import GOOD
from contacts.models import Household
from core.periods import Period
from petitions.models import Case, CaseKind, Decision, Rating
from petitions.models.meetings import LOG_KINDS
from petitions.selectors.rates import GOOD as CONTENT
from reports.asking import Question
from reports.papers.sentences import LEAST
from reports.rollup import records
from visits.models import Matter, VisitLog, VisitTarget

# What reaches a household in R14.5.
VISITS = ("home_visit", "courtesy_visit")
MEETINGS = ("briefing", "coordination_meeting", "deliberation", "exchange")
# Town, areas, blocks: what lies deeper is counted with the block.
LEVELS = 2


@dataclass(frozen=True)
class Place:
    """A place with all below it; `level` 0 for the town, 1 for an area, 2 for a block."""

    unit: Unit
    level: int
    households: int
    visited: int
    problems: int
    solved: int

    @property
    def coverage(self) -> float | None:
        return self.visited / self.households if self.households else None

    @property
    def solved_rate(self) -> float | None:
        return self.solved / self.problems if self.problems else None


@dataclass(frozen=True)
class MeetingLine:
    """How often one of the four meetings was held, by the town and below it, and what became of its decisions."""

    name: str
    by_town: int
    below: int
    decisions: int
    done: int

    @property
    def held(self) -> int:
        return self.by_town + self.below


@dataclass(frozen=True)
class Satisfaction:
    """Answers about somebody, and the good ones of them. Of fewer than five nothing is told but how many they are."""

    name: Any
    answers: int
    good: int
    definition: Any

    @property
    def rate(self) -> float | None:
        return self.good / self.answers if self.answers >= LEAST else None


@dataclass(frozen=True)
class Round:
    """`suggestions`: as far as the reader sees the cases that they became."""

    unit: Unit
    period: Period
    on: datetime.date
    places: list[Place]
    suggestions: int
    meetings: list[MeetingLine]
    satisfaction: list[Satisfaction]

    @property
    def total(self) -> Place:
        return self.places[0]

    @property
    def is_running(self) -> bool:
        return self.on < self.period.end


def round_of(unit: Unit, period: Period, *, reader: User, on: datetime.date) -> Round:
    """A fixed number of queries. Raises PermissionDenied for a unit that the reader does not read."""
    question = Question(unit, period)
    problems = problems_of(question, reader, on)
    return Round(
        unit=unit,
        period=period,
        on=on,
        places=_places(unit, period, problems),
        suggestions=suggestions_of(unit, period, reader).count(),
        meetings=_meetings(unit, period, reader),
        satisfaction=[_of_solved(problems, reader), *_of_appraisals(unit, period, reader)],
    )


# --- households and problems ----------------------------------------------------------------------------


def register_of(unit: Unit, period: Period) -> QuerySet[Household]:
    """The households of the town as the register stood on the first day of the round."""
    day = period.start
    there = Q(removed_on=None) | Q(removed_on__gte=day)
    rows = Household.objects.filter(there, merged_into=None, registered_on__lte=day)
    return rows.filter(unit__path__startswith=unit.path)


def visited_of(unit: Unit, period: Period) -> QuerySet[Household]:
    """Those of them that the town or a unit below it visited at home in the round, or one of whose people."""
    logs = VisitLog.objects.recorded().in_period(period.start, period.end)
    logs = logs.filter(kind__code__in=VISITS, unit__path__startswith=unit.path)
    reached = VisitTarget.objects.filter(log__in=logs.order_by().values("pk"))
    at_home, in_person = Q(household=OuterRef("pk")), Q(resident__household=OuterRef("pk"))
    return register_of(unit, period).filter(Exists(reached.filter(at_home)) | Exists(reached.filter(in_person)))


def problems_of(question: Question, reader: User, on: datetime.date) -> QuerySet[Matter]:
    """What was heard on visits and did not become a suggestion: the figure of the rollup without those."""
    heard = records(question, "matters", reader=reader, on=on).queryset
    suggested = Case.objects.filter(kind=CaseKind.SUGGESTION, matter__isnull=False).order_by().values("matter")
    return heard.exclude(pk__in=suggested)


def suggestions_of(unit: Unit, period: Period, reader: User) -> QuerySet[Case]:
    """Suggestions that came in during the round, on visits or any other way."""
    rows = Case.objects.visible_to(reader).filter(kind=CaseKind.SUGGESTION, unit__path__startswith=unit.path)
    return rows.filter(received_on__range=(period.start, period.end))


def _places(unit: Unit, period: Period, problems: QuerySet[Matter]) -> list[Place]:
    """The town first, then its areas with their blocks, in the order of the tree."""
    units = Unit.objects.filter(path__startswith=unit.path, depth__lte=unit.depth + LEVELS).open_on(period.start)
    heard = problems.order_by()
    counts = [
        _by_path(register_of(unit, period), "unit__path"),
        _by_path(visited_of(unit, period), "unit__path"),
        _by_path(heard, "log__unit__path"),
        _by_path(heard.filter(state="solved"), "log__unit__path"),
    ]
    return [Place(row, row.depth - unit.depth, *(found[row.path] for found in counts)) for row in in_order(units)]


def in_order(units: Iterable[Unit]) -> list[Unit]:
    """Each unit before those below it, those of one unit in their order."""
    rows = list(units)
    orders = {row.path: (row.order, row.path) for row in rows}
    return sorted(rows, key=lambda row: [orders[path] for path in _ends(row.path) if path in orders])


def _ends(path: str) -> list[str]:
    """The path and those above it, from the top."""
    return [path[:end] for end in range(PATH_STEP, len(path) + 1, PATH_STEP)]


def _by_path(rows: QuerySet[Any], path: str) -> Counter[str]:
    """How many there are in each unit and below it, by path. One query."""
    found: Counter[str] = Counter()
    for where, number in rows.order_by().values_list(path).annotate(number=Count("pk", distinct=True)):
        found.update(dict.fromkeys(_ends(where), number))
    return found


# --- meetings -------------------------------------------------------------------------------------------


def _meetings(unit: Unit, period: Period, reader: User) -> list[MeetingLine]:
    logs = VisitLog.objects.recorded().filter(kind__code__in=MEETINGS, unit__path__startswith=unit.path)
    logs = logs.filter(first_day__range=(period.start, period.end)).order_by()
    counted = logs.values_list("kind__code").annotate(own=Count("pk", filter=Q(unit=unit)), all=Count("pk"))
    held = {code: (own, number - own) for code, own, number in counted}
    decided = _decided(unit, period, reader)
    kinds = {log_kind: kind for kind, log_kind in LOG_KINDS.items()}
    return [
        MeetingLine(str(kinds[code].label), *held.get(code, (0, 0)), *decided.get(kinds[code], (0, 0)))
        for code in MEETINGS
    ]


def _decided(unit: Unit, period: Period, reader: User) -> dict[str, tuple[int, int]]:
    """By kind of meeting: decisions, and those of them that are done."""
    rows = Decision.objects.visible_to(reader).filter(
        topic__meeting__unit__path__startswith=unit.path, topic__meeting__on__range=(period.start, period.end)
    )
    counted = (
        rows.order_by()
        .values_list("topic__meeting__kind")
        .annotate(all=Count("pk", distinct=True), done=Count("pk", filter=Q(done_on__isnull=False), distinct=True))
    )
    return {kind: (number, done) for kind, number, done in counted}


# --- satisfaction ---------------------------------------------------------------------------------------


def _of_solved(problems: QuerySet[Matter], reader: User) -> Satisfaction:
    """What the people said to the answers: the last rating of each case that a solved problem became."""
    cases = Case.objects.visible_to(reader).filter(matter__in=problems.filter(state="solved").order_by().values("pk"))
    values = [value for value in _last_ratings(cases) if value]
    definition = _("走访问题办结后，群众最近一次评价为满意、基本满意的件数除以已评价件数。")
    return Satisfaction(_("对问题办理"), len(values), sum(value in CONTENT for value in values), definition)


def _last_ratings(cases: QuerySet[Case]) -> list[str]:
    last = Rating.objects.filter(case=OuterRef("pk")).order_by("-at", "-pk").values("value")[:1]
    return list(cases.order_by().annotate(last=Subquery(last)).values_list("last", flat=True))


# The branch and its members: who that is on the sheet, the name, and the definition.
_BOTH = (
    (
        (SubjectKind.BRANCH, SubjectKind.LEADING_TEAM),
        gettext_lazy("对党组织"),
        gettext_lazy("民主评议和满意度调查中，对党支部、领导班子评价较好的票数除以有效票数。"),
    ),
    (
        (SubjectKind.MEMBER, SubjectKind.CADRE),
        gettext_lazy("对党员干部"),
        gettext_lazy("民主评议和满意度调查中，对党员、干部评价较好的票数除以有效票数。"),
    ),
)
# Whose contacts were asked about them has a result of their own; otherwise all were asked, and the total is theirs.
_ABOUT_SOMEBODY = Q(subject__isnull=False) & (
    Q(is_total=True) & ~Q(survey__draw=DrawMethod.CONTACTS) | Q(is_total=False, survey__draw=DrawMethod.CONTACTS)
)


def _of_appraisals(unit: Unit, period: Period, reader: User) -> list[Satisfaction]:
    """Of surveys that were closed in the round: grades and satisfaction about units and about people, all together."""
    results = SurveyResult.objects.visible_to(reader).filter(
        _ABOUT_SOMEBODY,
        survey__unit_path__startswith=unit.path,
        survey__closed_on__range=(period.start, period.end),
        question__kind__in=(QuestionKind.GRADE, QuestionKind.SATISFACTION),
    )
    rows = list(results.select_related("question", "subject").order_by())
    return [Satisfaction(name, *_added_up(rows, kinds), definition) for kinds, name, definition in _BOTH]


def _added_up(rows: list[Any], kinds: tuple[str, ...]) -> tuple[int, int]:
    """Answers about subjects of these kinds, and the good ones of them."""
    of_these = [row for row in rows if row.subject.kind in kinds]
    good = (sum(row.votes.get(code, 0) for code in GOOD[row.question.kind]) for row in of_these)
    return sum(row.answers for row in of_these), sum(good)
