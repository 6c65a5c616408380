"""What is read off records when an edition is submitted, and then stays: results, arrangements, figures.

In the language of the organisation, because it is kept as text; the frame around it speaks the reader's language.
"""

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.models import LEAST_ANSWERS, OF_PEOPLE, SurveyResult, SurveyState
from contacts.models import ArrangementState, TargetKind
from contacts.selectors.document import Document
from core.errors import DomainError
from reports.models import EditionState, ItemKind, PublicEdition
from reports.publication.numbers import published_figures

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Survey
    from contacts.models import Arrangement

Content = dict[str, Any]


def frozen(edition: PublicEdition, *, reader: "User", on: datetime.date) -> tuple[Content, datetime.date | None]:
    """What the edition will say, and the day as of which; nothing and no day where it is read as it stands.

    `reader` reads the figures. Raises DomainError where the record is not public.
    """
    with translation.override(settings.LANGUAGE_CODE):
        match edition.item.kind:
            case ItemKind.SURVEY if edition.survey:
                return _survey(edition.survey), on
            case ItemKind.ARRANGEMENT if edition.arrangement:
                return _arrangement(edition.arrangement), on
            case ItemKind.ROTA if edition.rota and not edition.rota.is_public:
                raise DomainError(_("这张值班表没有设为向社会公示，不能公开。"), field="rota")
            case ItemKind.FIGURES:
                return published_figures(edition, reader=reader, on=on)
    return {}, None


# --- a survey: what was published, all answers together


def _survey(survey: "Survey") -> Content:
    """Totals only: no text, no group, nobody by name. So nothing can be had here that the results do not give."""
    if survey.state != SurveyState.PUBLISHED:
        raise DomainError(_("这项调查评议的结果还没有公布，不能公开。"), field="survey")
    rows = SurveyResult.objects.filter(survey=survey, is_total=True, answers__gte=LEAST_ANSWERS)
    kept = [row for row in rows.select_related("question", "subject") if not _is_of_a_person(row)]
    turnout = next((row for row in kept if row.question is None), None)
    questions = [_question(row) for row in kept if row.question is not None]
    if not questions:
        raise DomainError(_("没有可以公开的结果：不足五人作答，或者只评议个人。"), field="survey")
    answered = {"drawn": turnout.drawn, "answers": turnout.answers} if turnout else {}
    return {"day": str(survey.published_on), "turnout": answered, "questions": questions}


def _is_of_a_person(row: SurveyResult) -> bool:
    return row.subject is not None and row.subject.kind in OF_PEOPLE


def _question(row: SurveyResult) -> Content:
    subject = row.subject.name if row.subject else ""
    cells = [[str(words), votes, share] for words, votes, share in row.cells]
    return {"text": str(row.question), "subject": subject, "answers": row.answers, "cells": cells}


# --- an arrangement: who keeps contact with which place


def _arrangement(arrangement: "Arrangement") -> Content:
    """Leaders and their points as the document went out. Households and people are neither named nor listed by
    leader: whoever knows the village would know them. Of five and more, the number of all of them is told."""
    if arrangement.state != ArrangementState.PUBLISHED:
        raise DomainError(_("这份年度联系安排还没有公布，不能公开。"), field="arrangement")
    document = Document(arrangement)
    rows, others = [], set()
    for section in document.sections:
        for row in section.rows:
            points, people = _held(row)
            others |= people
            rows += [{"post": row.post_text, "name": str(row.cadre or ""), "points": points}] if points else []
    number = {"number": arrangement.number, "day": str(arrangement.published_on), "rows": rows}
    return number | {"others": len(others) if len(others) >= LEAST_ANSWERS else None}


def _held(row: Any) -> tuple[list[str], set[int]]:
    """Names of the points of a row, and the keys of the households and people in it."""
    points: list[str] = []
    people: set[int] = set()
    for pairing in (pairing for cell in row.cells for pairing in cell.pairings):
        if pairing.contact_point_id and pairing.category.target == TargetKind.POINT:
            points.append(str(pairing.contact_point))
        elif not pairing.contact_point_id:
            people.add(pairing.target_key)
    return points, people


def as_it_would_be(edition: PublicEdition, *, reader: "User", on: datetime.date) -> PublicEdition:
    """A draft with what would be fixed if it were submitted now, for the eyes of its writers. Nothing is written."""
    if edition.state == EditionState.DRAFT:
        try:
            edition.content, edition.frozen_on = frozen(edition, reader=reader, on=on)
        except DomainError:
            edition.content = {}
    return edition
