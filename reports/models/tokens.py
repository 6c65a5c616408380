"""Programs of other systems that read from this one (/api/)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from reports.querysets.tokens import TokenQuerySet


class Scope(models.TextChoices):
    """What a program may read."""

    ROLLUPS = "rollups", _("汇总数据")
    OBLIGATIONS = "obligations", _("责任事项")
    LOGS = "logs", _("走访记录（不含内容和群众姓名）")
    CASES = "cases", _("信访事项（不含身份和内容，不含检举控告）")


class ApiToken(models.Model):
    """The key of one program. Only its hash is kept; the key itself is shown once.

    It reads as a leader of `unit` would, without any name of the people, and only what `scopes` says.
    """

    name = models.CharField(_("对接系统"), max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("数据范围"))
    purpose = models.CharField(_("用途"), max_length=200)
    scopes = models.JSONField(_("可读内容"), default=list)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # The first characters of the key, so that people can tell keys apart.
    prefix = models.CharField(_("密钥开头"), max_length=10, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("签发人"))
    made_at = models.DateTimeField(_("签发时间"))
    expires_on = models.DateField(_("有效期至"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)
    # How often it asked within the running minute.
    minute = models.DateTimeField(null=True, editable=False)
    asked = models.PositiveIntegerField(default=0, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="token_has_a_purpose"),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("made_at")), name="token_revoked_after_making"
            ),
        ]
        verbose_name = _("接口密钥")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:token", args=[self.pk])

    @property
    def scope_names(self) -> list[str]:
        return [str(Scope(scope).label) for scope in self.scopes]
