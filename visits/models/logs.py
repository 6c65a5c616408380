"""The visit log: written down once; everything else is derived from it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from contacts.models import ContactPoint, Household, Resident, exactly_one_target, target_key
from core.fields import EncryptedTextField
from core.wording import joined, shipped
from visits.querysets import (
    TIMELY,
    AttachmentQuerySet,
    MatterQuerySet,
    VisitKindQuerySet,
    VisitLogQuerySet,
)
from visits.shipped import SHIPPED, WRITTEN_BY_PRODUCT


class VisitKind(models.Model):
    """A kind of contact work, with flags that say how it is recorded and counted. Rulebooks refer to `code`."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    # Being at the contact point in person; several days in a row; living there.
    is_on_site = models.BooleanField(_("到现场"), default=True)
    spans_days = models.BooleanField(_("可跨多日"), default=False)
    is_stay = models.BooleanField(_("同吃同住"), default=False)
    # What was said stays with those who took part and the superior of the leader who held it (R4).
    is_confidential = models.BooleanField(_("内容保密"), default=False)
    is_meeting = models.BooleanField(_("会议活动"), default=False)
    has_goods = models.BooleanField(_("带慰问物资"), default=False)
    # Somebody or some place was visited: a log of this kind without a point, household or person says nothing.
    needs_target = models.BooleanField(_("须选走访对象"), default=False)
    # Written by another floor when its own record is closed (a reception, a survey); not offered in the form.
    is_by_hand = models.BooleanField(_("可直接登记"), default=True)
    order = models.PositiveIntegerField(_("排序"), default=0)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = VisitKindQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("走访形式")

    def __str__(self) -> str:
        return shipped(self.name)

    @property
    def is_shipped(self) -> bool:
        return self.code in SHIPPED

    @property
    def may_be_retired(self) -> bool:
        return self.code not in WRITTEN_BY_PRODUCT

    @property
    def traits(self) -> str:
        """The flags that are set, in words."""
        flags = ("is_on_site", "needs_target", "spans_days", "is_meeting", "is_confidential")
        shown = [self._meta.get_field(flag) for flag in flags if getattr(self, flag)]
        return joined(field.verbose_name for field in shown)  # type: ignore[union-attr]


class LogState(models.TextChoices):
    RECORDED = "recorded", _("已登记")
    WITHDRAWN = "withdrawn", _("已撤回")


class Meals(models.TextChoices):
    """R1.11: meals are paid at the standard rate."""

    NONE = "none", _("未就餐")
    PAID = "paid", _("按标准交纳餐费")
    UNPAID = "unpaid", _("未交纳餐费")


