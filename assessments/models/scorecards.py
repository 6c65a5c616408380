"""Scorecards: who is assessed, by which criteria, for how many points. Data, versioned by date."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from assessments.querysets.sheets import ScorecardQuerySet, VersionQuerySet


class Subject(models.TextChoices):
    """Who has a sheet of their own."""

    OFFICER = "officer", _("政工联络员")
    BRANCH = "branch", _("党支部")
    # Whoever holds a party-building contact point (R16).
    CONTACT_POINT = "contact_point", _("党建联系点工作")


class Scorecard(models.Model):
    """By what somebody is scored each quarter, in a unit and all below it (R17.6, R11, R12, R16)."""

    code = models.SlugField(_("代码"), max_length=30)
    title = models.CharField(_("名称"), max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="scorecards", verbose_name=_("适用单位"))
    subject = models.CharField(_("考核对象"), max_length=15, choices=Subject)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "code"]
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="scorecard_once_in_unit")]
        verbose_name = _("考核表")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:scorecard", args=[self.pk])


class ScorecardVersion(models.Model):
    """A scorecard as it is from a day on. Quarters that were opened under it keep it.

    The `…_days` are days from the opening; `objection_days` are working days from the announcement.
    """

    scorecard = models.ForeignKey(Scorecard, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    effective_from = models.DateField(_("施行日期"))
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)
    # Proposals and scores are multiples of it.
    step = models.DecimalField(_("分值单位"), max_digits=3, decimal_places=1, default="0.5")
    self_days = models.PositiveSmallIntegerField(_("自评天数"), default=7)
    scoring_days = models.PositiveSmallIntegerField(_("评分天数"), default=14)
    confirming_days = models.PositiveSmallIntegerField(_("确认天数"), default=21)
    objection_days = models.PositiveSmallIntegerField(_("异议期（工作日）"), default=5)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("制定时间"))

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "number"], name="scorecard_version_once"),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="scorecard_version_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(step__gt=0), name="scorecard_step_positive"),
        ]
        verbose_name = _("考核表版本")

    def __str__(self) -> str:
        return f"{self.scorecard} {self.number}"


class How(models.TextChoices):
    COMPUTED = "computed", _("系统计算")
    JUDGED = "judged", _("评分人评定")


class Criterion(models.Model):
    """One line of a scorecard. A computed one proposes points; confirmed or changed with a reason."""

    version = models.ForeignKey(ScorecardVersion, models.CASCADE, related_name="criteria")
    number = models.PositiveSmallIntegerField(_("序号"))
    text = models.CharField(_("项目"), max_length=100)
    standard = models.TextField(_("标准"), blank=True)
    points = models.DecimalField(_("分值"), max_digits=6, decimal_places=1)
    how = models.CharField(_("评分方式"), max_length=10, choices=How)
    # Where the figure comes from (assessments/sources/), e.g. {"of": "logs", "kinds": ["heart_to_heart"], "least": 3}.
    source = models.JSONField(_("数据来源"), default=dict, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="criterion_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="criterion_has_points"),
            models.CheckConstraint(condition=Q(how="judged") | ~Q(source={}), name="computed_criterion_has_a_source"),
        ]
        verbose_name = _("考核项目")

    def __str__(self) -> str:
        return f"{self.number} {self.text}"


class ScoreBand(models.Model):
    """From so many points on, a quarter has this name, and this reward where there is one (R17.6)."""

    version = models.ForeignKey(ScorecardVersion, models.CASCADE, related_name="bands")
    least = models.DecimalField(_("不低于"), max_digits=6, decimal_places=1)
    name = models.CharField(_("等次"), max_length=20)
    reward = models.DecimalField(_("奖励（元）"), max_digits=8, decimal_places=2, default=0)

    class Meta:
        ordering = ["-least"]
        constraints = [
            models.UniqueConstraint(fields=["version", "least"], name="band_once"),
            models.CheckConstraint(condition=Q(reward__gte=0), name="band_reward_not_negative"),
        ]
        verbose_name = _("等次")

    def __str__(self) -> str:
        return self.name
