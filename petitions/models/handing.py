"""A case that goes from one unit to another, and what the other says to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from petitions.models.cases import Case
from petitions.models.people import RatingValue
from petitions.querysets import OfCaseQuerySet


class HandoverKind(models.TextChoices):
    FORWARD = "forward", _("转送")
    ASSIGN = "assign", _("交办")
    # 吹哨报到: one unit calls others to the spot; each reports in, and both sides are rated.
    CALL = "call", _("吹哨报到")
    ESCALATE = "escalate", _("上报")


class HandoverState(models.TextChoices):
    SENT = "sent", _("待签收")
    TAKEN = "taken", _("已签收")
    OBJECTED = "objected", _("有异议")
    RETURNED = "returned", _("已退回")
    DONE = "done", _("已完成")


class Handover(models.Model):
    """One hand-over. The last of kind forward, assign or escalate says who has the case in hand."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="handovers")
    kind = models.CharField(_("方式"), max_length=10, choices=HandoverKind)
    sender = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("发出单位"))
    receiver = models.ForeignKey(Unit, models.PROTECT, related_name="handovers", verbose_name=_("接收单位"))
    on = models.DateField(_("日期"))
    # The day by which a result is to be reported (assignment, call).
    due = models.DateField(_("办理时限"), null=True, blank=True)
    request = models.TextField(_("办理要求"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=HandoverState, default=HandoverState.SENT)
    objection = models.TextField(_("异议理由"), blank=True)
    ruling = models.TextField(_("裁定意见"), blank=True)
    reply = models.TextField(_("办理情况"), blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    # A call is rated from both sides: by who called, and by who came.
    rated_by_sender = models.CharField(max_length=10, choices=RatingValue, blank=True)
    rated_by_receiver = models.CharField(max_length=10, choices=RatingValue, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(sender=models.F("receiver")), name="handed_to_somebody_else"),
        ]
        indexes = [
            models.Index(fields=["receiver", "state"], name="handover_to"),
            # To whom a unit was called is asked of every list of cases.
            models.Index(fields=["receiver", "case"], name="handover_calls", condition=Q(kind="call")),
        ]
        verbose_name = _("转交办理")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.receiver}"