class VisitLog(models.Model):
    """One piece of contact work on one day or a run of days (both included)."""

    kind = models.ForeignKey(VisitKind, models.PROTECT, related_name="logs", verbose_name=_("走访形式"))
    first_day = models.DateField(_("走访日期"))
    last_day = models.DateField(_("结束日期"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="logs", verbose_name=_("代表单位"))
    # The unit's place in the tree when the log was made: reports "as organised then" read this one.
    unit_path = models.CharField(max_length=255, db_index=True, editable=False)
    cadres = models.ManyToManyField(Cadre, through="VisitParticipant", related_name="logs", verbose_name=_("走访干部"))
    content = models.TextField(_("基本情况"), blank=True)
    # What was said in a confidential talk stands here instead, encrypted, and is never searched.
    talk = EncryptedTextField(_("谈话内容"), blank=True)
    minutes = models.PositiveIntegerField(_("时长（分钟）"), null=True, blank=True)
    people_count = models.PositiveIntegerField(_("参加人数"), null=True, blank=True)
    # R1.11, optional: an empty value is "not recorded", never a breach.
    entourage = models.PositiveSmallIntegerField(_("陪同人数"), null=True, blank=True)
    meals = models.CharField(_("就餐"), max_length=10, choices=Meals, blank=True)
    had_welcome = models.BooleanField(_("有迎送或宴请"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=LogState, default=LogState.RECORDED)
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=200, blank=True)
    is_from_paper = models.BooleanField(_("纸质补录"), default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人")
    )
    recorded_at = models.DateTimeField(_("登记时间"))
    version = models.PositiveIntegerField(default=0)

    objects = VisitLogQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="log_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state="withdrawn", withdrawn_reason=""), name="withdrawn_log_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["first_day", "last_day"], name="log_days"),
            models.Index(fields=["unit", "-first_day"], name="log_of_unit"),
        ]
        verbose_name = _("走访记录")

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m-%d} {self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("visits:detail", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Entered late: valid all the same, and marked."""
        return timezone.localdate(self.recorded_at) > self.last_day + TIMELY

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1


class VisitParticipant(models.Model):
    """A cadre who took part. The lead is the one in whose record book it stands first."""

    log = models.ForeignKey(VisitLog, models.CASCADE, related_name="participants")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="participations", verbose_name=_("走访干部"))
    is_lead = models.BooleanField(_("带队"), default=False)

    class Meta:
        ordering = ["-is_lead", "pk"]
        constraints = [models.UniqueConstraint(fields=["log", "cadre"], name="participant_once")]
        indexes = [models.Index(fields=["cadre", "log"], name="participant_of_cadre")]

    def __str__(self) -> str:
        return str(self.cadre)


class VisitTarget(models.Model):
    """A contact point, household or resident that was reached. Nothing is recorded about whom they met otherwise."""

    log = models.ForeignKey(VisitLog, models.CASCADE, related_name="targets")
    contact_point = models.ForeignKey(
        ContactPoint, models.PROTECT, null=True, blank=True, related_name="visit_targets", verbose_name=_("联系点")
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="visit_targets", verbose_name=_("联系户")
    )
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, related_name="visit_targets", verbose_name=_("联系群众")
    )
    target_key = models.GeneratedField(expression=target_key(), output_field=models.BigIntegerField(), db_persist=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=exactly_one_target(), name="visit_target_is_one"),
            models.UniqueConstraint(fields=["log", "target_key"], name="visit_target_once"),
        ]
        indexes = [models.Index(fields=["target_key", "log"], name="visit_target_key")]

    def __str__(self) -> str:
        return str(self.target)

    @property
    def target(self) -> "ContactPoint | Household | Resident":
        found = self.contact_point or self.household or self.resident
        assert found is not None, "visit_target_is_one"
        return found

    @property
    def value(self) -> str:
        """As the target travels through forms and addresses ("point-12")."""
        if self.contact_point_id:
            return f"point-{self.contact_point_id}"
        return f"household-{self.household_id}" if self.household_id else f"resident-{self.resident_id}"


class Goods(models.Model):
    """Goods or money brought (R10.2): what, how many, to whom."""

    log = models.ForeignKey(VisitLog, models.CASCADE, related_name="goods")
    item = models.CharField(_("物资"), max_length=60)
    quantity = models.DecimalField(_("数量"), max_digits=10, decimal_places=2, default=1)
    measure = models.CharField(_("单位"), max_length=10, blank=True)
    amount = models.DecimalField(_("金额（元）"), max_digits=12, decimal_places=2, null=True, blank=True)
    recipient = models.CharField(_("慰问对象"), max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="goods_quantity_positive"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="goods_amount_not_negative"),
        ]
        verbose_name = _("慰问物资")

    def __str__(self) -> str:
        return self.item


class MatterState(models.TextChoices):
    OPEN = "open", _("待办理")
    SOLVED = "solved", _("已办结")


class Matter(models.Model):
    """What was heard (诉求): solved on the spot, or open in the unit's queue until it is answered."""

    log = models.ForeignKey(VisitLog, models.CASCADE, related_name="matters")
    target = models.ForeignKey(
        VisitTarget, models.SET_NULL, null=True, blank=True, related_name="matters", verbose_name=_("反映人")
    )
    text = models.TextField(_("反映问题/诉求"))
    # The unit in whose queue it stands.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="matters", verbose_name=_("责任单位"))
    unit_path = models.CharField(max_length=255, db_index=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=MatterState, default=MatterState.OPEN)
    solved_on_the_spot = models.BooleanField(_("当场解决"), default=False)
    reply = models.TextField(_("答复"), blank=True)
    promise = models.TextField(_("承诺事项"), blank=True)
    due = models.DateField(_("办理时限"), null=True, blank=True)
    solved_on = models.DateField(_("办结日期"), null=True, blank=True)
    # It accuses somebody and is handled as a petition: it stands in no list, count or export any more (article 30).
    sealed = models.BooleanField(_("已封存"), default=False, editable=False)
    version = models.PositiveIntegerField(default=0)

    objects = MatterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", solved_on=None) | Q(state="solved", solved_on__isnull=False),
                name="solved_matter_has_a_date",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="matter_queue")]
        verbose_name = _("诉求")

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return reverse("visits:matter", args=[self.pk])

    @property
    def mark(self) -> str:
        """Where it stands, in a word."""
        return str(_("当场解决")) if self.solved_on_the_spot else self.get_state_display()

    @property
    def tone(self) -> str:
        """The colour that goes with it (templates/components/status.html)."""
        return "open" if self.state == MatterState.OPEN else "ok"


class Attachment(models.Model):
    """A file that belongs to a log, served only through a view that asks who is asking."""

    log = models.ForeignKey(VisitLog, models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to="visits/%Y/%m/")
    name = models.CharField(_("文件名"), max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("附件")

    def __str__(self) -> str:
        return self.name
