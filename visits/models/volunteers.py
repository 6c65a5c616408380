"""Volunteer service (R5): days and activities that a team plans, and posts that a community offers (设岗定责)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Group
from contacts.models import ContactPoint
from visits.models.logs import VisitLog
from visits.volunteer_querysets import CommunityPostQuerySet, OfEventQuerySet, VolunteerEventQuerySet


class VolunteerEventKind(models.TextChoices):
    """The codes are those of the visit log that it becomes (visits/shipped.py)."""

    DAY = "volunteer_day", _("志愿服务日")
    ACTIVITY = "volunteer_activity", _("志愿服务活动")


class VolunteerEventState(models.TextChoices):
    PLANNED = "planned", _("报名中")
    HELD = "held", _("已开展")
    CANCELLED = "cancelled", _("已取消")


class VolunteerEvent(models.Model):
    """What a volunteer team does on a day. Once it took place it writes its visit log, with those who were there."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="volunteer_events", verbose_name=_("志愿服务队"))
    kind = models.CharField(_("类别"), max_length=20, choices=VolunteerEventKind)
    title = models.CharField(_("服务内容"), max_length=60)
    text = models.TextField(_("说明"), blank=True)
    on = models.DateField(_("日期"))
    time = models.TimeField(_("集合时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=60)
    state = models.CharField(_("状态"), max_length=10, choices=VolunteerEventState, default=VolunteerEventState.PLANNED)
    reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    log = models.OneToOneField(VisitLog, models.PROTECT, null=True, blank=True, related_name="volunteer_event")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)

    objects = VolunteerEventQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="held", log__isnull=False) | (~Q(state="held") & Q(log=None)),
                name="held_event_has_a_log",
            ),
            models.CheckConstraint(condition=~Q(state="cancelled", reason=""), name="cancelled_event_has_a_reason"),
        ]
        indexes = [models.Index(fields=["group", "-on"], name="event_of_group")]
        verbose_name = _("志愿服务")

    def __str__(self) -> str:
        return f"{self.title}（{self.on:%Y-%m-%d}）"

    def get_absolute_url(self) -> str:
        return reverse("assessments:volunteer_event", args=[self.pk])

    @property
    def tone(self) -> str:
        """The colour that goes with its state (templates/components/status.html)."""
        return {"planned": "open", "held": "ok"}.get(self.state, "off")


class VolunteerPlace(models.Model):
    """A post at an event, with how many are wanted for it."""

    event = models.ForeignKey(VolunteerEvent, models.CASCADE, related_name="places")
    name = models.CharField(_("岗位"), max_length=30)
    wanted = models.PositiveSmallIntegerField(_("人数"))

    objects = OfEventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(wanted__gte=1), name="place_wants_somebody")]
        verbose_name = _("志愿岗位")

    def __str__(self) -> str:
        return self.name


class VolunteerSignUp(models.Model):
    """A member who means to come. Whoever signs off is taken out: nobody need know who changed their mind."""

    event = models.ForeignKey(VolunteerEvent, models.CASCADE, related_name="sign_ups")
    place = models.ForeignKey(VolunteerPlace, models.CASCADE, related_name="sign_ups", verbose_name=_("岗位"))
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="volunteer_sign_ups", verbose_name=_("志愿者"))

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["event", "cadre"], name="signed_up_once")]
        verbose_name = _("志愿报名")

    def __str__(self) -> str:
        return str(self.cadre)


class CommunityPost(models.Model):
    """A service post that a village or community offers to members who live there (R5.5).

    Its place is a contact point of category `community_post`: whoever holds a pairing with it has claimed it, from
    day to day, and the duty to claim one is met by that. Name, unit and closing are the point's.
    """

    point = models.OneToOneField(ContactPoint, models.CASCADE, related_name="community_post")
    duties = models.TextField(_("岗位职责"))
    number = models.PositiveSmallIntegerField(_("岗位人数"))
    version = models.PositiveIntegerField(default=0)

    objects = CommunityPostQuerySet.as_manager()

    class Meta:
        ordering = ["point__unit__path", "point__name", "pk"]
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="post_wants_somebody")]
        verbose_name = _("社区服务岗位")

    def __str__(self) -> str:
        return self.point.name

    def get_absolute_url(self) -> str:
        return reverse("assessments:community_post", args=[self.pk])
