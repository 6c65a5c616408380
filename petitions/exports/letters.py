"""Official letters of a case as PDF (GB/T 9704-2012). The law's words, so always in Chinese.

A letter names whom it is sent to: who reads it opens an identity. Ask `petitions.actions.identity.log_view` first.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from core.exports.pdf import pdf_of
from core.selectors import load_work_calendar
from petitions.actions.clocks import limit_for
from petitions.deadlines import Limit, due_of
from petitions.models import Letter, LetterKind, Petitioner, Service
from petitions.shipped import article_name

# The right that a letter begins by being served, by kind (articles 35, 36).
RIGHT_OF = {LetterKind.DECISION: "ask_review", LetterKind.REVIEW: "ask_re_review"}


@dataclass(frozen=True)
class Right:
    """By when the petitioner may ask for a review: in days, and once the letter arrived, the last day."""

    days: int
    is_working: bool
    article: str
    served_on: datetime.date | None = None
    last_day: datetime.date | None = None


def letter_pdf(letter: Letter) -> bytes:
    """The bytes of the PDF, made from the letter as it was issued. Some hundred milliseconds."""
    with translation.override("zh-hans"):
        html = render_to_string(f"petitions/letters/{letter.kind}.html", _words(letter))
    return pdf_of(html, style="official-letter.css")


def _words(letter: Letter) -> dict[str, Any]:
    case = letter.case
    return {
        "letter": letter,
        "case": case,
        "sender": letter.unit.name,
        "names": [petitioner.name for petitioner in Petitioner.objects.filter(case=case)],
        "limit": _limit(letter),
        "right": right_of(letter),
        "extension": _extension(letter),
    }


def _limit(letter: Letter) -> dict[str, Any]:
    """The limit of article 34, as it runs for the case."""
    clock = letter.case.clocks.filter(code="finish").order_by("pk").last()
    limit = limit_for(letter.unit, "finish")
    article = article_name(clock.article if clock else limit.article)
    return {
        "clock": clock,
        "days": clock.days if clock else limit.days,
        "article": article,
        "most": limit.most_extension,
    }


def right_of(letter: Letter) -> Right | None:
    """What the petitioner may ask for after this letter; None for one that begins no right."""
    code = RIGHT_OF.get(LetterKind(letter.kind))
    if code is None:
        return None
    limit = limit_for(letter.unit, code)
    right = Right(limit.days, limit.is_working, article_name(limit.article))
    service = Service.objects.filter(letter=letter).first()
    return _running(right, letter, code, limit, service) if service else right


def _running(right: Right, letter: Letter, code: str, limit: Limit, service: Service) -> Right:
    clock = letter.case.clocks.filter(code=code, started_on=service.on).order_by("pk").last()
    last = clock.due if clock else due_of(service.on, limit, calendar=load_work_calendar()).due
    days = clock.days if clock else right.days
    return Right(days, right.is_working, right.article, service.on, last)


def _extension(letter: Letter) -> dict[str, Any]:
    """Days and new end, as they were granted with the letter."""
    granted = letter.case.entries.filter(action="grant_extension", at__lte=letter.issued_at).order_by("at", "pk").last()
    if letter.kind != LetterKind.EXTENSION or granted is None:
        return {}
    return {"days": granted.data["days"], "due": datetime.date.fromisoformat(granted.data["due"])}
