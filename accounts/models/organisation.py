"""The organisation tree. A unit's `path` holds the keys from the root down, so its prefix is its subtree.

Every level takes `PATH_STEP` characters ("0000001/0000007/0000031/"), so that the first n levels of a path are the
unit's ancestor at that depth: a rollup over a level is one GROUP BY on `Substr(path, 1, n * PATH_STEP)`.
"""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.unit_kinds import unit_kind_name
from accounts.querysets import UnitQuerySet

PATH_STEP = 8


def path_under(parent: "Unit | None", key: int) -> str:
    """The path of the unit with this key under `parent` (None: a root). Only this function knows how one is made."""
    return f"{parent.path if parent else ''}{key:07d}/"


class Unit(models.Model):
    """A committee, branch, department, town, village, company, team … Closed units stay, with their successor."""

    name = models.CharField(_("单位名称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    # A UnitKind, or the code of one that the organisation added.
    kind = models.CharField(_("单位类型"), max_length=30)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级单位")
    )
    path = models.CharField(max_length=255, db_index=True, editable=False)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    order = models.PositiveIntegerField(_("排序"), default=0)
    opened_on = models.DateField(_("设立日期"), null=True, blank=True)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("承接单位")
    )
    version = models.PositiveIntegerField(default=0)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], condition=Q(closed_on=None), name="unit_name_once_under_parent"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="unit_not_its_own_parent"),
        ]
        verbose_name = _("单位")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:unit", args=[self.pk])

    def get_kind_display(self) -> str:
        return unit_kind_name(self.kind)

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @property
    def ancestor_ids(self) -> list[int]:
        """Keys from the root to the parent, read off the path."""
        return [int(key) for key in self.path.split("/") if key][:-1]


class UnitEventKind(models.TextChoices):
    OPENED = "opened", _("设立")
    RENAMED = "renamed", _("更名")
    MOVED = "moved", _("调整隶属")
    MERGED = "merged", _("并入")
    SPLIT = "split", _("分设")
    CLOSED = "closed", _("撤销")


class UnitEvent(models.Model):
    """What happened to a unit and when it took effect: its history, appended and never edited."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="events")
    kind = models.CharField(_("变更"), max_length=20, choices=UnitEventKind)
    on = models.DateField(_("生效日期"))
    name_before = models.CharField(_("原名称"), max_length=100, blank=True)
    path_before = models.CharField(max_length=255, blank=True)
    other = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("相关单位"))
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_kind_display()} {self.on}"
