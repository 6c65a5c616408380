"""Inspections (R11.4, R12.4–5, R16.5): what was looked at, what was found, and whether it was mended."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from assessments.querysets.inspections import InspectionQuerySet
from contacts.models import ContactPoint
from visits.models import VisitLog


class Outcome(models.TextChoices):
    NONE = "none", _("未作评价")
    PRAISE = "praise", _("表扬")
    CRITICISM = "criticism", _("批评")


class Inspection(models.Model):
    """One look at a member's record book, at a branch, or at a contact point. Its log is what the rules count."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspections_made", verbose_name=_("检查单位"))
    unit_path = models.CharField(max_length=255, db_index=True, editable=False)
    inspectors = models.ManyToManyField(Cadre, related_name="inspections_made", verbose_name=_("检查人员"))
    # Exactly one of the three. A branch that looks at its own contact work (R12.4) names itself.
    cadre = models.ForeignKey(
        Cadre, models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name=_("被检查的干部、党员")
    )
    branch = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name=_("被检查的单位")
    )
    contact_point = models.ForeignKey(
        ContactPoint, models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name=_("联系点")
    )
    # Where the inspected belongs.
    subject_path = models.CharField(max_length=255, db_index=True, editable=False)
    on = models.DateField(_("检查日期"))
    findings = models.TextField(_("检查情况"))
    outcome = models.CharField(_("评价"), max_length=10, choices=Outcome, default=Outcome.NONE)
    to_mend = models.TextField(_("需要整改的问题"), blank=True)
    mend_until = models.DateField(_("整改期限"), null=True, blank=True)
    looked_again_on = models.DateField(_("复查日期"), null=True, blank=True)
    is_mended = models.BooleanField(_("已整改到位"), null=True, blank=True)
    second_look = models.TextField(_("复查情况"), blank=True)
    # Why it does not stand any more; its log is withdrawn with it.
    withdrawn = models.CharField(_("撤销原因"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("登记时间"))
    log = models.OneToOneField(VisitLog, models.PROTECT, related_name="inspection")
    version = models.PositiveIntegerField(default=0)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cadre__isnull=False, branch=None, contact_point=None)
                | Q(cadre=None, branch__isnull=False, contact_point=None)
                | Q(cadre=None, branch=None, contact_point__isnull=False),
                name="inspection_has_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(to_mend="", mend_until=None) | ~Q(to_mend="") & Q(mend_until__gte=F("on")),
                name="what_to_mend_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(looked_again_on=None, is_mended=None)
                | Q(looked_again_on__gte=F("on"), is_mended__isnull=False),
                name="second_look_has_a_day_and_a_result",
            ),
        ]
        verbose_name = _("检查")

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:inspection", args=[self.pk])

    @property
    def subject(self) -> Cadre | Unit | ContactPoint:
        found = self.cadre or self.branch or self.contact_point
        assert found is not None, "inspection_has_one_subject"
        return found

    @property
    def waits_for_second_look(self) -> bool:
        return bool(self.to_mend) and self.is_mended is not True and not self.withdrawn

    def is_overdue(self, *, on: datetime.date) -> bool:
        """As `InspectionQuerySet.overdue`, for a row that is fetched already."""
        return self.waits_for_second_look and self.mend_until is not None and self.mend_until < on

    @property
    def outcome_tone(self) -> str:
        """The colour of the outcome (templates/components/status.html)."""
        return {"praise": "ok", "criticism": "late"}.get(self.outcome, "off")
