"""The three rates of a unit and quarter, as they were when the quarter was closed; and what was left out of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.querysets import OfUnitQuerySet
from petitions.models.cases import Case
from petitions.querysets import OfCaseQuerySet


class RateKind(models.TextChoices):
    RESPONSE = "response", _("及时受理率")
    SOLUTION = "solution", _("按期办结率")
    SATISFACTION = "satisfaction", _("群众满意率")


class RateSnapshot(models.Model):
    """The counts behind the three rates of a unit in a quarter. Made once, after the quarter; never changed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rate_snapshots", verbose_name=_("单位"))
    unit_path = models.CharField(max_length=255, editable=False)
    year = models.PositiveSmallIntegerField(_("年份"))
    quarter = models.PositiveSmallIntegerField(_("季度"))
    response_due = models.PositiveIntegerField(_("应当告知件数"))
    response_met = models.PositiveIntegerField(_("按期告知件数"))
    solution_due = models.PositiveIntegerField(_("应当办结件数"))
    solution_met = models.PositiveIntegerField(_("按期办结件数"))
    satisfaction_due = models.PositiveIntegerField(_("评价件数"))
    satisfaction_met = models.PositiveIntegerField(_("满意、基本满意件数"))
    excluded = models.PositiveIntegerField(_("不计入件次"), default=0)
    made_at = models.DateTimeField(_("生成时间"))
    # None: the product itself, some days after the quarter.
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-quarter", "unit_path"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "quarter"], name="rates_once_a_quarter"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="rates_of_a_quarter"),
            models.CheckConstraint(
                condition=Q(response_met__lte=F("response_due"))
                & Q(solution_met__lte=F("solution_due"))
                & Q(satisfaction_met__lte=F("satisfaction_due")),
                name="rates_at_most_whole",
            ),
        ]
        verbose_name = _("三率")

    def __str__(self) -> str:
        return f"{self.unit} {self.year} Q{self.quarter}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("Rates that were closed are never edited.")
        super().save(*args, **kwargs)


class ExclusionState(models.TextChoices):
    ASKED = "asked", _("待审核")
    GRANTED = "granted", _("不计入")
    REFUSED = "refused", _("照常计入")
    APPEALED = "appealed", _("申诉中")


class RateExclusion(models.Model):
    """A case that a unit asks to be left out of one of its rates, with the reason, what was decided, and one appeal
    to another person."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="exclusions", verbose_name=_("信访事项"))
    rate = models.CharField(_("比率"), max_length=15, choices=RateKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("申请单位"))
    reason = models.TextField(_("理由"))
    state = models.CharField(_("状态"), max_length=10, choices=ExclusionState, default=ExclusionState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_at = models.DateTimeField(_("申请时间"))
    ruling = models.TextField(_("审核意见"), blank=True)
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    appeal = models.TextField(_("申诉理由"), blank=True)
    appealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    appealed_at = models.DateTimeField(null=True)
    appeal_ruling = models.TextField(_("申诉处理意见"), blank=True)
    appeal_ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    appeal_ruled_at = models.DateTimeField(null=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["case", "rate", "unit"], name="exclusion_once")]
        verbose_name = _("三率剔除申请")

    def __str__(self) -> str:
        return f"{self.get_rate_display()} {self.case.number}"
