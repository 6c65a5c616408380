"""Weighty plans are put to all staff first (征求意见, R11.6), and what became of their opinions goes back to them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from petitions.models.cases import Case
from petitions.querysets import ConsultationQuerySet, OfCaseQuerySet


class Consultation(models.Model):
    """A plan on which a unit asks everybody in it and below. Opinions are cases, handled and answered as such."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="consultations", verbose_name=_("征求意见的单位"))
    title = models.CharField(_("标题"), max_length=60)
    text = models.TextField(_("方案内容"))
    opens_on = models.DateField(_("开始日期"))
    closes_on = models.DateField(_("截止日期"))
    # What became of the opinions, for everybody who was asked.
    result = models.TextField(_("意见采纳情况"), blank=True)
    published_on = models.DateField(_("反馈日期"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="consultation_closes_after_opening"),
        ]
        verbose_name = _("征求意见")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("petitions:consultation", args=[self.pk])


class ConsultationOpinion(models.Model):
    """An opinion on a plan; the case holds what it says and, unless anonymous, whose it is."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="opinions")
    case = models.OneToOneField(Case, models.PROTECT, related_name="opinion_on")

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.case)
