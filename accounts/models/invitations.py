"""Who was invited to log in for the first time, and who has come."""

import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Unit
from accounts.models.users import User
from accounts.querysets import InvitationQuerySet, InvitationRoundQuerySet


class InvitationWay(models.TextChoices):
    MAIL = "mail", _("发邮件")
    SLIP = "slip", _("打印一次性密码条")


class InvitationRound(models.Model):
    """Several people invited in one go, by one administrator."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("邀请范围"))
    way = models.CharField(_("方式"), max_length=10, choices=InvitationWay)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("邀请人"))
    made_at = models.DateTimeField(_("邀请时间"))
    expires_on = models.DateField(_("有效期至"))

    objects = InvitationRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("用户邀请")

    def __str__(self) -> str:
        return f"{self.unit} {self.made_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:invitation_round", args=[self.pk])


class Invitation(models.Model):
    """One person's first way in. The code itself is kept nowhere; it holds about 69 random bits, so that a plain hash
    of it cannot be reversed. It works once, until `round.expires_on`."""

    round = models.ForeignKey(InvitationRound, models.CASCADE, related_name="invitations")
    user = models.OneToOneField(User, models.CASCADE, related_name="invitation", verbose_name=_("用户"))
    # "" as long as no slip was printed.
    digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    # The log-in was made for it, and goes with it when it is taken back.
    made_user = models.BooleanField(default=False, editable=False)
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("邀请")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_waiting(self) -> bool:
        """As `querysets.waiting`, for a row whose user is fetched already."""
        return self.used_at is None and self.user.last_login is None

    def is_open(self, on: datetime.date) -> bool:
        return self.is_waiting and on <= self.round.expires_on
