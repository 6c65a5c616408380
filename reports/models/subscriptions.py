"""Reports that a unit has made regularly: for which periods, for whom, and which were made."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from core import periods
from core.periods import Period
from reports import jobs
from reports.querysets.scheduled import SubscriptionQuerySet

MOST_RECIPIENTS = 20
MOST_DELAY = 31


class Frequency(models.TextChoices):
    """The kinds of periods (core.periods.KIND_NAMES) for which reports are made."""

    MONTH = "month", _("每月")
    QUARTER = "quarter", _("每季度")
    HALF_YEAR = "half_year", _("每半年")
    YEAR = "year", _("每年")


class ReportSubscription(models.Model):
    """A report that is made for a unit after each period has ended, for each recipient with their own rights."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="report_subscriptions", verbose_name=_("单位"))
    # A code of reports.jobs.KINDS.
    kind = models.CharField(_("报表"), max_length=40)
    frequency = models.CharField(_("频次"), max_length=10, choices=Frequency)
    # Days after the end of a period: what is entered late is in the report, too.
    delay_days = models.PositiveSmallIntegerField(_("期末后第几天生成"), default=3)
    # The first report is about the period that this day lies in.
    starts_on = models.DateField(_("首期所含日期"))
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("接收人"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("设置人"))
    made_at = models.DateTimeField(_("设置时间"))
    ended_at = models.DateTimeField(_("停止时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "kind", "frequency", "-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "frequency"], condition=Q(ended_at=None), name="subscription_once"
            ),
            models.CheckConstraint(condition=Q(delay_days__lte=MOST_DELAY), name="subscription_delay_is_short"),
        ]
        verbose_name = _("定期报表")

    def __str__(self) -> str:
        parts = {"unit": self.unit, "often": self.get_frequency_display(), "name": self.kind_name}
        return _("%(unit)s%(often)s%(name)s") % parts

    def get_absolute_url(self) -> str:
        return reverse("reports:subscription", args=[self.pk])

    @property
    def kind_name(self) -> str:
        return str(jobs.KINDS[self.kind].name) if self.kind in jobs.KINDS else self.kind

    def ended_periods(self, *, on: datetime.date) -> list[Period]:
        """The periods whose report is due by now, in order."""
        last_day = on - datetime.timedelta(days=self.delay_days)
        if last_day < self.starts_on:
            return []
        return [period for period in periods.tile(self.frequency, self.starts_on, last_day) if period.end <= last_day]

    def next_on(self, *, on: datetime.date) -> datetime.date:
        """The day on which the next report is made."""
        delay = datetime.timedelta(days=self.delay_days)
        day = max(on - delay + periods.ONE_DAY, self.starts_on)
        return periods.containing(self.frequency, day).end + delay


class ScheduledReport(models.Model):
    """That the report of one period was made: once, however often the beat asks. Its jobs are the recipients' files."""

    subscription = models.ForeignKey(ReportSubscription, models.PROTECT, related_name="reports")
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("结束日期"))
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        ordering = ["-start", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "start"], name="scheduled_report_once"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="scheduled_report_ends_after_start"),
        ]
        verbose_name = _("定期报表")

    def __str__(self) -> str:
        return self.period.label

    @property
    def period(self) -> Period:
        return Period(self.start, self.end, self.subscription.frequency)
