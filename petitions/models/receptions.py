"""Leaders receive the public, go down to it with a case, make appointments (R3.2-3.8), and sponsor cases (R3.9)."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from petitions.models.cases import Case
from petitions.querysets import OfCaseQuerySet
from petitions.reception_querysets import ReceptionQuerySet, SponsorshipQuerySet
from visits.models import RotaSlot, VisitLog


class ReceptionKind(models.TextChoices):
    RECEPTION = "reception", _("接访")
    OUTREACH = "outreach", _("带案下访")
    APPOINTMENT = "appointment", _("约访")


class ReceptionState(models.TextChoices):
    OPEN = "open", _("待进行")
    CLOSED = "closed", _("已结束")
    CANCELLED = "cancelled", _("已取消")


class Reception(models.Model):
    """A day (or hour) on which a leader hears people out. Closing it writes the visit log of its kind: it counts as
    contact work without a second entry."""

    kind = models.CharField(_("方式"), max_length=12, choices=ReceptionKind, default=ReceptionKind.RECEPTION)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="receptions", verbose_name=_("单位"))
    leader = models.ForeignKey(Cadre, models.PROTECT, related_name="receptions", verbose_name=_("接待领导"))
    others = models.ManyToManyField(Cadre, blank=True, related_name="+", verbose_name=_("陪同接待"))
    on = models.DateField(_("日期"))
    time = models.CharField(_("时间"), max_length=40, blank=True)
    place = models.CharField(_("地点"), max_length=60, blank=True)
    # The day of duty that it fulfils; none for a reception outside the rota.
    slot = models.ForeignKey(RotaSlot, models.SET_NULL, null=True, blank=True, related_name="receptions")
    # The case that is taken down (R3.6) or that the appointment is about (R3.8).
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="receptions")
    note = models.TextField(_("接待情况"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=ReceptionState, default=ReceptionState.OPEN)
    log = models.OneToOneField(VisitLog, models.PROTECT, null=True, blank=True, related_name="reception")
    version = models.PositiveIntegerField(default=0)

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot"],
                condition=~Q(state="cancelled") & Q(slot__isnull=False),
                name="one_reception_for_a_slot",
            ),
            models.CheckConstraint(
                condition=Q(kind="reception") | Q(case__isnull=False), name="outreach_and_appointment_have_a_case"
            ),
        ]
        indexes = [models.Index(fields=["unit", "-on"], name="reception_of_unit")]
        verbose_name = _("接访")

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.get_kind_display()} {self.leader}"

    def get_absolute_url(self) -> str:
        return reverse("petitions:reception", args=[self.pk])


class ReceptionVisitor(models.Model):
    """A case that a visitor brought to a reception; who they are stands with the case."""

    reception = models.ForeignKey(Reception, models.PROTECT, related_name="visitors")
    case = models.OneToOneField(Case, models.PROTECT, related_name="visitor")

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.case)


class Promise(models.TextChoices):
    """五包: the five commitments of a leader in charge of a case (R3.9)."""

    SOLVE = "solve", _("包解决问题")
    TALK = "talk", _("包思想疏导")
    CALM = "calm", _("包情绪稳定")
    HELP = "help", _("包困难帮扶")
    LAW = "law", _("包依法处理")


class Sponsorship(models.Model):
    """A leader in charge of a case (包案). Done when the case is closed and the petitioner satisfied, or by a reasoned
    decision of a higher level."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="sponsorships")
    leader = models.ForeignKey(Cadre, models.PROTECT, related_name="sponsorships", verbose_name=_("包案领导"))
    start = models.DateField(_("包案日期"))
    end = models.DateField(_("结束日期"), null=True, blank=True)
    # Why it ended without a satisfied petitioner, decided by whom.
    decision = models.TextField(_("结束的理由"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)

    objects = SponsorshipQuerySet.as_manager()

    class Meta:
        ordering = ["-start", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(end=None), name="one_sponsor_of_a_case"),
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="sponsorship_ends_after_start"),
        ]
        verbose_name = _("包案")

    def __str__(self) -> str:
        return f"{self.leader} {self.case.number}"

    def get_absolute_url(self) -> str:
        return reverse("petitions:sponsorship", args=[self.pk])

    def months(self, *, on: datetime.date) -> list[datetime.date]:
        """The first days of the months in which progress is due, up to that of `on` or of the end."""
        last = min(self.end or on, on)
        month, found = self.start.replace(day=1), []
        while month <= last:
            found.append(month)
            month = (month + datetime.timedelta(days=32)).replace(day=1)
        return found


class SponsorEntry(models.Model):
    """What the leader did for one of the five commitments, on a day. Appended only."""

    sponsorship = models.ForeignKey(Sponsorship, models.PROTECT, related_name="entries")
    promise = models.CharField(_("承诺"), max_length=10, choices=Promise)
    on = models.DateField(_("日期"))
    text = models.TextField(_("工作情况"))
    is_kept = models.BooleanField(_("此项已落实"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("包案工作")

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.get_promise_display()}"
