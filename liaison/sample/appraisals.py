"""Democratic appraisals (R14, R20.1, R11.7): of the team and the cadres of the town that serves by group, by its
households; of the officers of the mine, by its staff. Answered, closed, decided on and published."""

import datetime
import json
from collections.abc import Sequence

from django.utils import timezone

from accounts.models import Cadre, Unit, User
from assessments.actions import surveys, surveys_closing, surveys_drawing, surveys_opening, verdicts
from assessments.models import (
    AnswerSheet,
    AppraisalGrade,
    DrawMethod,
    FreeText,
    Participant,
    Pool,
    Question,
    QuestionKind,
    Register,
    Satisfaction,
    SubjectKind,
    Survey,
    SurveyKind,
    SurveyResult,
)
from assessments.selectors.circulation import report_of
from assessments.selectors.survey_sheets import item_key
from contacts.models import Household
from liaison.sample.areas import Areas
from liaison.sample.dice import Dice
from liaison.sample.log_ins import Users
from liaison.sample.mine import Mine
from liaison.sample.people import DAY, HEAD, Worker

# Days ago.
DRAFTED, CLOSED, DECIDED, PUBLISHED = 32, 14, 11, 9
ASKED, ANSWERING = 40, 0.86
GRADES = [(AppraisalGrade.EXCELLENT, 46), (AppraisalGrade.QUALIFIED, 41), (AppraisalGrade.BASICALLY, 10)]
CONTENT = [(Satisfaction.VERY, 40), (Satisfaction.SATISFIED, 44), (Satisfaction.BASICALLY, 12), (Satisfaction.NOT, 4)]
IN_TOWN = "请根据平时了解的情况，对镇领导班子和班子成员联系服务群众的情况作出评价。不用署名。"
IN_MINE = "请对各班组政工联络员联系职工、反映情况的工作作出评价。不用署名。"
CONTENTMENT = "对其上门走访、解决问题的满意程度"
WISHES = "对联系服务群众工作还有哪些意见建议"
SAID = [
    "希望晚上也来走走，白天家里没人。",
    "反映的问题办得快，就是办完以后最好打个电话说一声。",
    "多讲讲医保和养老的政策，年纪大了看不懂文件。",
    "对走访组比较满意，希望坚持下去。",
    "路修好以后出行方便多了，排水沟还要再看看。",
    "有的干部来得少，希望常来。",
    "建议把办理进度贴在公示栏。",
]


def of_town(areas: Areas, workers: list[Worker], users: Users, dice: Dice, today: datetime.date) -> None:
    """The secretary holds it and is not assessed; households of the town are drawn."""
    unit, days = areas.town.unit, (today - DAY * DRAFTED, today)
    team = [w for w in workers if w.unit == unit and w.is_leader and all(map(w.serves_on, days))]
    head = next(w for w in team if w.post.position == HEAD)
    holding = _Holding(unit, f"{unit.label}班子和干部联系群众民主评议", IN_TOWN, users.by_cadre[head.cadre.pk], today)
    holding.ask(QuestionKind.SATISFACTION, CONTENTMENT, is_of_each=True)
    holding.ask(QuestionKind.TEXT, WISHES)
    holding.about(SubjectKind.LEADING_TEAM, [unit])
    holding.about(SubjectKind.CADRE, [w.cadre for w in team if w is not head])
    there = Household.objects.registered_on(days[0]).under(unit).count()
    holding.draw(DrawMethod.SAMPLE, Register.HOUSEHOLDS, sample_size=min(ASKED, there), seed=f"{unit.name}{today.year}")
    holding.hold(dice)


def of_mine(mine: Mine, users: Users, dice: Dice, today: datetime.date) -> None:
    by = users.by_cadre[mine.director.cadre.pk]
    holding = _Holding(mine.unit, "政工联络员民主评议", IN_MINE, by, today)
    holding.about(SubjectKind.MEMBER, [w.cadre for w in mine.officers])
    holding.draw(DrawMethod.ALL, Register.CADRES)
    holding.hold(dice)


