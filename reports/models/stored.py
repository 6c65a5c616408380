"""Figures of very large parts of the tree, counted ahead because nobody waits for a million records."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit


class StoredFigures(models.Model):
    """What was counted for a question, for all who read the same part of the tree. Never what depends on the person.

    Nothing hangs on it: a row that is deleted is counted again when somebody asks.
    """

    # A hash of `asked`, which is what reports/rollup/stored.py needs to count anew.
    key = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("单位"))
    asked = models.JSONField()
    # None: is just being counted for the first time.
    figures = models.JSONField(null=True)
    # The day of asking that it was counted for, and the moment before counting began, by the database's clock.
    counted_on = models.DateField()
    as_of = models.DateTimeField(_("统计时间"))
    asked_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["as_of", "pk"]
        verbose_name = _("预先统计的数据")

    def __str__(self) -> str:
        return f"{self.unit} {self.as_of:%Y-%m-%d %H:%M}"
