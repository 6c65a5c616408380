"""What one sheet asks: every question, about each subject where it is asked so."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.models import Pool, Question, QuestionKind, Survey, SurveySubject


@dataclass(frozen=True)
class Item:
    """One thing to answer: a question, or a question about a subject. `about`: who that is, in words."""

    question: Question
    subject: SurveySubject | None = None
    about: str = ""

    @property
    def key(self) -> str:
        """Its name in forms and in stored answers."""
        return item_key(self.question, self.subject)

    @property
    def label(self) -> str:
        return f"{self.question.text} {self.about}" if self.about else self.question.text

    @property
    def is_multiple(self) -> bool:
        return self.question.kind == QuestionKind.MULTIPLE


@dataclass(frozen=True)
class Part:
    """A question with all that it asks."""

    question: Question
    items: list[Item]


def item_key(question: Question, subject: SurveySubject | None) -> str:
    return f"q{question.pk}-{subject.pk}" if subject else f"q{question.pk}"


def parts_of(survey: Survey, pool: Pool | None) -> list[Part]:
    """The whole sheet, in order. Contacts are asked about whom they are a contact of: in a pool of several, about those
    together, without a name. Without a pool (a preview) about the first assessed."""
    subjects = list(survey.subjects.all())
    questions = survey.questions.all()
    return [Part(question, _items(survey, question, subjects, pool)) for question in questions]


def _items(survey: Survey, question: Question, subjects: list[SurveySubject], pool: Pool | None) -> list[Item]:
    if not question.is_of_each:
        return [Item(question)]
    if not survey.is_of_contacts:
        return [Item(question, subject, subject.name) for subject in subjects]
    subject = pool.subject if pool else next(iter(subjects), None)
    return [Item(question, None, subject.name if subject else _("联系您的党员、干部"))]


def items_of(survey: Survey, pool: Pool) -> list[Item]:
    """What is ticked on a sheet; texts stand apart."""
    return [item for part in parts_of(survey, pool) if not part.question.is_text for item in part.items]
