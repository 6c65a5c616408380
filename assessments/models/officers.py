"""Liaison officers (政工联络员, R17): how they were chosen, trained, what they reported at once, read, are marked for.

Who holds the post is `accounts.Post`; officers' meetings (R17.5) are meetings of their kind (petitions).
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from assessments.querysets.officers import (
    ElectionQuerySet,
    IncidentQuerySet,
    MarkQuerySet,
    OfUnitAboveQuerySet,
    ReadingItemQuerySet,
    ReadingQuerySet,
    TrainingQuerySet,
)
from assessments.querysets.rewards import FEEDBACK_DAYS
from visits.models import Matter, VisitLog

INCIDENT_HOURS = 24


class OfficerSettings(models.Model):
    """What an organisation set for a unit and all below it, from a day on. The settings before stay for what happened
    under them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officer_settings", verbose_name=_("适用单位"))
    effective_from = models.DateField(_("施行日期"))
    incident_hours = models.PositiveSmallIntegerField(_("书面报告时限（小时）"), default=INCIDENT_HOURS)
    term_months = models.PositiveSmallIntegerField(_("任期（月）"), null=True, blank=True)
    # An item of which nobody has said anything for longer surfaces with the secretary (R17.4).
    feedback_days = models.PositiveSmallIntegerField(_("信息反馈时限（天）"), default=FEEDBACK_DAYS)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("制定时间"))

    objects = OfUnitAboveQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_from", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "effective_from"], name="officer_settings_once_a_day"),
            models.CheckConstraint(condition=Q(incident_hours__gt=0), name="incident_hours_positive"),
            models.CheckConstraint(condition=Q(term_months=None) | Q(term_months__gt=0), name="term_months_positive"),
            models.CheckConstraint(condition=Q(feedback_days__gt=0), name="feedback_days_positive"),
        ]
        verbose_name = _("联络员设置")

    def __str__(self) -> str:
        return f"{self.unit} {self.effective_from:%Y-%m-%d}"


class ElectionMode(models.TextChoices):
    ELECTED = "elected", _("选举产生")
    APPOINTED = "appointed", _("指定")


class OfficerElection(models.Model):
    """How the officer of a shift was chosen (R17.1): by ballot, exceptionally appointed with a reason.

    Only numbers of ballots are kept, never who voted or how.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officer_elections", verbose_name=_("班组"))
    on = models.DateField(_("推选日期"))
    mode = models.CharField(_("产生方式"), max_length=10, choices=ElectionMode, default=ElectionMode.ELECTED)
    eligible = models.PositiveIntegerField(_("应到人数"), default=0)
    issued = models.PositiveIntegerField(_("发出选票"), default=0)
    returned = models.PositiveIntegerField(_("收回选票"), default=0)
    valid = models.PositiveIntegerField(_("有效选票"), default=0)
    chosen = models.ForeignKey(Cadre, models.PROTECT, related_name="officer_elections", verbose_name=_("联络员"))
    reason = models.CharField(_("指定原因"), max_length=200, blank=True)
    term_start = models.DateField(_("任期开始"))
    # None: the organisation set no term.
    term_end = models.DateField(_("任期届满"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("登记时间"))

    objects = ElectionQuerySet.as_manager()

    class Meta:
        ordering = ["-term_start", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "term_start"], name="officer_term_starts_once"),
            models.CheckConstraint(
                condition=Q(valid__lte=F("returned"), returned__lte=F("issued"), issued__lte=F("eligible")),
                name="ballots_in_order",
            ),
            models.CheckConstraint(condition=Q(mode="appointed") | Q(valid__gt=0), name="elected_by_ballots"),
            models.CheckConstraint(condition=Q(mode="elected") | ~Q(reason=""), name="appointed_with_a_reason"),
            models.CheckConstraint(
                condition=Q(term_end=None) | Q(term_end__gte=F("term_start")), name="officer_term_ends_after_start"
            ),
        ]
        verbose_name = _("联络员推选")

    def __str__(self) -> str:
        return f"{self.unit} {self.on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:election", args=[self.pk])


class Candidate(models.Model):
    """Who stood for election, and how many votes they had. Who was not chosen need not be in the register."""

    election = models.ForeignKey(OfficerElection, models.CASCADE, related_name="candidates")
    cadre = models.ForeignKey(Cadre, models.PROTECT, null=True, blank=True, related_name="candidacies")
    name = models.CharField(_("姓名"), max_length=40)
    votes = models.PositiveIntegerField(_("得票"))

    class Meta:
        ordering = ["-votes", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["election", "cadre"], name="candidate_once"),
        ]
        verbose_name = _("候选人")

    def __str__(self) -> str:
        return self.name


class OfficerTraining(models.Model):
    """A training of officers (R17.1)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officer_trainings", verbose_name=_("组织单位"))
    title = models.CharField(_("培训内容"), max_length=100)
    on = models.DateField(_("日期"))
    hours = models.DecimalField(_("学时"), max_digits=4, decimal_places=1)
    trainer = models.CharField(_("授课人"), max_length=60, blank=True)
    cadres = models.ManyToManyField(
        Cadre, through="TrainingAttendance", related_name="officer_trainings", verbose_name=_("参加人员")
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("登记时间"))
    version = models.PositiveIntegerField(default=0)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(hours__gt=0), name="training_hours_positive")]
        verbose_name = _("联络员培训")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:training", args=[self.pk])


