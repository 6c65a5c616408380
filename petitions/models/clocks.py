"""The clocks of a case: several run at once, each by its article."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from petitions.models.cases import Case
from petitions.models.people import Appended
from petitions.querysets import OfCaseQuerySet


class ClockState(models.TextChoices):
    RUNNING = "running", _("计时中")
    PAUSED = "paused", _("暂停")
    STOPPED = "stopped", _("已完成")
    # What it asked for no longer is: the case was withdrawn, joined, handed on.
    CANCELLED = "cancelled", _("已取消")


class Clock(models.Model):
    """A limit that began with an event. Whether it is late is a question of the day of asking, never stored.

    `due` holds for the pauses and the calendar as they are known (petitions/deadlines.py); None while it is paused.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks")
    code = models.CharField(_("时限"), max_length=30)
    article = models.CharField(_("依据"), max_length=60, blank=True)
    # Who must act by then.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    started_on = models.DateField(_("起算日期"))
    days = models.PositiveIntegerField(_("天数"))
    is_working = models.BooleanField(_("按工作日"), default=False)
    extension = models.PositiveIntegerField(_("延长天数"), default=0)
    due = models.DateField(_("截止日期"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=ClockState, default=ClockState.RUNNING)
    stopped_on = models.DateField(_("完成日期"), null=True, blank=True)
    # What was said about its end: "", "soon" or "late"; empty again when the end moves.
    told = models.CharField(max_length=10, blank=True, editable=False)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["started_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code", "unit"], condition=Q(state__in=["running", "paused"]), name="clock_runs_once"
            ),
            models.CheckConstraint(
                condition=Q(state="stopped", stopped_on__isnull=False) | (~Q(state="stopped") & Q(stopped_on=None)),
                name="stopped_clock_has_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["due"], name="clock_running", condition=Q(state="running")),
            # The rates of a unit and quarter.
            models.Index(fields=["unit", "code", "due"], name="clock_of_unit"),
        ]
        verbose_name = _("时限")

    def __str__(self) -> str:
        return f"{self.case} {self.code}"

    @property
    def label(self) -> str:
        from petitions.shipped import CLOCK_NAMES

        return str(CLOCK_NAMES.get(self.code, self.code))


class ClockPause(models.Model):
    """Days on which a clock stood still (both included): mediation (article 33), a hearing (article 36)."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses")
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=100)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [models.UniqueConstraint(fields=["clock"], condition=Q(end=None), name="clock_pauses_once")]

    def __str__(self) -> str:
        return f"{self.clock} {self.start}–{self.end}"


class ClockChange(Appended):
    """A due day that moved, and why: an extension, a pause, another calendar of days off. Appended only."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    before = models.DateField(null=True)
    after = models.DateField(null=True)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.clock}: {self.before} → {self.after}"
