"""Surveys and appraisals while they are drafted: what is asked, about whom (R9, R20.1, R11.7)."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accounts.models import Cadre, Unit
from assessments.models import (
    OF_PEOPLE,
    Question,
    QuestionKind,
    SubjectKind,
    Survey,
    SurveyKind,
    SurveySubject,
)
from assessments.survey_access import may_organise
from contacts.models import ContactPoint
from core import audit, locking
from core.errors import DomainError

if TYPE_CHECKING:
    from accounts.models import User

MOST_OPTIONS, MOST_QUESTIONS, MOST_SUBJECTS = 12, 40, 200
CHOICES = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)


@transaction.atomic
def draft_survey(
    *,
    unit: Unit,
    kind: str,
    title: str,
    introduction: str,
    opens_on: datetime.date,
    closes_on: datetime.date,
    paper_until: datetime.date | None = None,
    by: "User",
    at: datetime.datetime,
) -> Survey:
    """A draft; an appraisal begins with its grades. Raises DomainError for days in the wrong order."""
    if not may_organise(by, unit):
        raise PermissionDenied
    _check_days(opens_on, closes_on, paper_until)
    days = {"opens_on": opens_on, "closes_on": closes_on, "paper_until": paper_until}
    survey = Survey.objects.create(
        unit=unit,
        unit_path=unit.path,
        kind=kind,
        title=title.strip(),
        introduction=introduction.strip(),
        created_by=by,
        **days,
    )
    if kind == SurveyKind.APPRAISAL:
        Question.objects.create(
            survey=survey, number=1, kind=QuestionKind.GRADE, text=_("总体评价"), is_of_each=True, is_required=False
        )
    audit.record("assessments.draft_survey", survey, by=by, at=at, unit_path=unit.path)
    return survey


def _check_days(opens_on: datetime.date, closes_on: datetime.date, paper_until: datetime.date | None) -> None:
    if closes_on < opens_on:
        raise DomainError(_("截止日期不能早于开始日期。"), field="closes_on")
    if paper_until is not None and paper_until < closes_on:
        raise DomainError(_("纸质票录入截止不能早于截止日期。"), field="paper_until")


@transaction.atomic
def edit_survey(
    survey: Survey,
    *,
    title: str,
    introduction: str,
    opens_on: datetime.date,
    closes_on: datetime.date,
    paper_until: datetime.date | None = None,
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> Survey:
    """Change title, introduction and days of a draft."""
    survey = open_draft(survey, by=by, version=version)
    _check_days(opens_on, closes_on, paper_until)
    survey.title, survey.introduction = title.strip(), introduction.strip()
    survey.opens_on, survey.closes_on, survey.paper_until = opens_on, closes_on, paper_until
    return record("assessments.edit_survey", survey, by=by, at=at)


def open_draft(survey: Survey, *, by: "User", version: Any = None) -> Survey:
    """The row as it is now, for who may change it. Raises DomainError once people are asked."""
    survey = locking.lock(survey, version=version)
    if not may_organise(by, survey.unit):
        raise PermissionDenied
    if not survey.is_draft:
        raise DomainError(_("已经开始，不能再修改。"))
    return survey


def record(action: str, survey: Survey, *, by: "User", at: datetime.datetime, **data: Any) -> Survey:
    locking.bump(survey)
    survey.save()
    audit.record(action, survey, by=by, at=at, unit_path=survey.unit_path, data=data)
    return survey


@transaction.atomic
def drop_survey(survey: Survey, *, by: "User", at: datetime.datetime) -> None:
    """Delete a draft with all that is in it."""
    survey = open_draft(survey, by=by)
    audit.record("assessments.drop_survey", survey, by=by, at=at, unit_path=survey.unit_path)
    survey.delete()


@transaction.atomic
def copy_survey(
    source: Survey, *, opens_on: datetime.date, closes_on: datetime.date, by: "User", at: datetime.datetime
) -> Survey:
    """A draft like an earlier one: its questions and subjects, not its participants."""
    copy = draft_survey(
        unit=source.unit,
        kind=source.kind,
        title=source.title,
        introduction=source.introduction,
        opens_on=opens_on,
        closes_on=closes_on,
        by=by,
        at=at,
    )
    copy.questions.all().delete()
    copy.draw, copy.register, copy.sample_size = source.draw, source.register, source.sample_size
    copy.save(update_fields=["draw", "register", "sample_size"])
    _copy_rows(Question, source.questions.all(), copy)
    _copy_rows(SurveySubject, source.subjects.all(), copy)
    return copy


def _copy_rows(model: Any, rows: Iterable[Any], survey: Survey) -> None:
    copies = []
    for row in rows:
        row.pk, row.survey, row._state.adding = None, survey, True
        copies.append(row)
    model.objects.bulk_create(copies)


# --- questions


@transaction.atomic
def add_question(survey: Survey, *, by: "User", at: datetime.datetime, **data: Any) -> Question:
    """Ask one thing more, after the others."""
    survey = open_draft(survey, by=by)
    if survey.questions.count() >= MOST_QUESTIONS:
        raise DomainError(_("最多%(most)d道题。") % {"most": MOST_QUESTIONS})
    question = Question(survey=survey, number=_next(survey.questions), **_question_data(survey, data))
    question.save()
    record("assessments.edit_questions", survey, by=by, at=at)
    return question


@transaction.atomic
def edit_question(question: Question, *, by: "User", at: datetime.datetime, **data: Any) -> Question:
    survey = open_draft(question.survey, by=by)
    for name, value in _question_data(survey, data).items():
        setattr(question, name, value)
    question.save()
    record("assessments.edit_questions", survey, by=by, at=at)
    return question


@transaction.atomic
def drop_question(question: Question, *, by: "User", at: datetime.datetime) -> Survey:
    survey = open_draft(question.survey, by=by)
    question.delete()
    survey.questions.filter(number__gt=question.number).update(number=F("number") + _FAR)
    survey.questions.filter(number__gt=_FAR).update(number=F("number") - _FAR - 1)
    return record("assessments.edit_questions", survey, by=by, at=at)


# Numbers are unique at every moment: those that move step aside first.
_FAR = 1000


@transaction.atomic
def raise_question(question: Question, *, by: "User", at: datetime.datetime) -> Survey:
    """Put it before the one that stands above it; the first stays where it is."""
    survey = open_draft(question.survey, by=by)
    above = survey.questions.filter(number__lt=question.number).order_by("-number").first()
    if above is not None:
        number = above.number
        Question.objects.filter(pk=above.pk).update(number=_FAR)
        Question.objects.filter(pk=question.pk).update(number=number)
        Question.objects.filter(pk=above.pk).update(number=question.number)
    return record("assessments.edit_questions", survey, by=by, at=at)


def _question_data(
    survey: Survey,
    data: dict[str, Any],
) -> dict[str, Any]:
    kind, options = data["kind"], list(dict.fromkeys(words.strip() for words in data["options"] if words.strip()))
    if kind in CHOICES and not 2 <= len(options) <= MOST_OPTIONS:
        raise DomainError(_("请填写2至%(most)d个不同的选项，每行一个。") % {"most": MOST_OPTIONS}, field="options")
    if kind == QuestionKind.GRADE and not data["is_of_each"]:
        raise DomainError(_("评议等次是对每个对象作出的，请勾选“逐个对象作答”。"), field="is_of_each")
    if kind == QuestionKind.TEXT and data["is_of_each"]:
        raise DomainError(_("文字意见只问一次，不逐个对象作答，以免看出是谁写的。"), field="is_of_each")
    return {**data, "text": data["text"].strip(), "options": options if kind in CHOICES else []}


def _next(rows: Any) -> int:
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


# --- subjects

FIELDS = {SubjectKind.CADRE: "cadre", SubjectKind.MEMBER: "cadre", SubjectKind.CONTACT_POINT: "contact_point"}


@transaction.atomic
def add_subjects(
    survey: Survey,
    *,
    kind: str,
    subjects: Iterable[Unit | Cadre | ContactPoint],
    by: "User",
    at: datetime.datetime,
) -> int:
    """Have the survey cover these as well; those that it covers already stay once. Returns how many came in.

    The draw is forgotten, because it may hang on who is assessed.
    """
    survey = open_draft(survey, by=by)
    field = FIELDS.get(SubjectKind(kind), "unit")
    known = set(survey.subjects.filter(kind=kind).values_list(f"{field}_id", flat=True))
    fresh = [subject for subject in dict.fromkeys(subjects) if subject.pk not in known]
    if not fresh:
        raise DomainError(_("没有选出新的对象，请选择。"), field="subjects")
    if survey.subjects.count() + len(fresh) > MOST_SUBJECTS:
        raise DomainError(_("评议对象最多%(most)d个。") % {"most": MOST_SUBJECTS}, field="subjects")
    number = _next(survey.subjects)
    SurveySubject.objects.bulk_create(
        SurveySubject(survey=survey, kind=kind, number=number + place, name=str(subject)[:100], **{field: subject})
        for place, subject in enumerate(fresh)
    )
    forget_draw(survey)
    record("assessments.edit_subjects", survey, by=by, at=at)
    return len(fresh)


@transaction.atomic
def drop_subject(subject: SurveySubject, *, by: "User", at: datetime.datetime) -> Survey:
    survey = open_draft(subject.survey, by=by)
    forget_draw(survey)
    subject.delete()
    return record("assessments.edit_subjects", survey, by=by, at=at)


def forget_draw(survey: Survey) -> None:
    """As if nobody had been drawn. The caller saves the survey."""
    survey.pools.all().delete()
    survey.drawn_on, survey.register_size, survey.register_digest = None, None, ""


def is_of_people(survey: Survey) -> bool:
    """Whether all that it covers are people, who have contacts."""
    return survey.subjects.exists() and not survey.subjects.exclude(kind__in=OF_PEOPLE).exists()
