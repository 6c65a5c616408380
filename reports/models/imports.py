"""Workbooks that were brought in."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from core.fields import EncryptedTextField
from reports.querysets.imports import ImportBatchQuerySet


class ImportKind(models.TextChoices):
    UNITS = "units", _("单位")
    CADRES = "cadres", _("干部")
    POINTS = "points", _("联系点")
    HOUSEHOLDS = "households", _("联系户")
    PAIRINGS = "pairings", _("结对")
    LOGS = "logs", _("走访记录")
    CALENDAR = "calendar", _("工作日历")


class ImportState(models.TextChoices):
    CHECKED = "checked", _("待导入")
    APPLIED = "applied", _("已导入")
    UNDONE = "undone", _("已撤销")


class ImportBatch(models.Model):
    """One workbook: what was read from it, until it is brought in, and what it wrote, as long as it may be taken back.

    Purpose of `rows` and `traces`: to show what would change, and to undo it. They may hold personal data and are
    encrypted; both are emptied when they have served, at the latest after `reports.actions.importing.KEPT`.
    """

    kind = models.CharField(_("内容"), max_length=20, choices=ImportKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("导入范围"))
    file_name = models.CharField(_("文件名"), max_length=150)
    digest = models.CharField(max_length=64, editable=False)
    rows = EncryptedTextField(blank=True, editable=False)
    traces = EncryptedTextField(blank=True, editable=False)
    # How many things were new, changed and as they were, when it was brought in.
    counts = models.JSONField(default=dict, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=ImportState, default=ImportState.CHECKED)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    uploaded_at = models.DateTimeField(_("上传时间"))
    applied_at = models.DateTimeField(_("导入时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="checked", applied_at=None)
                | models.Q(state__in=["applied", "undone"], applied_at__isnull=False),
                name="import_applied_has_a_time",
            )
        ]
        verbose_name = _("表格导入")

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("reports:import", args=[self.pk])
