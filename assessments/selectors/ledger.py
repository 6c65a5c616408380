"""The rows of 季度考核表, 信息采用, 民主评议 and 述职 of a year as on paper, in the order of the querysets."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from assessments.models import (
    AppraisalGrade,
    DrawMethod,
    QuestionKind,
    Score,
    ScoreSheet,
    SectionCode,
    StatementSection,
    StatementState,
    SurveyKind,
    SurveyState,
)
from assessments.models.quarters import quarter_name
from assessments.selectors.sheet_page import deduction_of, source_of
from assessments.sheet_access import own
from assessments.statement_text import filled
from assessments.workflow import SHOWN
from core.reading import CHUNK, by_key, chunks

if TYPE_CHECKING:
    from accounts.models import User
    from core.periods import Period


class ScoreRow(NamedTuple):
    """Whose sheet, then the columns of 季度考核表."""

    quarter: str
    assessed: str
    unit: str
    number: int
    item: str
    standard: str
    points: Decimal
    source: str
    own: Decimal | None
    score: Decimal | None
    reason: str


def score_rows(sheets: Any, *, reader: "User") -> Iterator[ScoreRow]:
    """The lines of each sheet, sheet under sheet. One's own only after the announcement, as on its page."""
    unseen = ScoreSheet.objects.filter(own(reader)).exclude(state__in=SHOWN)
    shown = sheets.exclude(pk__in=unseen.order_by().values("pk"))
    lines = Score.objects.filter(sheet__in=shown.order_by().values("pk"))
    followed = lines.select_related("criterion", "sheet__cadre", "sheet__unit", "sheet__home", "sheet__assessment")
    order = ("sheet__assessment__year", "sheet__assessment__quarter", "sheet__unit_path", "sheet", "criterion__number")
    for line in followed.order_by(*order).iterator(chunk_size=CHUNK):
        sheet, criterion = line.sheet, line.criterion
        yield ScoreRow(
            quarter_name(sheet.assessment.year, sheet.assessment.quarter),
            str(sheet.cadre or sheet.unit),
            str(sheet.home),
            criterion.number,
            criterion.text,
            criterion.standard,
            line.points,
            source_of(line),
            line.self_score,
            line.score,
            deduction_of(line),
        )


class ItemRow(NamedTuple):
    """信息采用."""

    on: datetime.date
    title: str
    officer: str
    level: str
    amount: Decimal


def item_rows(adoptions: Any) -> Iterator[ItemRow]:
    """One item adopted at several levels earns the highest only, and stands here once."""
    rows = adoptions.filter(reversed_on=None).order_by("item__on", "item", "-amount", "pk")
    fields = ("item", "on", "item__title", "item__officer__name", "level__name", "amount")
    found = rows.values_list(*fields).iterator(chunk_size=CHUNK)
    for _item, same in groupby(found, key=lambda row: row[0]):
        yield ItemRow(*next(same)[1:])


class AppraisalRow(NamedTuple):
    """民主评议 of one person: votes and share for each grade, and what the organisation decided."""

    name: str
    unit: str
    excellent: int
    excellent_share: float
    qualified: int
    qualified_share: float
    basically: int
    basically_share: float
    unqualified: int
    unqualified_share: float
    verdict: str


def appraisal_rows(results: Any, period: "Period") -> Iterator[AppraisalRow]:
    """Of published appraisals that were closed in the period; what fewer than five said is in no row."""
    # Who is judged by their own contacts has a result without a total of several units.
    whole = Q(is_total=True) | Q(survey__draw=DrawMethod.CONTACTS)
    graded = results.filter(
        whole,
        survey__kind=SurveyKind.APPRAISAL,
        survey__state=SurveyState.PUBLISHED,
        survey__closed_on__range=(period.start, period.end),
        question__kind=QuestionKind.GRADE,
        subject__isnull=False,
    )
    fields = ("subject__name", "survey__unit__name", "answers", "votes", "subject__verdict__grade")
    ordered = graded.order_by("survey__closed_on", "survey", "question__number", "subject__number")
    for name, unit, answers, votes, verdict in ordered.values_list(*fields).iterator(chunk_size=CHUNK):
        counts = [votes.get(code, 0) for code in AppraisalGrade.values]
        shares = [figure for count in counts for figure in (count, count / answers)]
        grade = str(AppraisalGrade(verdict).label) if verdict else ""
        yield AppraisalRow._make((name, unit, *shares, grade))


class StatementRow(NamedTuple):
    """述职（联系群众部分）, handed in: who, and its seven sections."""

    subject: str
    unit: str
    sections: tuple[str, ...]
    submitted_on: datetime.date | None


def statement_rows(statements: Any) -> Iterator[StatementRow]:
    """Drafts are nobody's business but their author's."""
    rows = statements.filter(state=StatementState.SUBMITTED).order_by("unit_path", "pk")
    fields = ("pk", "cadre__name", "unit__name", "home__name", "figures", "submitted_on")
    for chunk in chunks(rows.values_list(*fields).iterator(chunk_size=CHUNK)):
        texts = by_key(
            StatementSection.objects.filter(statement__in=[row[0] for row in chunk]).values_list(
                "statement", "code", "text"
            )
        )
        for key, cadre, unit, home, figures, on in chunk:
            said = {code: filled(text, figures) for code, text in texts.get(key, ())}
            yield StatementRow(cadre or unit, home, tuple(said.get(code, "") for code in SectionCode.values), on)
