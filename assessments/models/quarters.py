"""A quarter's assessment: the sheets of those assessed, their scores, and what stands behind each."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from assessments.models.scorecards import Criterion, Scorecard, ScorecardVersion, Subject
from assessments.querysets.sheets import QuarterQuerySet, SheetQuerySet
from core import periods


def quarter_name(year: int, quarter: int) -> str:
    return periods.quarter(datetime.date(year, quarter * 3, 1)).label


class QuarterlyAssessment(models.Model):
    """One quarter by one scorecard, opened once; closed when every sheet is. A closed quarter never changes."""

    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="quarters", verbose_name=_("考核表"))
    version = models.ForeignKey(ScorecardVersion, models.PROTECT, related_name="quarters")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="quarters", verbose_name=_("单位"))
    unit_path = models.CharField(max_length=255, db_index=True, editable=False)
    year = models.PositiveSmallIntegerField(_("年份"))
    quarter = models.PositiveSmallIntegerField(_("季度"))
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("结束日期"))
    self_until = models.DateField(_("自评截止"))
    scoring_until = models.DateField(_("评分截止"))
    confirming_until = models.DateField(_("确认截止"))
    # None: the product itself, on the first working day after the quarter.
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(_("启动时间"))
    closed_on = models.DateField(_("归档日期"), null=True, blank=True)

    objects = QuarterQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-quarter", "unit_path", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "year", "quarter"], name="quarter_opened_once"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="quarter_is_one_of_four"),
            models.CheckConstraint(
                condition=Q(self_until__lte=F("scoring_until")) & Q(scoring_until__lte=F("confirming_until")),
                name="quarter_steps_in_order",
            ),
        ]
        verbose_name = _("季度考核")

    def __str__(self) -> str:
        return f"{self.scorecard} {quarter_name(self.year, self.quarter)}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:quarter", args=[self.pk])

    @property
    def subject(self) -> str:
        return str(Subject(self.scorecard.subject).label)


class SheetState(models.TextChoices):
    SELF = "self", _("待自评")
    SCORING = "scoring", _("待评分")
    CONFIRMING = "confirming", _("待确认")
    ANNOUNCED = "announced", _("待本人确认")
    OBJECTED = "objected", _("异议处理中")
    CLOSED = "closed", _("已归档")


class ScoreSheet(models.Model):
    """季度考核表 of one person or branch. `total` is the sum of its scores, kept by the actions."""

    assessment = models.ForeignKey(QuarterlyAssessment, models.PROTECT, related_name="sheets")
    cadre = models.ForeignKey(
        Cadre, models.PROTECT, null=True, blank=True, related_name="score_sheets", verbose_name=_("考核对象")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="score_sheets", verbose_name=_("考核单位")
    )
    subject_key = models.GeneratedField(
        expression=Coalesce(F("cadre_id") * 4, F("unit_id") * 4 + 1, output_field=models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    # Where the assessed belongs: the unit of the post, or the branch itself.
    home = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("所在单位"))
    unit_path = models.CharField(max_length=255, db_index=True, editable=False)
    state = models.CharField(_("状态"), max_length=12, choices=SheetState, default=SheetState.SELF)
    self_total = models.DecimalField(_("自评得分"), max_digits=7, decimal_places=1, null=True, blank=True)
    total = models.DecimalField(_("得分"), max_digits=7, decimal_places=1, null=True, blank=True)
    band = models.CharField(_("等次"), max_length=20, blank=True)
    reward = models.DecimalField(_("奖励（元）"), max_digits=8, decimal_places=2, default=0)
    self_scored_at = models.DateTimeField(_("自评时间"), null=True, blank=True)
    scored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    scored_at = models.DateTimeField(_("评分时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    sent_back = models.CharField(_("退回原因"), max_length=200, blank=True)
    seen_at = models.DateTimeField(_("本人阅知时间"), null=True, blank=True)
    objection_until = models.DateField(_("异议截止"), null=True, blank=True)
    objection = models.TextField(_("异议"), blank=True)
    objected_at = models.DateTimeField(_("提出时间"), null=True, blank=True)
    ruling = models.TextField(_("处理意见"), blank=True)
    is_upheld = models.BooleanField(_("异议成立"), null=True, blank=True)
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    closed_on = models.DateField(_("归档日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["unit_path", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "subject_key"], name="sheet_once_in_quarter"),
            models.CheckConstraint(
                condition=Q(cadre__isnull=False, unit=None) | Q(cadre=None, unit__isnull=False),
                name="sheet_has_one_subject",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False, total__isnull=False),
                name="closed_sheet_has_a_total",
            ),
        ]
        indexes = [models.Index(fields=["assessment", "state"], name="sheets_by_state")]
        verbose_name = _("季度考核表")

    def __str__(self) -> str:
        return f"{self.cadre or self.unit} {quarter_name(self.assessment.year, self.assessment.quarter)}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:sheet", args=[self.pk])


class Score(models.Model):
    """One line of a sheet. `achieved` of `required` is what the records say, `proposed` the points that follow from it
    (all three empty for a judged criterion)."""

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    # As it was when the quarter was opened.
    points = models.DecimalField(_("分值"), max_digits=6, decimal_places=1)
    achieved = models.DecimalField(_("完成"), max_digits=10, decimal_places=2, null=True, blank=True)
    required = models.DecimalField(_("应完成"), max_digits=10, decimal_places=2, null=True, blank=True)
    proposed = models.DecimalField(_("建议分"), max_digits=6, decimal_places=1, null=True, blank=True)
    self_score = models.DecimalField(_("自评"), max_digits=6, decimal_places=1, null=True, blank=True)
    score = models.DecimalField(_("核分"), max_digits=6, decimal_places=1, null=True, blank=True)
    reason = models.CharField(_("扣分原因"), max_length=300, blank=True)

    class Meta:
        ordering = ["criterion__number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="score_once"),
            *(
                models.CheckConstraint(
                    condition=Q(**{field: None}) | Q(**{f"{field}__gte": 0, f"{field}__lte": F("points")}),
                    name=f"{field}_within_points",
                )
                for field in ("proposed", "self_score", "score")
            ),
        ]
        verbose_name = _("得分")

    def __str__(self) -> str:
        return f"{self.sheet} {self.criterion}"


class Evidence(models.Model):
    """A record that stood behind a score when its sheet was closed. Written once, so that a closed quarter keeps what
    it was decided on, whatever happens to the record."""

    score = models.ForeignKey(Score, models.CASCADE, related_name="evidence")
    # "log", "obligation", "item" …: the name that its source gives it (assessments/sources/).
    what = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    on = models.DateField(_("日期"))
    label = models.CharField(_("记录"), max_length=200)
    counted = models.BooleanField(_("计入"), default=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["score", "what", "object_id"], name="evidence_once")]
        verbose_name = _("评分依据")

    def __str__(self) -> str:
        return self.label
