"""What happened to a score sheet, step by step."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.quarters import ScoreSheet, SheetState


class SheetEntry(models.Model):
    """One step of a sheet, appended and never edited. `data` holds scores that a step changed:
    {number of the criterion: [old, new]}."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="entries")
    action = models.CharField(_("步骤"), max_length=20)
    to_state = models.CharField(max_length=12, choices=SheetState)
    # None: the product itself, when the time for an objection was over.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
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
