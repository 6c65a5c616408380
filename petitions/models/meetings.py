"""Meetings that carry matters on (R14.1-4, R15, R17.5): invited to, topics, those present, decisions until done."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from petitions.models.cases import Case
from petitions.querysets import DecisionQuerySet, MeetingQuerySet, TopicQuerySet
from visits.models import Matter, VisitLog


class MeetingKind(models.TextChoices):
    BRIEFING = "briefing", _("通气会")
    COORDINATION = "coordination", _("协调会")
    DELIBERATION = "deliberation", _("议事会")
    EXCHANGE = "exchange", _("交流会")
    # R15: departments that share a matter; what they cannot agree on goes to the leaders' meeting.
    CONSULTATION = "consultation", _("会商会")
    LEADERS = "leaders", _("领导办公会")
    # R8.4: the delegates of a unit gather what they heard, and send it up.
    DELEGATES = "delegates", _("党代表会议")
    # R17.5: the liaison officers of a mine.
    OFFICERS = "officers", _("联络员例会")


# The kind of visit log that a meeting of this kind counts as (visits/shipped.py).
LOG_KINDS = {
    MeetingKind.BRIEFING: "briefing",
    MeetingKind.COORDINATION: "coordination_meeting",
    MeetingKind.DELIBERATION: "deliberation",
    MeetingKind.EXCHANGE: "exchange",
    MeetingKind.CONSULTATION: "consultation_meeting",
    MeetingKind.LEADERS: "study",
    MeetingKind.DELEGATES: "delegate_activity",
    MeetingKind.OFFICERS: "officers_meeting",
}


class MeetingSeries(models.Model):
    """A meeting that a unit holds every week on a day (R14.1; R15: Monday 11:00, topics by Friday 12:00)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meeting_series", verbose_name=_("单位"))
    kind = models.CharField(_("会议"), max_length=15, choices=MeetingKind)
    title = models.CharField(_("名称"), max_length=60)
    weekday = models.PositiveSmallIntegerField(_("星期"))
    time = models.TimeField(_("时间"), default=datetime.time(11))
    place = models.CharField(_("地点"), max_length=60, blank=True)
    # So many days before the meeting, at this hour, the list of topics is closed (Monday's on Friday: 3 days).
    topics_days_before = models.PositiveSmallIntegerField(_("议题提前天数"), default=3)
    topics_time = models.TimeField(_("议题截止时间"), default=datetime.time(12))
    # Without topics there is no meeting.
    needs_topics = models.BooleanField(_("无议题不召开"), default=True)
    members = models.ManyToManyField(Cadre, blank=True, related_name="+", verbose_name=_("参会人员"))
    ended_on = models.DateField(_("停止日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "kind", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="series_on_a_weekday"),
        ]
        verbose_name = _("例会")

    def __str__(self) -> str:
        return self.title


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("待召开")
    HELD = "held", _("已召开")
    CANCELLED = "cancelled", _("不召开")


class Meeting(models.Model):
    """One meeting. When it was held it writes its visit log, so that nobody enters it a second time."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meetings", verbose_name=_("召开单位"))
    kind = models.CharField(_("会议"), max_length=15, choices=MeetingKind)
    series = models.ForeignKey(MeetingSeries, models.PROTECT, null=True, blank=True, related_name="meetings")
    title = models.CharField(_("名称"), max_length=60)
    on = models.DateField(_("日期"))
    time = models.TimeField(_("时间"), default=datetime.time(9))
    place = models.CharField(_("地点"), max_length=60, blank=True)
    topics_until = models.DateTimeField(_("议题截止"), null=True, blank=True)
    chair = models.ForeignKey(Cadre, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主持"))
    recorder = models.ForeignKey(Cadre, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("记录"))
    # Residents' representatives and others without an account; a number is enough, names are optional.
    guests = models.CharField(_("其他参会人员"), max_length=200, blank=True)
    guest_count = models.PositiveIntegerField(_("其他参会人数"), default=0)
    invitation = models.TextField(_("会议通知"), blank=True)
    minutes = models.TextField(_("会议记录"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    reason = models.CharField(_("不召开的原因"), max_length=200, blank=True)
    log = models.OneToOneField(VisitLog, models.PROTECT, null=True, blank=True, related_name="meeting")
    version = models.PositiveIntegerField(default=0)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "on"], condition=Q(series__isnull=False), name="series_once_a_day"
            ),
        ]
        indexes = [models.Index(fields=["unit", "-on"], name="meeting_of_unit")]
        verbose_name = _("会议")

    def __str__(self) -> str:
        return f"{self.title}（{self.on:%Y-%m-%d}）"

    def get_absolute_url(self) -> str:
        return reverse("petitions:meeting", args=[self.pk])


class Attendance(models.Model):
    """A cadre who was invited; `was_there` is known once the meeting was held."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="+", verbose_name=_("参会人员"))
    was_there = models.BooleanField(_("到会"), null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "cadre"], name="invited_once")]

    def __str__(self) -> str:
        return str(self.cadre)


class TopicState(models.TextChoices):
    HANDED_IN = "handed_in", _("待研究")
    DECIDED = "decided", _("已议定")
    # Taken to the leaders' meeting by the office, because there was no agreement.
    TAKEN_UP = "taken_up", _("提交领导办公会")
    # Of a delegates' meeting, as a motion, a proposal or an opinion.
    SENT_UP = "sent_up", _("已上报")
    WITHDRAWN = "withdrawn", _("已撤回")


class Topic(models.Model):
    """What is to be discussed (议题单): a matter heard, a case, or something else."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="topics", verbose_name=_("提出单位"))
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="topics", verbose_name=_("会议")
    )
    title = models.CharField(_("议题"), max_length=60)
    text = models.TextField(_("情况说明和建议"))
    proposer = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+", verbose_name=_("提出人"))
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(_("提交时间"))
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="topics")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="topics")
    state = models.CharField(_("状态"), max_length=10, choices=TopicState, default=TopicState.HANDED_IN)
    # Written by the proposer (R15).
    memo = models.TextField(_("会商纪要"), blank=True)
    # The topic that was taken up from here to a higher meeting.
    taken_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="taken_to")
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)
    version = models.PositiveIntegerField(default=0)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("议题")

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What was decided on a topic, who answers for it, and by when; followed until it is done."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="decisions")
    text = models.TextField(_("议定事项"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="decisions", verbose_name=_("责任单位"))
    cadre = models.ForeignKey(
        Cadre, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("责任人")
    )
    due = models.DateField(_("完成时限"), null=True, blank=True)
    result = models.TextField(_("落实情况"), blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["unit", "done_on"], name="decision_of_unit")]
        verbose_name = _("议定事项")

    def __str__(self) -> str:
        return self.text[:40]
