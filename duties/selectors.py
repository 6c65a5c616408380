"""Reads of what is owed: for the person, for those who answer for a unit, for reports."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import READERS
from accounts.models import Unit
from contacts.models import ContactCategory, HouseholdKind, ResidentKind
from contacts.quota import Quota
from contacts.selectors.targets import target_value
from core.keys import parse_number
from core.selectors import load_work_calendar
from duties import wording
from duties.absence import Gap, gaps
from duties.differences import Difference, differences
from duties.evaluation import HELD_MEASURES, Outcome, Reason, evaluate
from duties.facts import bound
from duties.loading import Keys, load_binds, load_facts
from duties.models import Obligation, Rule, RulebookVersion
from duties.provisional import provisional_year
from duties.querysets import AT_RISK, OPEN, OVERDUE, own
from duties.reach import Reach, reach_of
from duties.reckoning import drafts
from duties.spans import ONE_DAY, Span, Spans
from visits import recorded_elsewhere
from visits.models import VisitKind, VisitLog

if TYPE_CHECKING:
    from accounts.models import User

# How far around a window logs are shown that did not count because of their day.
AROUND = 31


@dataclass(frozen=True)
class Owed:
    """An obligation as a line of a page or a mail shows it."""

    obligation: Obligation
    state: int
    on: datetime.date
    # The year whose days off nobody announced yet, where the window may still move with them; else 0.
    provisional: int = 0

    @property
    def days_left(self) -> int:
        """Days to the due date; negative once it is past."""
        return (self.obligation.due - self.on).days

    @property
    def days_over(self) -> int:
        return -self.days_left

    @property
    def is_overdue(self) -> bool:
        return self.state == OVERDUE

    @property
    def is_open_in_time(self) -> bool:
        return self.state in (AT_RISK, OPEN)

    @property
    def label(self) -> str:
        return str(wording.STATES[self.state][0])

    @property
    def tone(self) -> str:
        return wording.STATES[self.state][1]

    @property
    def missing(self) -> str:
        return wording.missing(self.obligation)

    @property
    def window(self) -> str:
        row = self.obligation
        return wording.window_label(row.window_start, row.window_end, row.window_name)

    @property
    def target(self) -> str:
        return wording.target_label(self.obligation)

    @property
    def is_recordable(self) -> bool:
        """Whether a visit would settle it (an assignment is settled by the arrangement)."""
        return self.obligation.rule.parsed.measure.of not in HELD_MEASURES

    @property
    def record_label(self) -> str:
        """What the button that leads to `record_url` says."""
        page = recorded_elsewhere.page_for(self.obligation.rule.parsed.does)
        if page:
            return str(page.label)
        return _("补记走访") if self.is_past else _("登记走访")

    @property
    def is_past(self) -> bool:
        """The window is over: only what was done in it and is entered now would still count."""
        return self.obligation.window_end < self.on

    @property
    def url(self) -> str:
        return self.obligation.get_absolute_url()

    @property
    def record_url(self) -> str:
        return reverse("duties:record", args=[self.obligation.pk])


def as_owed(rows: Iterable[Any], on: datetime.date) -> list[Owed]:
    """Rows of `.with_state(on).for_list()` as lines."""
    calendar = load_work_calendar()
    return [Owed(row, row.state, on, provisional_year(row.rule.parsed, row.window_end, calendar)) for row in rows]


def owed_now(user: "User", *, on: datetime.date) -> list[Owed]:
    """What the user owes in person and has not met, in windows that have begun; the most urgent first."""
    rows = Obligation.objects.of_user(user).unmet().begun(on).filter(_still_matters(on))
    return as_owed(_most_urgent_first(rows, on), on)


def _still_matters(on: datetime.date) -> Q:
    """Windows that are long over cannot be made good; they stay in the reports and leave the daily list."""
    return Q(window_end__gte=on - ONE_DAY * AROUND)


def bodies_owe_now(user: "User", *, on: datetime.date) -> list[Owed]:
    """The same for the units and groups that the user's cadre belongs to."""
    rows = Obligation.objects.filter(own(user), cadre=None)
    return as_owed(_most_urgent_first(rows.unmet().begun(on).filter(_still_matters(on)), on), on)


def _most_urgent_first(rows: Any, on: datetime.date) -> Any:
    return rows.with_state(on).for_list().order_by("state", "due", "pk")


def met_lately(user: "User", *, on: datetime.date) -> list[Owed]:
    """What the user met in windows that hold the day, or ended within the last month."""
    rows = Obligation.objects.of_user(user).met().begun(on).filter(_still_matters(on))
    return as_owed(rows.with_state(on).for_list().order_by("-met_on", "pk"), on)


