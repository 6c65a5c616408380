"""Rotas (值班表): who is on duty on which day, for which kind of contact work (R3.2-3.5: receiving the public)."""

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Group, Unit
from visits.models.logs import VisitKind, VisitLog
from visits.rota_querysets import RotaQuerySet, RotaSlotQuerySet, SlotSwapQuerySet


class Rota(models.Model):
    """Days on which somebody of a unit is on duty, in turn.

    Who takes part: the members of `group`, or those who hold one of `positions` in the unit (with `unit_kinds`: in
    the units of these kinds below it). `when` is a list of cadences in the words of the grammar of rulebooks.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rotas", verbose_name=_("单位"))
    name = models.CharField(_("名称"), max_length=100)
    kind = models.ForeignKey(VisitKind, models.PROTECT, related_name="rotas", verbose_name=_("值班内容"))
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="rotas", verbose_name=_("参加小组")
    )
    positions = models.JSONField(_("参加岗位"), default=list, blank=True)
    unit_kinds = models.JSONField(_("参加单位类型"), default=list, blank=True)
    when = models.JSONField(_("值班日"), default=list)
    seats = models.PositiveSmallIntegerField(
        _("每次人数"), default=1, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    # Whoever was away comes next when back; otherwise they wait for their next turn.
    is_fair = models.BooleanField(_("缺席的回来后先补"), default=True)
    place = models.CharField(_("地点"), max_length=100, blank=True)
    hours = models.CharField(_("时间"), max_length=60, blank=True)
    # The day from which the present order holds; turns before it only say who had one in the round.
    ordered_on = models.DateField(null=True, editable=False)
    start = models.DateField(_("起用日期"))
    end = models.DateField(_("停用日期"), null=True, blank=True)
    is_public = models.BooleanField(_("向社会公示"), default=False)
    # The address of the public notice; cannot be guessed from that of another one.
    public_id = models.SlugField(max_length=32, unique=True, editable=False)
    # "r03:3.2": the rule that made it, so that it is made once. "" for one that the unit set up itself.
    origin = models.CharField(max_length=60, blank=True, editable=False)
    version = models.PositiveIntegerField(default=0)

    objects = RotaQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="rota_ends_after_start"),
            models.CheckConstraint(condition=Q(seats__range=(1, 9)), name="rota_has_seats"),
            models.UniqueConstraint(fields=["unit", "origin"], condition=~Q(origin=""), name="rota_once_by_rule"),
        ]
        verbose_name = _("值班表")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("visits:rota", args=[self.pk])

    @property
    def public_path(self) -> str:
        return reverse("visits:rota_notice", args=[self.public_id])

    def is_valid_on(self, day: datetime.date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


class RotaMember(models.Model):
    """The place of a cadre in the order. Who takes part follows from posts or the group."""

    rota = models.ForeignKey(Rota, models.CASCADE, related_name="members")
    cadre = models.ForeignKey(Cadre, models.CASCADE, related_name="rota_places", verbose_name=_("干部"))
    order = models.PositiveIntegerField(_("顺序"), default=0)
    is_left_out = models.BooleanField(_("不参加"), default=False)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["rota", "cadre"], name="rota_member_once")]

    def __str__(self) -> str:
        return str(self.cadre)


class RotaSlot(models.Model):
    """One duty on one day. Whether it is coming, held or missed follows from the day and from `log`.

    `turn` is whose turn it is by the order; `cadre` who is on duty, unless `substitute` stands in. The two differ after
    a swap: a change by hand moves that day only, and the order goes on as if it had not happened.
    """

    rota = models.ForeignKey(Rota, models.CASCADE, related_name="slots", verbose_name=_("值班表"))
    day = models.DateField(_("日期"))
    seat = models.PositiveSmallIntegerField(default=1)
    turn = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+", verbose_name=_("轮到"))
    cadre = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="rota_slots", verbose_name=_("值班干部"))
    substitute = models.ForeignKey(
        Cadre, models.PROTECT, null=True, blank=True, related_name="substitute_slots", verbose_name=_("替班干部")
    )
    substitute_reason = models.CharField(_("替班原因"), max_length=200, blank=True)
    # Changed by a person: generating leaves it alone.
    is_by_hand = models.BooleanField(default=False)
    place = models.CharField(_("地点（本次）"), max_length=100, blank=True)
    cancelled_reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    # The visit log that filled it (visits.actions.filling); nobody types it twice.
    log = models.ForeignKey(
        VisitLog, models.SET_NULL, null=True, blank=True, related_name="rota_slots", verbose_name=_("走访记录")
    )
    # When the person on duty was last told of it in a digest; empty again when somebody else is on duty.
    told_on = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=0)

    objects = RotaSlotQuerySet.as_manager()

    class Meta:
        ordering = ["day", "seat", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rota", "day", "seat"], name="rota_slot_once"),
            models.CheckConstraint(
                condition=Q(substitute=None) | ~Q(substitute_reason=""), name="substitute_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["cadre", "day"], name="slot_of_cadre"),
            models.Index(fields=["substitute", "day"], name="slot_of_substitute"),
            models.Index(fields=["day"], name="slot_day"),
        ]
        verbose_name = _("值班")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.rota}"

    def get_absolute_url(self) -> str:
        return reverse("visits:slot", args=[self.pk])

    @property
    def on_duty(self) -> Cadre | None:
        return self.substitute or self.cadre

    @property
    def on_duty_id(self) -> int | None:
        return self.substitute_id or self.cadre_id

    @property
    def is_cancelled(self) -> bool:
        return bool(self.cancelled_reason)

    @property
    def where(self) -> str:
        return self.place or self.rota.place


class SwapState(models.TextChoices):
    ASKED = "asked", _("待同意")
    AGREED = "agreed", _("已同意")
    DECLINED = "declined", _("不同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class SlotSwap(models.Model):
    """One cadre asks another to exchange their days. Decided once; what was decided stays."""

    mine = models.ForeignKey(RotaSlot, models.CASCADE, related_name="swaps_asked", verbose_name=_("我的值班"))
    other = models.ForeignKey(RotaSlot, models.CASCADE, related_name="swaps_offered", verbose_name=_("对方的值班"))
    # Who was on duty when it was asked; where that changed meanwhile, there is nothing left to exchange.
    asker = models.ForeignKey(Cadre, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    asked = models.ForeignKey(Cadre, models.PROTECT, related_name="+", verbose_name=_("对方"))
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=SwapState, default=SwapState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    told_on = models.DateField(null=True, blank=True, editable=False)

    objects = SlotSwapQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(mine=F("other")), name="swap_of_two_slots"),
            models.UniqueConstraint(fields=["mine", "other"], condition=Q(state="asked"), name="swap_asked_once"),
        ]
        verbose_name = _("调班")

    def __str__(self) -> str:
        return f"{self.mine.day:%Y-%m-%d} / {self.other.day:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("visits:rota", args=[self.mine.rota_id])
