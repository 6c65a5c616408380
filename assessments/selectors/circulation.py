"""The result of a survey as it is circulated: read off the figures that were counted at closing, never counted anew.

Whom it concerns stands in the order of the sheet, never in the order of votes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from assessments.models import (
    AppraisalGrade,
    Question,
    QuestionKind,
    Satisfaction,
    Survey,
    SurveyResult,
    SurveySubject,
    Verdict,
)
from core.wording import joined

# What counts as good, and as bad, by kind of question: codes of the choices.
GOOD: dict[str, frozenset[str]] = {
    QuestionKind.GRADE: frozenset({AppraisalGrade.EXCELLENT, AppraisalGrade.QUALIFIED}),
    QuestionKind.SATISFACTION: frozenset({Satisfaction.VERY, Satisfaction.SATISFIED}),
    QuestionKind.SCALE: frozenset({"5", "4"}),
}
BAD: dict[str, frozenset[str]] = {
    QuestionKind.GRADE: frozenset({AppraisalGrade.UNQUALIFIED}),
    QuestionKind.SATISFACTION: frozenset({Satisfaction.NOT}),
    QuestionKind.SCALE: frozenset({"2", "1"}),
}

# Of the bars, from the first choice to the last: distinguishable in print without colour, too.
FILLS = ("#14532d", "#4d9467", "#d8b365", "#b35806", "#7f1d1d", "#5b5b5b")


@dataclass(frozen=True)
class Share:
    """One choice: its votes, and their share of the answers (0 to 1)."""

    code: str
    label: str
    votes: int
    share: float

    @property
    def percent(self) -> float:
        return round(100 * self.share, 1)


@dataclass(frozen=True)
class Part:
    """A piece of a bar that is 100 wide."""

    x: float
    width: float
    fill: str


@dataclass(frozen=True)
class Line:
    """What was answered to a question by a group, or about a subject. `answers` None: too few to be told."""

    name: str
    question: Question
    answers: int | None = None
    shares: tuple[Share, ...] = ()
    subject: SurveySubject | None = None
    verdict: Verdict | None = None
    is_total: bool = False

    def _sum(self, codes: frozenset[str]) -> float | None:
        return sum(share.share for share in self.shares if share.code in codes) if self.answers else None

    @property
    def good(self) -> float | None:
        """The share of good answers; None where the question knows no good."""
        return self._sum(GOOD[self.question.kind]) if self.question.kind in GOOD else None

    @property
    def good_percent(self) -> float:
        return round(100 * (self.good or 0), 1)

    @property
    def bad(self) -> float | None:
        return self._sum(BAD[self.question.kind]) if self.question.kind in BAD else None

    @property
    def bar(self) -> list[Part]:
        """The choices side by side: of one answer each, so they fill the bar."""
        parts, x = [], 0.0
        for share, fill in zip(self.shares, cycle(FILLS), strict=False):
            parts.append(Part(round(x, 2), round(100 * share.share, 2), fill))
            x += 100 * share.share
        return parts

    @property
    def majority(self) -> frozenset[str]:
        """The choices with most votes: one, or several with as many; none where nothing is told."""
        most = max((share.votes for share in self.shares), default=0)
        return frozenset(share.code for share in self.shares if share.votes == most) if self.answers else frozenset()


@dataclass(frozen=True)
class Turnout:
    """How many of a group were drawn, and how many answered."""

    group: str
    is_total: bool
    drawn: int
    answers: int

    @property
    def share(self) -> float | None:
        return self.answers / self.drawn if self.drawn else None

    @property
    def percent(self) -> float:
        return round(100 * (self.share or 0), 1)


@dataclass(frozen=True)
class Table:
    """The answers to one question: about each subject, or by group with the total last."""

    question: Question
    lines: tuple[Line, ...]

    @property
    def is_of_each(self) -> bool:
        return self.question.is_of_each

    @property
    def is_of_grades(self) -> bool:
        """民主评议: the organisation's verdict stands beside the votes."""
        return self.question.kind == QuestionKind.GRADE

    @property
    def is_multiple(self) -> bool:
        """One answer may hold several choices: their shares are more than the whole."""
        return self.question.kind == QuestionKind.MULTIPLE

    @property
    def legend(self) -> list[tuple[Any, str]]:
        """Words of each choice and the colour of its part of the bars."""
        return [(label, fill) for (_code, label), fill in zip(self.question.choices, cycle(FILLS), strict=False)]

    @property
    def good_label(self) -> str:
        """The words of the good choices: 优秀、合格; empty where the question knows no good."""
        good = GOOD.get(self.question.kind, frozenset())
        return joined(label for code, label in self.question.choices if code in good)


