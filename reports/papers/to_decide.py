"""What needs deciding: what ran over its limit and waits for a word of the leader. By day, nobody put in an order."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from duties.models import Obligation
from petitions.models import Case, CaseKind, Decision, Topic, TopicState
from petitions.selectors.ledger import without_accusations
from reports.asking import Question
from reports.wording import shown
from visits.models import Matter

MOST_SHOWN = 5
_MATTERS = ngettext_lazy("%(count)s件诉求超过办理时限尚未办结", "%(count)s件诉求超过办理时限尚未办结", "number")
_CASES = ngettext_lazy("%(count)s件信访事项超过办理期限", "%(count)s件信访事项超过办理期限", "number")
_DECISIONS = ngettext_lazy("%(count)s项会议议定事项逾期未落实", "%(count)s项会议议定事项逾期未落实", "number")
_TOPICS = ngettext_lazy("%(count)s个议题待领导办公会研究", "%(count)s个议题待领导办公会研究", "number")
_RULES = ngettext_lazy("%(count)s项职责在本期有逾期未完成的", "%(count)s项职责在本期有逾期未完成的", "number")


@dataclass(frozen=True)
class Waiting:
    """What waits, how many in all, and the first of them, each on a line with a link where it has a page."""

    text: str
    count: int
    lines: list[tuple[str, str]]

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def to_decide(question: Question, *, reader: User, on: datetime.date) -> list[Waiting]:
    """As of that day, in the unit and below; as far as the reader sees it. Two queries for each kind at most."""
    told = (_matters, _cases, _decisions, _topics, _rules)
    return [waiting for tell in told if (waiting := tell(question, reader, on)).count]


def _waiting(words: Any, rows: Any, line: Any) -> Waiting:
    """One query, and one more where there are more than are shown."""
    first = list(rows[: MOST_SHOWN + 1])
    count = rows.count() if len(first) > MOST_SHOWN else len(first)
    return Waiting(words % {"number": count, "count": shown(count)}, count, [line(row) for row in first[:MOST_SHOWN]])


def _matters(question: Question, reader: User, on: datetime.date) -> Waiting:
    rows = (
        Matter.objects.visible_to(reader)
        .unsealed()
        .open()
        .filter(unit__path__startswith=question.unit.path, due__lt=on)
    )
    return _waiting(_MATTERS, rows.select_related("unit").order_by("due", "pk"), _matter_line)


def _matter_line(row: Matter) -> tuple[str, str]:
    assert row.due is not None
    words = {"text": row, "unit": row.unit.label, "day": row.due.isoformat()}
    return _("%(text)s（%(unit)s，时限%(day)s）") % words, row.get_absolute_url()


def _cases(question: Question, reader: User, on: datetime.date) -> Waiting:
    """By their number only, and no accusation, whoever reads: a brief goes from hand to hand (article 30)."""
    rows = without_accusations(Case.objects.visible_to(reader)).overdue(on=on)
    rows = rows.filter(handling_unit__path__startswith=question.unit.path)
    return _waiting(_CASES, rows.select_related("handling_unit").order_by("next_due", "pk"), _case_line)


def _case_line(row: Case) -> tuple[str, str]:
    unit = row.handling_unit.label if row.handling_unit else "—"
    words = {"text": row.number, "unit": unit, "day": row.next_due.isoformat() if row.next_due else "—"}
    return _("%(text)s（%(unit)s，时限%(day)s）") % words, row.get_absolute_url()


def _decisions(question: Question, reader: User, on: datetime.date) -> Waiting:
    rows = Decision.objects.visible_to(reader).overdue(on=on).filter(unit__path__startswith=question.unit.path)
    rows = rows.exclude(topic__case__kind=CaseKind.ACCUSATION)
    return _waiting(_DECISIONS, rows.select_related("unit", "topic__meeting").order_by("due", "pk"), _decision_line)


def _decision_line(row: Decision) -> tuple[str, str]:
    words = {"text": row, "unit": row.unit.label, "day": row.due.isoformat() if row.due else "—"}
    meeting = row.topic.meeting
    return _("%(text)s（%(unit)s，时限%(day)s）") % words, meeting.get_absolute_url() if meeting else ""


def _topics(question: Question, reader: User, on: datetime.date) -> Waiting:
    rows = Topic.objects.visible_to(reader).filter(
        state=TopicState.HANDED_IN, taken_from__isnull=False, unit__path__startswith=question.unit.path
    )
    rows = rows.exclude(case__kind=CaseKind.ACCUSATION)
    return _waiting(_TOPICS, rows.select_related("unit").order_by("handed_in_at", "pk"), _topic_line)


def _topic_line(row: Topic) -> tuple[str, str]:
    return _("%(text)s（%(unit)s）") % {"text": row, "unit": row.unit.label}, ""


def _rules(question: Question, reader: User, on: datetime.date) -> Waiting:
    """By which rules something that was due in the period is overdue. The rules are named, not who is behind."""
    period = question.period
    rows = Obligation.objects.read_by(reader).overdue(on).under(question.unit.path)
    rows = rows.filter(due__range=(period.start, period.end)).order_by()
    grouped = rows.values("rule__version__rulebook__code", "rule__code", "rule__title").annotate(count=Count("pk"))
    return _waiting(_RULES, grouped.order_by("-count", "rule__code"), _rule_line)


def _rule_line(row: dict[str, Any]) -> tuple[str, str]:
    return _("%(title)s：%(count)s件") % {"title": row["rule__title"], "count": shown(row["count"])}, ""
