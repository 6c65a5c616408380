"""Work contact sheets (工作联系单, R15): what one department asks of another, by when, and what came of it."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from petitions.models.cases import Case
from petitions.querysets import MarkQuerySet, SheetQuerySet
from petitions.sheet_workflow import ENDED, SheetState


class WorkSheet(models.Model):
    """One sheet. What was asked at first and what was amended stands in its entries."""

    sender = models.ForeignKey(Unit, models.PROTECT, related_name="sheets_sent", verbose_name=_("发出单位"))
    receiver = models.ForeignKey(Unit, models.PROTECT, related_name="sheets_received", verbose_name=_("主送单位"))
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    serial = models.PositiveIntegerField(null=True, editable=False)
    number = models.CharField(_("编号"), max_length=40, blank=True, editable=False)
    subject = models.CharField(_("事由"), max_length=60)
    text = models.TextField(_("内容"))
    request = models.TextField(_("工作要求"))
    due = models.DateField(_("完成时限"))
    state = models.CharField(_("状态"), max_length=12, choices=SheetState, default=SheetState.DRAFT)
    # The case that it serves, if any: whoever may not see the case is told its subject only.
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="sheets")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("起草人"))
    drafted_on = models.DateField(_("起草日期"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("签发人")
    )
    sent_on = models.DateField(_("发出日期"), null=True, blank=True)
    # Within one working day the receiver signs for it or objects.
    sign_by = models.DateField(_("签收期限"), null=True, blank=True)
    received_on = models.DateField(_("签收日期"), null=True, blank=True)
    replied_on = models.DateField(_("回复日期"), null=True, blank=True)
    reply = models.TextField(_("回复意见"), blank=True)
    times_returned = models.PositiveSmallIntegerField(default=0)
    is_ruled = models.BooleanField(default=False)
    supervised_by = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("督察督办单位")
    )
    closed_on = models.DateField(_("销号日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["sender", "year", "serial"], name="sheet_number_once"),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="sheet_to_another_unit"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | ~Q(number=""), name="sent_sheet_has_a_number"
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "state"], name="sheet_to"),
            models.Index(fields=["sender", "state"], name="sheet_from"),
        ]
        verbose_name = _("工作联系单")

    def __str__(self) -> str:
        return f"{self.number} {self.subject}".strip()

    def get_absolute_url(self) -> str:
        return reverse("petitions:sheet", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def tone(self) -> str:
        """The colour that goes with the state (templates/components/status.html)."""
        return {"closed": "ok", "cancelled": "off", "draft": "off", "supervised": "late", "objected": "due"}.get(
            self.state, "open"
        )

    def is_late(self, *, on: datetime.date) -> bool:
        """As `SheetQuerySet.overdue`, for a row that is fetched already."""
        unsigned = self.state == SheetState.SENT and self.sign_by is not None and self.sign_by < on
        return unsigned or (self.state in (SheetState.IN_HAND, SheetState.SUPERVISED) and self.due < on)


class SheetEntry(models.Model):
    """One step of a sheet, appended and never edited. `data` holds what an amendment changed: {field: [old, new]}."""

    sheet = models.ForeignKey(WorkSheet, models.PROTECT, related_name="entries")
    action = models.CharField(_("步骤"), max_length=20)
    to_state = models.CharField(max_length=12, choices=SheetState)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("时间"))
    note = models.TextField(_("说明"), blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("An entry of a sheet is never edited.")
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        from petitions.sheet_workflow import BY_ACTION

        step = BY_ACTION.get(self.action)
        return str(step.label) if step else str(_("起草"))


class MarkGround(models.TextChoices):
    """R15.4: the three grounds on which a mark may be proposed."""

    NOT_SIGNED = "not_signed", _("到期未签收也未提出异议")
    LATE = "late", _("逾期未回复或者逾期回复")
    LATE_AND_BELOW = "late_and_below", _("逾期回复且未达到要求")


class MarkState(models.TextChoices):
    PROPOSED = "proposed", _("已提出，可申诉")
    APPEALED = "appealed", _("申诉待裁定")
    APPROVED = "approved", _("已批准")
    DISMISSED = "dismissed", _("不予记分")
    APPLIED = "applied", _("已计入考核")


class SheetMark(models.Model):
    """A mark against the unit that received a sheet; it flows into the assessment once personnel has applied it."""

    sheet = models.ForeignKey(WorkSheet, models.PROTECT, related_name="marks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sheet_marks", verbose_name=_("被记分单位"))
    ground = models.CharField(_("理由"), max_length=20, choices=MarkGround)
    points = models.DecimalField(_("扣分"), max_digits=4, decimal_places=1, default=1)
    note = models.TextField(_("说明"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=MarkState, default=MarkState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_on = models.DateField(_("提出日期"))
    # Within one working day the receiver may appeal.
    appeal_by = models.DateField(_("申诉期限"))
    appeal = models.TextField(_("申诉理由"), blank=True)
    ruling = models.TextField(_("裁定意见"), blank=True)
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ruled_on = models.DateField(_("裁定日期"), null=True, blank=True)
    applied_on = models.DateField(_("计入日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = MarkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "ground"], name="mark_once_for_a_ground"),
            models.CheckConstraint(condition=Q(points__gt=0), name="mark_has_points"),
        ]
        verbose_name = _("联系单记分")

    def __str__(self) -> str:
        return f"{self.unit} {self.get_ground_display()}"

    def get_absolute_url(self) -> str:
        return self.sheet.get_absolute_url()
