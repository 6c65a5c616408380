"""Year-end statements (述职, the liaison section), democratic-life meetings (R16.6), reports of secondments (R2.2)."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Secondment, Unit
from assessments.querysets.statements import (
    LifeMeetingQuerySet,
    SecondmentReportQuerySet,
    SpeechQuerySet,
    StatementQuerySet,
)
from core.fields import EncryptedTextField
from visits.models import VisitLog


class SectionCode(models.TextChoices):
    """The sections of a statement, in the order in which it is read."""

    BASICS = "basics", _("基本情况")
    VISITS = "visits", _("走访群众情况")
    PROBLEMS_SOLVED = "solved", _("解决问题情况")
    SPONSORED = "sponsored", _("包案情况")
    COMMITMENTS = "commitments", _("承诺兑现情况")
    SHORTCOMINGS = "shortcomings", _("存在的问题")
    PLANS = "plans", _("下一步打算")


class StatementState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已提交")


class Statement(models.Model):
    """What a leader or a branch reports of a year of liaison work (R10.7). Drafted from the records.

    A text holds its figures as marks ("{走访次数}"): they follow the records until it is handed in, and stay as they
    were from then on (`figures`: code → value as text).
    """

    cadre = models.ForeignKey(
        Cadre, models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("述职人")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("述职单位")
    )
    subject_key = models.GeneratedField(
        expression=Coalesce(F("cadre_id") * 4, F("unit_id") * 4 + 1, output_field=models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    # Where the cadre serves, or the unit itself.
    home = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    unit_path = models.CharField(max_length=255, db_index=True, editable=False)
    year = models.PositiveSmallIntegerField(_("年份"))
    state = models.CharField(_("状态"), max_length=10, choices=StatementState, default=StatementState.DRAFT)
    figures = models.JSONField(default=dict, blank=True)
    submitted_on = models.DateField(_("提交日期"), null=True, blank=True)
    returned = models.CharField(_("退回原因"), max_length=200, blank=True)
    log = models.OneToOneField(VisitLog, models.PROTECT, null=True, blank=True, related_name="statement")
    version = models.PositiveIntegerField(default=0)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit_path", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "subject_key"], name="statement_once_a_year"),
            models.CheckConstraint(
                condition=Q(cadre__isnull=False, unit=None) | Q(cadre=None, unit__isnull=False),
                name="statement_has_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_on__isnull=False), name="submitted_statement_has_a_day"
            ),
        ]
        verbose_name = _("述职报告")

    def __str__(self) -> str:
        return f"{self.subject} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:statement", args=[self.pk])

    @property
    def subject(self) -> Cadre | Unit:
        found = self.cadre or self.unit
        assert found is not None, "statement_has_one_subject"
        return found

    @property
    def is_draft(self) -> bool:
        return self.state == StatementState.DRAFT


class StatementSection(models.Model):
    """The text of one section, as its author left it."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="sections")
    code = models.CharField(_("部分"), max_length=15, choices=SectionCode)
    order = models.PositiveSmallIntegerField()
    text = models.TextField(_("内容"), blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["statement", "code"], name="section_once")]

    def __str__(self) -> str:
        return self.get_code_display()


class LifeMeetingState(models.TextChoices):
    PLANNED = "planned", _("待召开")
    HELD = "held", _("已召开")
    CANCELLED = "cancelled", _("不召开")


class LifeMeeting(models.Model):
    """民主生活会 of a leading team (R16.6): reported upward and speeches ready three days ahead; minutes by the
    committee's secretary."""

    DAYS_AHEAD = 3

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="life_meetings", verbose_name=_("召开单位"))
    title = models.CharField(_("名称"), max_length=80)
    on = models.DateField(_("召开日期"))
    place = models.CharField(_("地点"), max_length=60, blank=True)
    topic = models.TextField(_("会议主题"), blank=True)
    recorder = models.ForeignKey(
        Cadre, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("记录人（党委秘书）")
    )
    organisation_told_on = models.DateField(_("报告组织部门日期"), null=True, blank=True)
    discipline_told_on = models.DateField(_("报告纪检机关日期"), null=True, blank=True)
    minutes = EncryptedTextField(_("会议记录"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=LifeMeetingState, default=LifeMeetingState.PLANNED)
    reason = models.CharField(_("不召开的原因"), max_length=200, blank=True)
    # That it was reported and prepared (16.6-1), and that it was held (16.6).
    ready_log = models.OneToOneField(VisitLog, models.PROTECT, null=True, blank=True, related_name="+")
    log = models.OneToOneField(VisitLog, models.PROTECT, null=True, blank=True, related_name="life_meeting")
    version = models.PositiveIntegerField(default=0)

    objects = LifeMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("民主生活会")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:life_meeting", args=[self.pk])

    @property
    def prepare_until(self) -> datetime.date:
        """The last day on which reports and speeches are in time (R16.6)."""
        return self.on - datetime.timedelta(days=self.DAYS_AHEAD)


class Speech(models.Model):
    """What a member of the team is going to say; read by its author, the head of the unit and who records."""

    meeting = models.ForeignKey(LifeMeeting, models.CASCADE, related_name="speeches")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="speeches", verbose_name=_("班子成员"))
    text = EncryptedTextField(_("发言提纲"), blank=True)
    ready_on = models.DateField(_("备好日期"), null=True, blank=True)
    was_there = models.BooleanField(_("到会"), null=True)
    # The oral report on liaison work that leaders give at this meeting (R10.7).
    reported = models.BooleanField(_("口头汇报联系群众情况"), default=False)

    objects = SpeechQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "cadre"], name="speech_once")]
        verbose_name = _("民主生活会发言")

    def __str__(self) -> str:
        return str(self.cadre)


class Grade(models.TextChoices):
    EXCELLENT = "excellent", _("优秀")
    COMPETENT = "competent", _("称职")
    BASIC = "basic", _("基本称职")
    NOT = "not", _("不称职")


class SecondmentReport(models.Model):
    """The closing report of a seconded cadre and what the personnel office thinks of it; kept with the cadre (R2.2)."""

    secondment = models.OneToOneField(Secondment, models.PROTECT, related_name="report")
    text = models.TextField(_("锻炼总结"))
    handed_in_on = models.DateField(_("提交日期"))
    log = models.OneToOneField(VisitLog, models.PROTECT, related_name="secondment_report")
    grade = models.CharField(_("鉴定等次"), max_length=10, choices=Grade, blank=True)
    evaluation = models.TextField(_("鉴定意见"), blank=True)
    evaluated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    evaluated_on = models.DateField(_("鉴定日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = SecondmentReportQuerySet.as_manager()

    class Meta:
        ordering = ["-handed_in_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(grade="", evaluated_on=None) | ~Q(grade="") & Q(evaluated_on__isnull=False),
                name="evaluation_has_a_grade_and_a_day",
            )
        ]
        verbose_name = _("锻炼总结")

    def __str__(self) -> str:
        return str(self.secondment)

    def get_absolute_url(self) -> str:
        return reverse("assessments:secondment", args=[self.secondment_id])
