"""What people say about the product itself. It stays in the installation; nothing is sent anywhere."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from accounts.querysets import FeedbackQuerySet
from core.fields import EncryptedTextField


class FeedbackKind(models.TextChoices):
    FAULT = "fault", _("出错或用不了")
    UNCLEAR = "unclear", _("看不懂、找不到")
    SLOW = "slow", _("太慢、太麻烦")
    WISH = "wish", _("希望增加或改变")


class FeedbackState(models.TextChoices):
    NEW = "new", _("未处理")
    IN_HAND = "in_hand", _("处理中")
    DONE = "done", _("已解决")
    DECLINED = "declined", _("不采纳")


class Feedback(models.Model):
    """One remark. `sender` is kept only where a reply was asked for: otherwise nobody can tell who wrote it.

    `page` is a path of this site without its query, in which there may be names. The texts are encrypted, because
    people put names into them.
    """

    sender = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="feedback", verbose_name=_("反映人")
    )
    created_at = models.DateTimeField(_("反映时间"))
    kind = models.CharField(_("类别"), max_length=10, choices=FeedbackKind)
    page = models.CharField(_("所在页面"), max_length=200, blank=True)
    happened = EncryptedTextField(_("遇到的情况"))
    expected = EncryptedTextField(_("希望怎样"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=FeedbackState, default=FeedbackState.NEW)
    answer = EncryptedTextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=FeedbackState.NEW) | Q(answered_at__isnull=False), name="feedback_answered_when"
            )
        ]
        verbose_name = _("使用意见")

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("accounts:feedback", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in (FeedbackState.NEW, FeedbackState.IN_HAND)