def upcoming(user: "User", *, on: datetime.date) -> list[Owed]:
    """What begins within the coming weeks, so that one can plan."""
    rows = Obligation.objects.of_user(user).unmet().filter(window_start__gt=on)
    return as_owed(rows.with_state(on).for_list().order_by("window_start", "due", "pk"), on)


@dataclass(frozen=True)
class UrgencyGroup:
    state: int
    label: str
    tone: str
    lines: list[Owed]


def by_urgency(lines: Iterable[Owed]) -> list[UrgencyGroup]:
    """Overdue first, then what is at risk, then what is in hand; groups without lines are left out."""
    groups: dict[int, list[Owed]] = {}
    for line in lines:
        groups.setdefault(line.state, []).append(line)
    return [
        UrgencyGroup(state, str(wording.STATES[state][0]), wording.STATES[state][1], groups[state])
        for state in sorted(groups)
    ]


def count_behind(user: "User", *, on: datetime.date) -> int:
    """Obligations in the parts of the tree that the user reads that became overdue within the last three months."""
    return Obligation.objects.read_by(user).overdue_lately(on).count()


def with_burden(points: Any, start: datetime.date, end: datetime.date) -> Any:
    """Each point with `visits`, `cadres` (different ones) and `visit_days` between the days; most cadres first."""
    during = Q(
        visit_targets__log__state="recorded",
        visit_targets__log__first_day__lte=end,
        visit_targets__log__last_day__gte=start,
    )
    return (
        points.select_related("unit", "category")
        .annotate(
            visits=Count("visit_targets__log", filter=during, distinct=True),
            cadres=Count("visit_targets__log__participants__cadre", filter=during, distinct=True),
            visit_days=Count("visit_targets__log__first_day", filter=during, distinct=True),
        )
        .order_by("-cadres", "pk")
    )


# --- why ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """A log and what became of it; `reason` is "" where it counted."""

    log: VisitLog
    reason: str = ""


@dataclass(frozen=True)
class Explanation:
    """How an obligation came to its figures, computed anew from the records."""

    outcome: Outcome
    liable: Spans
    counted: list[Judged]
    rejected: list[Judged]

    # What is held, by category; empty for what is done by visits.
    slots: list["SlotLine"]
    # Days of the window on which nothing was owed, with the reason.
    gaps: list[Gap]
    # How many of those whom it is about were reached.
    reach: Reach | None = None


@dataclass(frozen=True)
class SlotLine:
    name: str
    needed: str
    held: int
    is_met: bool


def explain(obligation: Obligation, user: "User", *, on: datetime.date) -> Explanation | None:
    """None where the rule no longer binds (a row that the next recomputation will remove)."""
    window = Span(obligation.window_start, obligation.window_end)
    binds = [bind for bind in load_binds(window) if bind.rule_id == obligation.rule_id]
    margin = max([AROUND, *(cadence.days_around for bind in binds for cadence in bind.rule.when)])
    around = Span(window.start - ONE_DAY * margin, window.end + ONE_DAY * margin)
    facts = load_facts(_keys(obligation, binds), binds, around, withdrawn=True)
    key = (obligation.rule_id, obligation.subject_key, obligation.target_key, obligation.window_start)
    found = next((draft for draft in drafts(binds, facts, window, on=on) if draft.key == key), None)
    if found is None:
        return None
    subject = found.subject
    logs = subject.logs_below if found.claim.rule.include_below else subject.logs
    outcome = evaluate(found.claim, logs, on=on)
    counted, rejected = _judged(outcome, user)
    (bind,) = [bind for bind in binds if bind.rule_id == obligation.rule_id]
    reach = reach_of(found.claim, logs, outcome)
    missed = gaps(bind, subject, found.claim.window, found.claim.liable)
    return Explanation(outcome, found.claim.liable, counted, rejected, _slot_lines(outcome), missed, reach)


