"""Reports that take longer than a page: who asked for what, how far it is, and the file while it is kept."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from reports.querysets.jobs import JobQuerySet


class JobState(models.TextChoices):
    WAITING = "waiting", _("等待生成")
    RUNNING = "running", _("正在生成")
    DONE = "done", _("已生成")
    FAILED = "failed", _("未能生成")
    CANCELLED = "cancelled", _("已取消")
    EXPIRED = "expired", _("已过保留期")


S = JobState
# From RUNNING to RUNNING: another worker goes on after the first one died.
TRANSITIONS: dict[str, frozenset[str]] = {
    S.WAITING: frozenset({S.RUNNING, S.CANCELLED, S.FAILED}),
    S.RUNNING: frozenset({S.RUNNING, S.DONE, S.FAILED, S.CANCELLED}),
    S.DONE: frozenset({S.EXPIRED}),
    S.FAILED: frozenset({S.WAITING}),
    S.CANCELLED: frozenset({S.WAITING}),
    S.EXPIRED: frozenset({S.WAITING}),
}
TONES = {S.WAITING: "open", S.RUNNING: "open", S.DONE: "ok", S.FAILED: "late", S.CANCELLED: "off", S.EXPIRED: "off"}


class ReportJob(models.Model):
    """A report that the worker makes for one person, in their name and with their rights.

    The file is kept for settings.REPORT_KEPT_DAYS and deleted then; the row stays, as the record of who had what made.
    """

    # A code of reports.jobs.KINDS.
    kind = models.CharField(_("报表"), max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    params = models.JSONField(default=dict)
    title = models.CharField(_("报表名称"), max_length=200)
    purpose = models.CharField(_("用途"), max_length=100)
    # Whether there are columns in it that only those who keep the unit's contacts may read.
    is_personal = models.BooleanField(_("含联系电话"), default=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="report_jobs", verbose_name=_("申请人")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("代谁")
    )
    # Of a report that is made regularly: which period's it is.
    scheduled = models.ForeignKey(
        "reports.ScheduledReport", models.PROTECT, null=True, blank=True, related_name="jobs", editable=False
    )
    state = models.CharField(_("状态"), max_length=12, choices=JobState, default=JobState.WAITING)
    done_steps = models.PositiveBigIntegerField(default=0)
    all_steps = models.PositiveBigIntegerField(default=0)
    message = models.CharField(_("说明"), max_length=300, blank=True)
    file = models.FileField(blank=True)
    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("大小"), default=0)
    created_at = models.DateTimeField(_("申请时间"))
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    expires_at = models.DateTimeField(_("保留至"), null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheduled", "requested_by"], name="job_once_for_each_recipient"),
            models.CheckConstraint(
                condition=Q(state="running", claim__isnull=False, claimed_until__isnull=False)
                | (~Q(state="running") & Q(claim=None, claimed_until=None)),
                name="job_is_held_while_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(state="done", expires_at__isnull=False) & ~Q(file="") | (~Q(state="done") & Q(file="")),
                name="job_has_a_file_when_done",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="job_unfinished", condition=Q(state__in=("waiting", "running"))),
            models.Index(fields=["expires_at"], name="job_kept", condition=Q(state="done")),
        ]
        verbose_name = _("报表任务")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:job", args=[self.pk])

    @property
    def tone(self) -> str:
        return TONES[JobState(self.state)]

    @property
    def is_unfinished(self) -> bool:
        return self.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def percent(self) -> int | None:
        """How much of it is made; None where the maker has not said how much there is."""
        return min(self.done_steps * 100 // self.all_steps, 100) if self.all_steps else None

    def may_become(self, state: str) -> bool:
        return state in TRANSITIONS[self.state]

    def reader(self) -> User:
        """Who the report is made for. The worker restores whom they act for, as far as that still holds."""
        return self.requested_by


class WorkerSign(models.Model):
    """The worker's sign of life: one row, written each time it looks for reports to make."""

    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seen_at:%Y-%m-%d %H:%M}"

    @staticmethod
    def is_fresh(*, at: datetime.datetime) -> bool:
        """Whether a worker has looked within some minutes, or is at a long report now."""
        since = at - datetime.timedelta(minutes=3)
        return WorkerSign.objects.filter(seen_at__gte=since).exists() or ReportJob.objects.in_hand(at=at).exists()
