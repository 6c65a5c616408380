"""What is done to help a household out of hardship (R7.2)."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from contacts.models.targets import Household
from contacts.querysets import HelpMeasureQuerySet, HelpPlanQuerySet
from core.fields import EncryptedTextField


class HelpPlan(models.Model):
    """What is done to help a household out of hardship (R7.2): cause, measures, owner, term, outcome."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="help_plans", verbose_name=_("帮扶户"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="help_plans", verbose_name=_("帮扶单位"))
    cadre = models.ForeignKey(
        Cadre, models.PROTECT, null=True, blank=True, related_name="help_plans", verbose_name=_("帮扶责任人")
    )
    cause = EncryptedTextField(_("致困原因"))
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("计划完成日期"))
    outcome = EncryptedTextField(_("帮扶成效"), blank=True)
    closed_on = models.DateField(_("结束帮扶日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = HelpPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-start", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(end__gte=F("start")), name="help_plan_ends_after_start")]
        verbose_name = _("帮扶计划")

    def __str__(self) -> str:
        return str(self.household)

    def get_absolute_url(self) -> str:
        return reverse("contacts:help_plan", args=[self.pk])


class HelpMeasure(models.Model):
    """One measure of a plan, with the money and goods that went into it and when it was carried out."""

    plan = models.ForeignKey(HelpPlan, models.CASCADE, related_name="measures")
    text = models.CharField(_("措施"), max_length=200)
    due = models.DateField(_("计划落实时间"), null=True, blank=True)
    done_on = models.DateField(_("落实时间"), null=True, blank=True)
    amount = models.DecimalField(_("金额（元）"), max_digits=12, decimal_places=2, null=True, blank=True)
    goods = models.CharField(_("物资"), max_length=100, blank=True)
    outcome = models.CharField(_("成效"), max_length=200, blank=True)

    objects = HelpMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="help_amount_not_negative")
        ]
        verbose_name = _("帮扶措施")

    def __str__(self) -> str:
        return self.text
