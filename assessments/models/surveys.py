"""Opinion surveys and democratic appraisals (R9, R20.1, R11.7): what is asked, about whom, and what came of it.

Who is asked and what they answer is in `ballots`, apart from each other (docs/adr/0012).
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from assessments.querysets.surveys import OfSurveyQuerySet, SurveyQuerySet, SurveyResultQuerySet
from contacts.models import ContactPoint

# Nothing is shown of fewer answers than this.
LEAST_ANSWERS = 5


class SurveyKind(models.TextChoices):
    SURVEY = "survey", _("民意调查")
    APPRAISAL = "appraisal", _("民主评议")


class SurveyState(models.TextChoices):
    DRAFT = "draft", _("起草中")
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已截止")
    PUBLISHED = "published", _("已公布")


class Register(models.TextChoices):
    """Whose register the participants are drawn from."""

    RESIDENTS = "residents", _("登记在册的群众、职工")
    HOUSEHOLDS = "households", _("登记在册的户，每户一份")
    CADRES = "cadres", _("有任职的干部职工")


class DrawMethod(models.TextChoices):
    ALL = "all", _("全体参加")
    SAMPLE = "sample", _("随机抽取")
    CONTACTS = "contacts", _("被评议人的联系对象")


class Survey(models.Model):
    """One survey or appraisal. Open until the end of `closes_on` for the people; sheets on paper are entered until the
    end of `paper_until`."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="surveys", verbose_name=_("组织单位"))
    unit_path = models.CharField(max_length=255, db_index=True, editable=False)
    kind = models.CharField(_("类别"), max_length=10, choices=SurveyKind)
    title = models.CharField(_("标题"), max_length=80)
    introduction = models.TextField(_("说明"), blank=True)
    opens_on = models.DateField(_("开始日期"))
    closes_on = models.DateField(_("截止日期"))
    # None: nobody enters sheets after the last day.
    paper_until = models.DateField(_("纸质票录入截止"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=SurveyState, default=SurveyState.DRAFT)
    draw = models.CharField(_("参加人产生方式"), max_length=10, choices=DrawMethod, default=DrawMethod.ALL)
    register = models.CharField(_("参加范围"), max_length=12, choices=Register, default=Register.RESIDENTS)
    sample_size = models.PositiveIntegerField(_("抽取人数"), null=True, blank=True)
    # Same seed, same register: same sample. `register_digest` says which register it was (SHA-256 of its keys).
    seed = models.CharField(_("抽取种子"), max_length=40, blank=True)
    register_size = models.PositiveIntegerField(_("登记人数"), null=True, blank=True)
    register_digest = models.CharField(_("名册摘要"), max_length=64, blank=True)
    drawn_on = models.DateField(_("抽取日期"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(_("实际截止日期"), null=True, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="survey_closes_after_opening"),
            models.CheckConstraint(
                condition=Q(paper_until=None) | Q(paper_until__gte=F("closes_on")), name="survey_paper_after_closing"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(drawn_on__isnull=False), name="survey_opens_with_participants"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_on__isnull=False), name="published_survey_has_a_date"
            ),
        ]
        verbose_name = _("调查评议")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:survey", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == SurveyState.DRAFT

    @property
    def is_of_contacts(self) -> bool:
        """Each participant is asked about whom they are a contact of, and about nobody else."""
        return self.draw == DrawMethod.CONTACTS

    @property
    def ends_on(self) -> Any:
        """The last day on which answers come in."""
        return self.paper_until or self.closes_on


class AppraisalGrade(models.TextChoices):
    EXCELLENT = "excellent", _("优秀")
    QUALIFIED = "qualified", _("合格")
    BASICALLY = "basically", _("基本合格")
    UNQUALIFIED = "unqualified", _("不合格")


class Satisfaction(models.TextChoices):
    VERY = "very", _("很满意")
    SATISFIED = "satisfied", _("满意")
    BASICALLY = "basically", _("基本满意")
    NOT = "not", _("不满意")


class QuestionKind(models.TextChoices):
    GRADE = "grade", _("评议等次（优秀至不合格）")
    SATISFACTION = "satisfaction", _("满意度（很满意至不满意）")
    SCALE = "scale", _("打分（1至5分）")
    SINGLE = "single", _("单选")
    MULTIPLE = "multiple", _("多选")
    TEXT = "text", _("文字意见")


class Question(models.Model):
    """One question. `options` are the choices of a single or multiple choice; the other kinds have theirs."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("题型"), max_length=12, choices=QuestionKind)
    text = models.CharField(_("题目"), max_length=200)
    options = models.JSONField(_("选项"), default=list, blank=True)
    # Asked about each subject, or once.
    is_of_each = models.BooleanField(_("逐个对象作答"), default=False)
    is_required = models.BooleanField(_("必答"), default=True)

    objects = OfSurveyQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="question_number_once"),
            # A text about one person would be known by what it is about.
            models.CheckConstraint(condition=~Q(kind="text", is_of_each=True), name="text_is_asked_once"),
        ]
        verbose_name = _("题目")

    def __str__(self) -> str:
        return self.text

    @property
    def is_text(self) -> bool:
        return self.kind == QuestionKind.TEXT

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """(code as stored in answers and results, words) of every choice; none for a text."""
        match self.kind:
            case QuestionKind.GRADE:
                return list(AppraisalGrade.choices)
            case QuestionKind.SATISFACTION:
                return list(Satisfaction.choices)
            case QuestionKind.SCALE:
                return [(str(points), _("%(points)d分") % {"points": points}) for points in range(5, 0, -1)]
            case _:
                return [(str(number), words) for number, words in enumerate(self.options, 1)]


class SubjectKind(models.TextChoices):
    LEADING_TEAM = "leading_team", _("领导班子")
    DEPARTMENT = "department", _("执法管理部门")
    SERVICE_WINDOW = "service_window", _("服务窗口")
    CONTACT_POINT = "contact_point", _("联系点")
    BRANCH = "branch", _("党支部")
    CADRE = "cadre", _("干部")
    MEMBER = "member", _("党员")


OF_PEOPLE = (SubjectKind.CADRE, SubjectKind.MEMBER)


class SurveySubject(models.Model):
    """Whom a survey is about. `name`: as it is on the sheet and in the results, whatever is renamed later."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="subjects")
    number = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("对象类别"), max_length=15, choices=SubjectKind)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位"))
    cadre = models.ForeignKey(Cadre, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("人员"))
    contact_point = models.ForeignKey(
        ContactPoint, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("联系点")
    )
    name = models.CharField(_("名称"), max_length=100)

    objects = OfSurveyQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="subject_number_once"),
            *(
                models.UniqueConstraint(
                    fields=["survey", "kind", field],
                    condition=Q(**{f"{field}__isnull": False}),
                    name=f"subject_{field}_once",
                )
                for field in ("unit", "cadre", "contact_point")
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["cadre", "member"], cadre__isnull=False, unit=None, contact_point=None)
                | Q(kind="contact_point", contact_point__isnull=False, unit=None, cadre=None)
                | (
                    ~Q(kind__in=["cadre", "member", "contact_point"])
                    & Q(unit__isnull=False, cadre=None, contact_point=None)
                ),
                name="subject_is_of_its_kind",
            ),
        ]
        verbose_name = _("评议对象")

    def __str__(self) -> str:
        return self.name


