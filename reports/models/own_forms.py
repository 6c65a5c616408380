"""Forms of an organisation: workbooks with named cells that are filled from the records. Each upload is a version."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from reports.querysets.scheduled import OwnFormQuerySet, OwnFormVersionQuerySet


class OwnForm(models.Model):
    """A form that a unit set up. The units below it use it as well."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="own_forms", verbose_name=_("单位"))
    name = models.CharField(_("表样名称"), max_length=60)
    ended_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = OwnFormQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], condition=Q(ended_at=None), name="own_form_name_once")
        ]
        verbose_name = _("自有表样")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:own_form", args=[self.pk])


class OwnFormVersion(models.Model):
    """A workbook as it was uploaded. `names`: [name, sheet, cell] of what is filled; `remarks`: what the check said."""

    form = models.ForeignKey(OwnForm, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    file = models.FileField(upload_to="reports/forms/%Y/")
    file_name = models.CharField(_("文件名"), max_length=120)
    size = models.PositiveIntegerField(_("大小"))
    names: Any = models.JSONField(default=list)
    remarks: Any = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    uploaded_at = models.DateTimeField(_("上传时间"))

    objects = OwnFormVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="own_form_version_once")]
        verbose_name = _("表样版本")

    def __str__(self) -> str:
        return f"{self.form} V{self.number}"
