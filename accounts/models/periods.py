"""The organisation's own periods: semesters, seasons, special periods, and its list of festivals."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Unit
from accounts.querysets import OfUnitQuerySet


class OwnPeriodKind(models.TextChoices):
    SEMESTER = "semester", _("学期")
    SEASON = "season", _("时节")
    SPECIAL = "special", _("特殊时期")
    WEIGHTY_EVENT = "weighty_event", _("重要事件")
    OTHER = "other", _("其他时段")


class OwnPeriod(models.Model):
    """A span of days that regulations name, holding for a unit and all below it.

    `code` is what rulebooks refer to (spring_sowing, hot_season, autumn_harvest …). A yearly period recurs every
    year on the month and day of its dates; the year written is its first. Both ends are included.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="own_periods", verbose_name=_("适用单位"))
    kind = models.CharField(_("类别"), max_length=20, choices=OwnPeriodKind)
    code = models.SlugField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=60)
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("结束日期"))
    is_yearly = models.BooleanField(_("每年重复"), default=False)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="own_period_ends_after_start"),
            models.UniqueConstraint(fields=["unit", "code", "start"], name="own_period_once"),
        ]
        verbose_name = _("时段")

    def __str__(self) -> str:
        return self.name


class FestivalBasis(models.TextChoices):
    FIXED = "fixed", _("公历")
    LUNAR = "lunar", _("农历")


class Festival(models.Model):
    """A festival of the organisation; "each major festival" in a regulation means those marked here."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="festivals", verbose_name=_("适用单位"))
    code = models.SlugField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=40)
    basis = models.CharField(_("历法"), max_length=10, choices=FestivalBasis)
    month = models.PositiveSmallIntegerField(_("月"))
    day = models.PositiveSmallIntegerField(_("日"))
    # Statutory days off reach beyond the day itself; where the calendar is loaded its run of days is used instead.
    days_off = models.PositiveSmallIntegerField(_("放假天数"), default=1)
    is_major = models.BooleanField(_("重大节日"), default=False)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        ordering = ["month", "day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="festival_once"),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), day__range=(1, 31)), name="festival_has_a_possible_date"
            ),
        ]
        verbose_name = _("节日")

    def __str__(self) -> str:
        return self.name