class _Holding:
    """One appraisal, step by step on the days on which it was done."""

    def __init__(self, unit: Unit, title: str, introduction: str, by: User, today: datetime.date):
        self.by, self.today = by, today
        self.survey: Survey = surveys.draft_survey(
            unit=unit,
            kind=SurveyKind.APPRAISAL,
            title=title,
            introduction=introduction,
            opens_on=today - DAY * (DRAFTED - 2),
            closes_on=today - DAY * CLOSED,
            by=by,
            at=self._at(DRAFTED),
        )

    def _at(self, days: int) -> datetime.datetime:
        return timezone.make_aware(datetime.datetime.combine(self.today - DAY * days, datetime.time(17)))

    def ask(self, kind: str, text: str, *, is_of_each: bool = False) -> None:
        what = {"kind": kind, "text": text, "options": [], "is_of_each": is_of_each, "is_required": False}
        surveys.add_question(self.survey, by=self.by, at=self._at(DRAFTED), **what)

    def about(self, kind: str, subjects: Sequence[Unit] | Sequence[Cadre]) -> None:
        surveys.add_subjects(self.survey, kind=kind, subjects=subjects, by=self.by, at=self._at(DRAFTED))

    def draw(self, method: str, register: str, *, sample_size: int | None = None, seed: str = "") -> None:
        surveys_drawing.draw_participants(
            self.survey,
            draw=method,
            register=register,
            sample_size=sample_size,
            seed=seed,
            by=self.by,
            at=self._at(DRAFTED),
        )

    def hold(self, dice: Dice) -> None:
        surveys_opening.open_survey(self.survey, by=self.by, at=self._at(DRAFTED - 2))
        self._answer(dice)
        surveys_closing.close_survey(self.survey, by=self.by, at=self._at(CLOSED))
        self._decide()
        surveys_closing.publish_survey(self.survey, by=self.by, at=self._at(PUBLISHED))

    def _answer(self, dice: Dice) -> None:
        """Rows at once: the action writes a pool anew with each answer."""
        items = [(question, subject) for question in self._asked() for subject in self.survey.subjects.all()]
        votes = {item_key(*item): _leaning(item[0], dice) for item in items}
        rows = []
        for pool in Pool.objects.filter(survey=self.survey):
            for _n in range(max(round(pool.drawn * ANSWERING), 1)):
                given = {key: dice.weighted(table) for key, table in votes.items()}
                rows.append(AnswerSheet(pool=pool, answers=json.dumps(given, sort_keys=True)))
        Participant.objects.filter(pool__survey=self.survey).update(is_handed=True)
        AnswerSheet.objects.bulk_create(sorted(rows, key=lambda row: row.pk))
        texts = self.survey.questions.filter(kind=QuestionKind.TEXT)
        said = [FreeText(question=question, text=text) for question in texts for text in SAID]
        FreeText.objects.bulk_create(sorted(said, key=lambda row: row.pk))

    def _asked(self) -> list[Question]:
        return [question for question in self.survey.questions.all() if question.is_of_each]

    def _decide(self) -> None:
        """The organisation follows what most said."""
        table = report_of(self.survey, SurveyResult.objects.all()).appraisal
        assert table is not None
        order = AppraisalGrade.values.index
        decided = [
            verdicts.Decided(line.subject, min(line.majority, key=order))
            for line in table.lines
            if line.subject and line.majority
        ]
        verdicts.give_verdicts(self.survey, decided, by=self.by, at=self._at(DECIDED))


def _leaning(question: Question, dice: Dice) -> list[tuple[str, float]]:
    """What is said of one, with more of the best or less of it."""
    (best, weight), *others = GRADES if question.kind == QuestionKind.GRADE else CONTENT
    return [(best.value, weight + dice.randrange(-14, 15)), *((code.value, share) for code, share in others)]
