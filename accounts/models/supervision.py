"""Who among the leaders answers for which units and colleagues (分管)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Unit
from accounts.models.people import Cadre
from accounts.querysets import SupervisionQuerySet


class Supervision(models.Model):
    """A leader supervises a unit (and through it whoever heads it) or a colleague, from one day to another.

    Both days are included; no end = still so. The division of work in a leading team is no secret within the unit.
    """

    leader = models.ForeignKey(Cadre, models.CASCADE, related_name="supervisions", verbose_name=_("分管领导"))
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="supervisions", verbose_name=_("分管单位")
    )
    cadre = models.ForeignKey(
        Cadre, models.CASCADE, null=True, blank=True, related_name="supervised_by", verbose_name=_("分管同志")
    )
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("结束日期"), null=True, blank=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, cadre=None) | Q(unit=None, cadre__isnull=False),
                name="supervision_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(leader=F("cadre")), name="supervision_not_of_oneself"),
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="supervision_ends_after_start"),
            models.UniqueConstraint(fields=["leader", "unit"], condition=Q(end=None), name="supervision_of_unit_once"),
            models.UniqueConstraint(
                fields=["leader", "cadre"], condition=Q(end=None), name="supervision_of_cadre_once"
            ),
        ]
        verbose_name = _("分管")

    def __str__(self) -> str:
        return str(self.unit or self.cadre)
