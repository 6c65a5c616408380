"""Log-ins, roles on parts of the tree, and who acts for whom."""

import datetime
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Access, access_of
from accounts.managers import UserManager
from accounts.models.organisation import Unit
from accounts.models.people import Cadre
from core import clock


class MailPreference(models.TextChoices):
    DIGEST = "digest", _("每日一封汇总")
    OFF = "off", _("不发送（只在系统内提醒）")


class User(AbstractBaseUser, PermissionsMixin):
    """A log-in. Most belong to a cadre; an auditor or a system administrator may not."""

    username = models.CharField(
        _("用户名"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("该用户名已被使用。")},
    )
    name = models.CharField(_("姓名"), max_length=40)
    cadre = models.OneToOneField(
        Cadre, models.SET_NULL, null=True, blank=True, related_name="user", verbose_name=_("对应干部")
    )
    email = models.EmailField(_("电子邮箱"), blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("建立时间"), default=clock.now)
    must_change_password = models.BooleanField(_("下次登录须修改密码"), default=False)
    failed_log_ins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(_("锁定至"), null=True, blank=True)
    language = models.CharField(_("界面语言"), max_length=10, default="zh-hans")
    mail_preference = models.CharField(
        _("提醒邮件"), max_length=10, choices=MailPreference, default=MailPreference.DIGEST
    )
    version = models.PositiveIntegerField(default=0)

    # Whom this user acts for in this request, set by the middleware when a delegation in force was chosen.
    acting_for: "User | None" = None

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["username"]
        verbose_name = _("用户")

    def __str__(self) -> str:
        return self.name or self.username

    def get_absolute_url(self) -> str:
        return reverse("accounts:user", args=[self.pk])

    @cached_property
    def access(self) -> Access:
        """What this user may see and do today; computed once for each user object (three queries)."""
        return access_of(self, on=clock.today())

    def is_locked(self, *, at: datetime.datetime) -> bool:
        return self.locked_until is not None and self.locked_until > at


class Role(models.TextChoices):
    """What a user may do in a part of the tree. Every user with a cadre may log their own work without any role."""

    LEADER = "leader", _("领导")
    SECRETARY = "secretary", _("书记")
    CADRE = "cadre", _("干部")
    PETITION_CLERK = "petition_clerk", _("信访工作人员")
    PERSONNEL = "personnel", _("人事考核人员")
    ORGANISATION_ADMIN = "organisation_admin", _("组织管理员")
    AUDITOR = "auditor", _("监督检查人员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")


class RoleGrant(models.Model):
    """A role on a unit and all below it, from a day to a day (both included)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("用户"))
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="grants", verbose_name=_("范围"))
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("结束日期"), null=True, blank=True)

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "unit"], condition=Q(end=None), name="grant_once"),
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="grant_ends_after_start"),
        ]
        verbose_name = _("角色授权")

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.unit}"


class Delegation(models.Model):
    """`deputy` may act for `principal` on these days (both included); every act says so in the audit trail."""

    principal = models.ForeignKey(User, models.CASCADE, related_name="delegations_given", verbose_name=_("委托人"))
    deputy = models.ForeignKey(User, models.CASCADE, related_name="delegations_held", verbose_name=_("受托人"))
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("结束日期"))
    reason = models.CharField(_("事由"), max_length=100, blank=True)
    revoked_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        ordering = ["-start", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="delegation_ends_after_start"),
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="delegation_to_somebody_else"),
        ]
        verbose_name = _("委托代办")

    def __str__(self) -> str:
        return f"{self.principal} → {self.deputy}"
