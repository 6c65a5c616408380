"""Rows that belong to no field of work: audit trail, outbox, inbox, sent-once keys, the calendar of days off."""

import uuid
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.querysets import AuditQuerySet, InboxQuerySet, OutboxQuerySet


class AuditEntry(models.Model):
    """One thing that somebody did. Appended by `core.audit.record`, never edited, never deleted by the product."""

    at = models.DateTimeField(_("时间"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人")
    )
    # Whose authority the actor used, when a delegation was in force.
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("代谁")
    )
    action = models.CharField(_("操作"), max_length=80, db_index=True)
    object_type = models.CharField(_("对象类型"), max_length=80, blank=True)
    object_id = models.CharField(_("对象编号"), max_length=40, blank=True)
    label = models.CharField(_("对象"), max_length=200, blank=True)
    # The part of the tree that it happened in, so that an auditor of one part sees that part.
    unit_path = models.CharField(max_length=255, blank=True, db_index=True)
    data = models.JSONField(_("内容"), default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]
        verbose_name = _("审计记录")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("An audit entry is never edited.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("An audit entry is never deleted.")

    @property
    def action_name(self) -> str:
        """What people call the action; its code where nobody named it."""
        from core import audit

        return str(audit.names().get(self.action, self.action))

    @property
    def object_kind(self) -> str:
        """What people call this sort of object, or "" for an action on none or on one that no longer exists."""
        try:
            return str(apps.get_model(self.object_type)._meta.verbose_name)
        except (LookupError, ValueError):
            return ""


class OutboxMessage(models.Model):
    """A letter to be sent once. Written in the transaction of the action that wants it sent; a sweep sends it."""

    what = models.CharField(max_length=120)
    step = models.CharField(max_length=60, blank=True)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("收件人"))
    channel = models.CharField(max_length=20, default="mail")
    subject = models.CharField(_("主题"), max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    # Legal deadlines and escalations go out on rest days too.
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("生成时间"))
    not_before = models.DateTimeField(_("最早发送"))
    claimed_until = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    # How often the mail server refused it for good (5xx); other failures pass by themselves.
    refusals = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(_("最近错误"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("放弃时间"), null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["what", "step", "recipient", "channel"], name="outbox_once"),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                name="outbox_waiting",
                condition=models.Q(sent_at=None, given_up_at=None),
            ),
        ]
        verbose_name = _("邮件")

    def __str__(self) -> str:
        return self.subject

    @property
    def state(self) -> str:
        """ "sent", "failed" or "waiting"."""
        if self.sent_at:
            return "sent"
        return "failed" if self.given_up_at else "waiting"


class Chore(models.Model):
    """Work left for the worker by `core.chores.put_off`; gone when it is done."""

    kind = models.CharField(max_length=60)
    data = models.JSONField()
    created_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.kind


class InboxItem(models.Model):
    """A notice inside the product, for those who have no mail too."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox")
    what = models.CharField(max_length=120)
    step = models.CharField(max_length=60, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"), blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(null=True, blank=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["what", "step", "user"], name="inbox_once")]

    def __str__(self) -> str:
        return self.title


class OnceKey(models.Model):
    """A form that was sent: a second sending of the same form finds this row and is shown the first result."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    url = models.CharField(max_length=300)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.key)


class CalendarYear(models.Model):
    """A year whose days off were loaded. A year that is missing is a visible warning, never a silent guess."""

    year = models.PositiveSmallIntegerField(_("年份"), primary_key=True)
    source = models.CharField(_("来源"), max_length=200)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        ordering = ["year"]
        verbose_name = _("工作日历")

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A weekday that is off, or a Saturday or Sunday that is worked (调休)."""

    day = models.DateField(_("日期"), primary_key=True)
    is_off = models.BooleanField(_("放假"))
    name = models.CharField(_("名称"), max_length=40, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class SearchEntry(models.Model):
    """Where a searched text stands: the row, and the pairs of characters in its texts (core/search.py).

    Derived, and made anew by `manage.py reindex`; it says nothing that its row does not say."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    grams = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"