def _slot_lines(outcome: Outcome) -> list[SlotLine]:
    """Named by the rule, or by the categories. One query, where there are any."""
    codes = {code for state in outcome.slots for code in state.slot.categories}
    names = dict(ContactCategory.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    return [
        SlotLine(
            name=wording.slot_name(state.slot, names),
            needed=wording.at_least(state.slot.least, state.slot.most),
            held=state.held,
            is_met=state.is_met,
        )
        for state in outcome.slots
    ]


def _keys(obligation: Obligation, binds: list[Any]) -> Keys:
    if obligation.cadre_id:
        return Keys(cadres=frozenset({obligation.cadre_id}))
    if obligation.group_id:
        return Keys(groups=frozenset({obligation.group_id}))
    unit = frozenset({obligation.unit_id or 0})
    return Keys(units=unit, covering=unit if any(bind.rule.include_below for bind in binds) else frozenset())


def _judged(outcome: Outcome, user: "User") -> tuple[list[Judged], list[Judged]]:
    ids = [*outcome.counted, *outcome.rejected]
    logs = VisitLog.objects.visible_to(user).filter(pk__in=ids).for_list().order_by("first_day", "pk")
    counted, rejected = [], []
    for log in logs:
        if log.pk in outcome.counted:
            counted.append(Judged(log))
        else:
            rejected.append(Judged(log, Reason(outcome.rejected[log.pk]).label))
    return counted, rejected


# --- what others ask -------------------------------------------------------------------------------------


def duty_prefill(obligation: Obligation) -> dict[str, str]:
    """What the visit form can fill in by itself, as its GET parameters: the kind that settles the duty, its target."""
    rule = obligation.rule.parsed
    does = rule.second.does if obligation.achieved >= obligation.required and not obligation.is_met else rule.does
    offered = set(VisitKind.objects.offered().filter(code__in=does).values_list("code", flat=True))
    kind = next((code for code in does if code in offered), "")
    filled = {"kind": kind} if kind else {}
    return filled | _target_of(obligation)


def _target_of(obligation: Obligation) -> dict[str, str]:
    """The target of an "each" duty."""
    pairing = obligation.pairing
    return {"target": target_value(pairing.target)} if pairing and pairing.target else {}


def quotas(cadre_ids: Iterable[int], on: datetime.date) -> list[Quota]:
    """How many assignments of each category these cadres must hold by the rules in force (provider for contacts)."""
    day = Span(on, on)
    binds = [bind for bind in load_binds(day) if bind.rule.measure.of == "held" and bind.rule.subject == "cadre"]
    if not binds:
        return []
    facts = load_facts(Keys(cadres=frozenset(cadre_ids)), binds, day)
    return [
        Quota(subject.id, slot.categories[0], slot.least, slot.most, bind.rule.code, tuple(slot.categories[1:]))
        for bind in binds
        for subject in facts.subjects
        if bound(bind.rule, subject, bind.path, day)
        for slot in bind.rule.measure.slots
        if slot.categories
    ]


def rule_names() -> dict[str, str]:
    """Code → name of the kinds of visit and of what is held, for reading a rule. Two queries."""
    kinds = {**dict(HouseholdKind.choices), **dict(ResidentKind.choices)}
    named = kinds | dict(ContactCategory.objects.values_list("code", "name"))
    named |= dict(VisitKind.objects.values_list("code", "name"))
    return {code: str(name) for code, name in named.items()}


def changes_of(version: RulebookVersion, names: dict[str, str]) -> list[Difference]:
    """What the version changed against the one before; [] for the first. At most two queries."""
    before = RulebookVersion.objects.filter(rulebook=version.rulebook_id, number=version.number - 1).first()
    return differences(before.data, version.data, names) if before else []


def version_shown(versions: list[RulebookVersion], number: str, *, on: datetime.date) -> RulebookVersion | None:
    """The version asked for, else the one in force, else the first to come. `versions`: the newest first."""
    asked = [version for version in versions if str(version.number) == number]
    in_force = [version for version in versions if version.effective_from <= on]
    return next(iter([*asked, *in_force, *versions]), None)


def rules_owed_under(user: "User") -> "QuerySet[Rule, tuple[str, str, str]]":
    """(code of the regulation, code, title) of what anybody in the user's parts of the tree owes; newest title last."""
    inside = Obligation.objects.read_by(user).filter(rule=OuterRef("pk"))
    rules = Rule.objects.filter(Exists(inside)).order_by("version__rulebook__code", "order", "version__number")
    return rules.values_list("version__rulebook__code", "code", "title")


def units_for_filter(user: "User") -> "QuerySet[Unit]":
    """Units by which lists of what is owed can be narrowed."""
    return Unit.objects.filter(user.access.within("path", *READERS)).order_by("path")


def units_near(user: "User", chosen: str) -> "QuerySet[Unit]":
    """Of these as many as one looks through: the parts that the user reads and what is right below them; with the unit
    that is chosen (its key) also the one above it and those right below."""
    near = Q(depth__lte=1) if user.access.sees_everything else Q(pk__in=[])
    for path in user.access.paths(*READERS):
        near |= Q(path__startswith=path, depth__lte=path.count("/"))
    if key := parse_number(chosen):
        near |= Q(pk=key) | Q(parent=key) | Q(children=key)
    return units_for_filter(user).filter(near).distinct()