class SurveyResult(models.Model):
    """A figure of the result, counted once at closing and never changed: of a question, and of a subject where it was
    asked about each; in a group of pools, or in all together.

    Without a question: how many were drawn and how many answered. Groups of one question share no answer and together
    are the total, so that nothing of fewer than five can be had by subtraction (assessments/grouping.py).
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="results")
    question = models.ForeignKey(Question, models.PROTECT, null=True, related_name="results")
    subject = models.ForeignKey(SurveySubject, models.PROTECT, null=True, related_name="results")
    group = models.CharField(_("单位（对象）"), max_length=200, blank=True)
    is_total = models.BooleanField(_("合计"), default=False)
    drawn = models.PositiveIntegerField(_("应参加"), null=True)
    answers = models.PositiveIntegerField(_("有效票"))
    # {code of the choice: votes}; those of a multiple choice may be more than the answers.
    votes = models.JSONField(_("得票"), default=dict)

    objects = SurveyResultQuerySet.as_manager()

    class Meta:
        # Written in the order in which they are shown.
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(answers__gte=LEAST_ANSWERS), name="no_result_of_fewer_than_five"),
        ]
        verbose_name = _("调查评议结果")

    def __str__(self) -> str:
        return f"{self.survey} {self.question or ''} {self.group}"

    @property
    def cells(self) -> list[tuple[Any, int, float]]:
        """Each choice in words, its votes, and their share of the answers in per cent."""
        choices = self.question.choices if self.question else []
        found = ((words, self.votes.get(code, 0)) for code, words in choices)
        return [(words, votes, round(100 * votes / self.answers, 1)) for words, votes in found]
