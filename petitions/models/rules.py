"""What an organisation sets for itself. A setting of a unit holds for all below it, until one below sets its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.querysets import OfUnitQuerySet
from petitions.shipped import MARK, RESERVED_SLUGS


class PetitionSettings(models.Model):
    """How a unit handles petitions. `slug` is the address of its form for the people (/p/<slug>/)."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="petition_settings", verbose_name=_("单位"))
    mark = models.CharField(_("代字"), max_length=20, default=MARK)
    slug = models.SlugField(_("网上诉求地址"), max_length=40, unique=True)
    has_form = models.BooleanField(_("开通网上诉求"), default=True)
    welcome = models.TextField(_("填写说明"), blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    # Matters heard on visits become registered cases by themselves.
    registers_matters = models.BooleanField(_("走访诉求自动登记"), default=False)
    # Article 33: whether clocks stand still during mediation.
    pauses_in_mediation = models.BooleanField(_("调解期间中止计时"), default=True)
    reopen_days = models.PositiveSmallIntegerField(_("可重新办理天数"), default=30)
    # Discipline inspection: where a case goes that accuses the petition office itself or its leader.
    discipline_unit = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("纪检监察机构")
    )
    version = models.PositiveIntegerField(default=0)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=RESERVED_SLUGS),
                name="form_address_is_free",
                violation_error_message=_("这个地址已被系统使用，请换一个。"),
            ),
        ]
        verbose_name = _("信访设置")

    def __str__(self) -> str:
        return str(self.unit)


class LimitSetting(models.Model):
    """A limit of a step as this organisation sets it, instead of the one that comes with the product."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="petition_limits", verbose_name=_("适用单位"))
    code = models.CharField(_("时限"), max_length=30)
    days = models.PositiveIntegerField(_("天数"))
    is_working = models.BooleanField(_("按工作日"), default=False)
    most_extension = models.PositiveIntegerField(_("最多延长天数"), default=0)
    article = models.CharField(_("依据"), max_length=60)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "code"]
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="limit_once_in_unit")]
        verbose_name = _("时限设置")

    def __str__(self) -> str:
        return f"{self.unit} {self.code}"