class TrainingAttendance(models.Model):
    training = models.ForeignKey(OfficerTraining, models.CASCADE, related_name="attendances")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="training_attendances", verbose_name=_("参加人员"))

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["training", "cadre"], name="trained_once")]

    def __str__(self) -> str:
        return str(self.cadre)


class IncidentReport(models.Model):
    """An emergency (R17.3): told at once, in writing within the hours that the organisation set. An incident, a danger,
    people in need; never a report on a colleague.

    Whether it was written in time is computed from the hours that held when it happened, never stored.
    """

    officer = models.ForeignKey(Cadre, models.PROTECT, related_name="incident_reports", verbose_name=_("报告人"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="incident_reports", verbose_name=_("班组"))
    title = models.CharField(_("事件"), max_length=60)
    place = models.CharField(_("地点"), max_length=60)
    happened_at = models.DateTimeField(_("发生时间"))
    told_at = models.DateTimeField(_("上报时间"))
    hours_allowed = models.PositiveSmallIntegerField(_("书面报告时限（小时）"), default=INCIDENT_HOURS)
    # The written report; empty while it is still owed.
    text = models.TextField(_("书面报告"), blank=True)
    reported_at = models.DateTimeField(_("书面报告时间"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    # What was done goes back to the officer (R17.4).
    done = models.TextField(_("处理情况"), blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(_("反馈时间"), null=True, blank=True)
    log = models.OneToOneField(VisitLog, models.PROTECT, related_name="incident")
    report_log = models.OneToOneField(VisitLog, models.PROTECT, null=True, blank=True, related_name="incident_written")
    # A matter passed on, where it was opened as one.
    matter = models.OneToOneField(Matter, models.PROTECT, null=True, blank=True, related_name="incident")
    version = models.PositiveIntegerField(default=0)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(told_at__gte=F("happened_at")), name="incident_told_after_it_happened"),
            models.CheckConstraint(
                condition=Q(reported_at=None, text="")
                | (Q(reported_at__isnull=False, reported_at__gte=F("happened_at")) & ~Q(text="")),
                name="written_report_has_a_text",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done="") | (Q(done_at__isnull=False) & ~Q(done="")),
                name="incident_feedback_has_a_text",
            ),
            models.CheckConstraint(condition=Q(hours_allowed__gt=0), name="hours_allowed_positive"),
        ]
        indexes = [models.Index(fields=["officer", "-happened_at"], name="incidents_of_officer")]
        verbose_name = _("突发情况报告")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:incident", args=[self.pk])

    @property
    def due_at(self) -> datetime.datetime:
        """Until when the written report is in time."""
        return self.happened_at + datetime.timedelta(hours=self.hours_allowed)

    @property
    def is_in_time(self) -> bool:
        """The written report is there, and came in time."""
        return self.reported_at is not None and self.reported_at <= self.due_at

    def is_overdue(self, at: datetime.datetime) -> bool:
        """The written report is not there, and its time is over."""
        return self.reported_at is None and at > self.due_at


class ReadingItem(models.Model):
    """A regulation that the officers of a unit and all below it read first (R17.8)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reading_items", verbose_name=_("适用单位"))
    title = models.CharField(_("名称"), max_length=100)
    issued_on = models.DateField(_("印发日期"))
    text = models.TextField(_("内容或要点"), blank=True)
    link = models.URLField(_("网址"), blank=True)
    read_by = models.DateField(_("请于此日前阅读"), null=True, blank=True)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("登记时间"))
    version = models.PositiveIntegerField(default=0)

    objects = ReadingItemQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(read_by=None) | Q(read_by__gte=F("issued_on")), name="reading_due_after_issue"
            )
        ]
        verbose_name = _("先学文件")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:reading_item", args=[self.pk])


class Reading(models.Model):
    """An officer says that they read it: once, by themselves. Nothing measures how often or how long."""

    item = models.ForeignKey(ReadingItem, models.CASCADE, related_name="readings")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="readings", verbose_name=_("联络员"))
    read_at = models.DateTimeField(_("阅读时间"))

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["item", "cadre"], name="read_once")]
        verbose_name = _("阅读")

    def __str__(self) -> str:
        return f"{self.item} {self.cadre}"


class OfficerMark(models.Model):
    """Considered first for a full-time post (R17.8): why, by whom, when. One at a time."""

    officer = models.ForeignKey(Cadre, models.PROTECT, related_name="officer_marks", verbose_name=_("联络员"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officer_marks", verbose_name=_("班组"))
    reason = models.CharField(_("理由"), max_length=300)
    on = models.DateField(_("日期"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(_("取消日期"), null=True, blank=True)
    ended_reason = models.CharField(_("取消原因"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = MarkQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["officer"], condition=Q(ended_on=None), name="officer_marked_once"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("on")), name="mark_ends_after_start"),
            models.CheckConstraint(condition=Q(ended_on=None) | ~Q(ended_reason=""), name="mark_ends_with_a_reason"),
        ]
        verbose_name = _("优先考虑")

    def __str__(self) -> str:
        return str(self.officer)