@dataclass(frozen=True)
class Report:
    """`turnout`: by group, the total last. `tables`: one for each question that is no text."""

    survey: Survey
    turnout: tuple[Turnout, ...]
    tables: tuple[Table, ...]
    texts: tuple[tuple[Question, tuple[str, ...]], ...] = field(default=())

    @property
    def total(self) -> Turnout | None:
        """Drawn and answered in all; None where fewer than five answered."""
        return next((row for row in self.turnout if row.is_total), None)

    @property
    def appraisal(self) -> Table | None:
        """The grades of those assessed (民主评议)."""
        return next((t for t in self.tables if t.is_of_each and t.is_of_grades), None)


def report_of(survey: Survey, results: Any) -> Report:
    """The report, of those `results` (a queryset) that the reader may see. A fixed number of queries."""
    rows = list(results.filter(survey=survey).select_related("question", "subject"))
    questions = [question for question in survey.questions.select_related("survey") if not question.is_text]
    subjects = list(survey.subjects.select_related("verdict"))
    by_question: dict[int | None, list[SurveyResult]] = {}
    for row in rows:
        by_question.setdefault(row.question_id, []).append(row)
    tables = (_table(question, by_question.get(question.pk, []), subjects) for question in questions)
    turnout = (Turnout(row.group, row.is_total, row.drawn or 0, row.answers) for row in by_question.get(None, []))
    return Report(survey, tuple(turnout), tuple(tables))


def own_report(survey: Survey, results: Any, cadre_ids: Iterable[int]) -> Report:
    """What was said about the reader: their own lines, and nobody else's."""
    report, keys = report_of(survey, results), frozenset(cadre_ids)
    mine = (_only(table, keys) for table in report.tables if table.is_of_each)
    return Report(survey, (), tuple(table for table in mine if table.lines))


def _only(table: Table, cadres: frozenset[int]) -> Table:
    lines = (line for line in table.lines if line.subject and line.subject.cadre_id in cadres)
    return Table(table.question, tuple(lines))


def _table(question: Question, rows: list[SurveyResult], subjects: list[SurveySubject]) -> Table:
    if not question.is_of_each:
        return Table(question, tuple(_line(question, row) for row in rows))
    of_contacts = question.survey.is_of_contacts
    # Whose contacts were asked about them has a group; otherwise all were asked, and the total is theirs.
    theirs = {row.subject_id: row for row in rows if row.subject_id and row.is_total != of_contacts}
    about = (_about(question, subject, theirs.get(subject.pk)) for subject in subjects)
    together = (_line(question, row) for row in rows if not row.subject_id)
    return Table(question, (*about, *together))


def _about(question: Question, subject: SurveySubject, row: SurveyResult | None) -> Line:
    verdict = getattr(subject, "verdict", None) if question.kind == QuestionKind.GRADE else None
    if row is None:
        return Line(subject.name, question, subject=subject, verdict=verdict)
    return Line(subject.name, question, row.answers, _shares(question, row), subject, verdict)


def _line(question: Question, row: SurveyResult) -> Line:
    return Line(row.group, question, row.answers, _shares(question, row), is_total=row.is_total)


def _shares(question: Question, row: SurveyResult) -> tuple[Share, ...]:
    found = ((code, str(label), row.votes.get(code, 0)) for code, label in question.choices)
    return tuple(Share(code, label, votes, votes / row.answers) for code, label, votes in found)
