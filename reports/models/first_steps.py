"""Steps of setting an organisation up that it does without."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit


class StepCode(models.TextChoices):
    """In the order in which a new organisation takes them."""

    FOUND = "found", _("建立组织")
    UNITS = "units", _("导入单位")
    CADRES = "cadres", _("导入干部")
    CALENDAR = "calendar", _("载入工作日历")
    RULEBOOKS = "rulebooks", _("选用制度")
    CONTACTS = "contacts", _("登记联系点和联系户")
    PAIRINGS = "pairings", _("结对")
    INVITE = "invite", _("邀请用户")
    MAIL = "mail", _("发送测试邮件")
    LOG = "log", _("登记第一条走访")


class SkippedStep(models.Model):
    """What an organisation does without, and why. What was done is not kept anywhere: it follows from the data."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("单位"))
    step = models.CharField(_("步骤"), max_length=20, choices=StepCode)
    reason = models.CharField(_("原因"), max_length=200)
    skipped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("办理人"))
    skipped_at = models.DateTimeField(_("办理时间"))

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "step"], name="step_skipped_once")]
        verbose_name = _("暂不办理的准备工作")

    def __str__(self) -> str:
        return str(self.get_step_display())
