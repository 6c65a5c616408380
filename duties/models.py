"""Rulebooks and what is owed by them. What is owed is a row; whether it is overdue is computed on the day of asking."""

from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Group, Unit
from contacts.models import Pairing
from core.wording import shipped
from duties.querysets import ObligationQuerySet, RulebookQuerySet

if TYPE_CHECKING:
    from duties import grammar


class Rulebook(models.Model):
    """A regulation of an organisation, holding for a unit and all below it."""

    code = models.SlugField(_("代码"), max_length=30)
    title = models.CharField(_("名称"), max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rulebooks", verbose_name=_("适用单位"))

    objects = RulebookQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="rulebook_once_in_unit")]
        verbose_name = _("制度")

    def __str__(self) -> str:
        return shipped(self.title)

    def get_absolute_url(self) -> str:
        return reverse("duties:rulebook", args=[self.pk])


class RulebookVersion(models.Model):
    """One wording of a regulation, in force from a day; what was owed under it stays owed under it."""

    rulebook = models.ForeignKey(Rulebook, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    effective_from = models.DateField(_("施行日期"))
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)
    source = models.TextField(_("制度文件"))
    data = models.JSONField()
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("载入人")
    )
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["rulebook", "number"], name="rulebook_version_once"),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="version_ends_after_start",
            ),
        ]
        verbose_name = _("制度版本")

    def __str__(self) -> str:
        return f"{self.rulebook} {self.number}"


class RuleKind(models.TextChoices):
    DUTY = "duty", _("责任")
    CHECK = "check", _("要求")


class Rule(models.Model):
    """One duty or check of a version. `spec` is its part of the file, with the file's defaults."""

    version = models.ForeignKey(RulebookVersion, models.CASCADE, related_name="rules")
    code = models.CharField(_("条款"), max_length=16)
    title = models.CharField(_("名称"), max_length=100)
    clause = models.TextField(_("条文"))
    kind = models.CharField(_("类别"), max_length=10, choices=RuleKind)
    to_confirm = models.BooleanField(_("数值待本单位确认"), default=False)
    spec = models.JSONField()
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="rule_once_in_version")]
        verbose_name = _("条款")

    def __str__(self) -> str:
        return f"{self.code} {shipped(self.title)}"

    @cached_property
    def parsed(self) -> "grammar.Rule":
        """What the rule says, as the pure modules read it."""
        from duties.rulebook_build import build_rule

        return build_rule(self.spec)


class Exempt(models.TextChoices):
    """Why nothing is owed although the rule binds."""

    NONE = "", _("不免除")
    SECONDED = "seconded", _("下派期间免除")
    ON_LEAVE = "leave", _("请假期间免除")
    TOO_SHORT = "short", _("在责天数不足，按比例为零")
    EMPTY_REGISTER = "register", _("名册为空")
    COUNTED_ONLY = "counted", _("只统计，不作要求")


def subject_key() -> Coalesce:
    """One number for a cadre, unit or group, so that rows are unique and joined on a single column."""
    return Coalesce(
        F("cadre_id") * 4,
        F("unit_id") * 4 + 1,
        F("group_id") * 4 + 2,
        output_field=models.BigIntegerField(),
    )


def exactly_one_subject() -> Q:
    return (
        Q(cadre__isnull=False, unit=None, group=None)
        | Q(cadre=None, unit__isnull=False, group=None)
        | Q(cadre=None, unit=None, group__isnull=False)
    )


class Obligation(models.Model):
    """What a cadre, unit or group owes by a rule in a window (both ends included), to one target or in total.

    `required` and `achieved` are in the measure's own unit (logs, days, minutes, people, assignments); the `_also`
    pair belongs to a rule's second measure. Rows are written by `duties.actions` only.
    """

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="obligations", verbose_name=_("条款"))
    cadre = models.ForeignKey(
        Cadre, models.CASCADE, null=True, blank=True, related_name="obligations", verbose_name=_("责任人")
    )
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="obligations", verbose_name=_("责任单位")
    )
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="obligations", verbose_name=_("责任小组")
    )
    subject_key = models.GeneratedField(
        expression=subject_key(), output_field=models.BigIntegerField(), db_persist=True
    )
    # The target of an "each" rule (contacts.models.target_key; a cadre is key * 4); 0 for a rule in total.
    target_key = models.BigIntegerField(default=0)
    pairing = models.ForeignKey(
        Pairing, models.SET_NULL, null=True, blank=True, related_name="obligations", verbose_name=_("联系对象")
    )
    target_cadre = models.ForeignKey(
        Cadre, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("对象干部")
    )
    # Where the subject belongs: the unit of the post, the unit itself, or the unit of the group.
    home = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("单位"))
    unit_path = models.CharField(max_length=255, db_index=True)
    window_start = models.DateField(_("时段开始"))
    window_end = models.DateField(_("时段结束"))
    window_name = models.CharField(max_length=40, blank=True)
    due = models.DateField(_("期限"))
    # [[first day, last day], …] on which the subject owes this.
    liable = models.JSONField(default=list)
    days_liable = models.PositiveIntegerField(_("在责天数"), default=0)
    required = models.PositiveIntegerField(_("应完成"))
    achieved = models.PositiveIntegerField(_("已完成"), default=0)
    required_also = models.PositiveIntegerField(null=True, blank=True)
    achieved_also = models.PositiveIntegerField(null=True, blank=True)
    met_on = models.DateField(_("达标日期"), null=True, blank=True)
    last_safe_day = models.DateField(_("最迟行动日"), null=True, blank=True)
    exempt = models.CharField(_("免除"), max_length=10, choices=Exempt, blank=True, default=Exempt.NONE)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_key", "target_key", "window_start"], name="obligation_once"
            ),
            models.CheckConstraint(condition=exactly_one_subject(), name="obligation_has_one_subject"),
            models.CheckConstraint(condition=Q(window_end__gte=F("window_start")), name="window_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["subject_key", "window_end"], name="obligation_of_subject"),
            # Who is behind: all together and by rule, by unit in the order of the tree. Only what is open, so they stay
            # small; their columns repeat, which PostgreSQL stores once.
            models.Index(fields=["due", "rule"], name="obligation_open", condition=Q(met_on=None, exempt="")),
            models.Index(
                fields=["unit_path", "due"], name="obligation_open_in_unit", condition=Q(met_on=None, exempt="")
            ),
        ]
        verbose_name = _("责任事项")

    def __str__(self) -> str:
        return f"{self.rule} {self.window_start}–{self.window_end}"

    def get_absolute_url(self) -> str:
        return reverse("duties:detail", args=[self.pk])

    @property
    def subject(self) -> "Cadre | Unit | Group | None":
        return self.cadre or self.unit or self.group

    @property
    def is_met(self) -> bool:
        return self.met_on is not None


class Notice(models.Model):
    """A step of reminding that was taken for an obligation towards one user, so that none is taken twice.

    `step`: "lead-7:12" (so many days before; the user's id), "overdue:12", "escalate-1:12" (the rule's first step up).
    """

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="notices")
    step = models.CharField(max_length=20)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["obligation", "step"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.step}"


class Feed(models.Model):
    """The secret address under which a person's calendar program reads what they owe. Deleting it revokes it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="duty_feed")
    token = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("日历订阅")

    def __str__(self) -> str:
        return str(self.user)
