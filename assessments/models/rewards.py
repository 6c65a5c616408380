"""What liaison officers report up (R17.2), who adopted it, what it earned, what became of it, and how it is paid
(R17.4, R17.7). Money is in yuan, always Decimal."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit, UnitKind
from assessments.models.quarters import ScoreSheet, quarter_name
from assessments.querysets.rewards import (
    AdoptionQuerySet,
    FeedbackQuerySet,
    ItemQuerySet,
    LevelQuerySet,
    PayLineQuerySet,
    PayListQuerySet,
    ProposalQuerySet,
    RewardQuerySet,
)
from visits.models import Matter, VisitLog


class InformationItem(models.Model):
    """A matter that is on people's minds or somebody's need for help, passed on by an officer; never a report on a
    colleague. Handled and answered as the matter of its log; of an item brought in from paper there is none."""

    officer = models.ForeignKey(Cadre, models.PROTECT, related_name="information_items", verbose_name=_("报送人"))
    # The officer's shift then.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="information_items", verbose_name=_("班组"))
    unit_path = models.CharField(max_length=255, db_index=True, editable=False)
    on = models.DateField(_("日期"))
    title = models.CharField(_("题目"), max_length=60)
    text = models.TextField(_("内容"), blank=True)
    log = models.OneToOneField(
        VisitLog, models.PROTECT, null=True, blank=True, related_name="information_item", verbose_name=_("走访记录")
    )
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, blank=True, related_name="information_item", verbose_name=_("诉求")
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=200, blank=True)
    # That the matter was answered has been told to the officer.
    answer_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(_("报送时间"))
    version = models.PositiveIntegerField(default=0)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="withdrawn_item_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["officer", "-on"], name="items_of_officer")]
        verbose_name = _("信息")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:item", args=[self.pk])


class AdoptionLevel(models.Model):
    """A level at which items are adopted, and what that earns, in a unit and all below it (everywhere: no unit), from a
    day to a day (both included). The rows of one `code` are one level whose amount changed."""

    code = models.SlugField(_("代码"), max_length=30)
    name = models.CharField(_("采用层级"), max_length=40)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="adoption_levels", verbose_name=_("适用单位")
    )
    # The unit of this kind above the officer adopts.
    unit_kind = models.CharField(_("采用单位类型"), max_length=30, choices=UnitKind)
    amount = models.DecimalField(_("奖金（元）"), max_digits=8, decimal_places=2)
    order = models.PositiveSmallIntegerField(_("由低到高"))
    effective_from = models.DateField(_("施行日期"))
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("制定时间"), null=True)

    objects = LevelQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code", "effective_from"], name="adoption_level_once_a_day"),
            models.UniqueConstraint(
                fields=["code", "effective_from"], condition=Q(unit=None), name="shipped_adoption_level_once_a_day"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="adoption_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="adoption_level_ends_after_start",
            ),
        ]
        verbose_name = _("采用层级")

    def __str__(self) -> str:
        return self.name


class Adoption(models.Model):
    """A unit adopted an item at a level: once for each level, unless that is reversed."""

    item = models.ForeignKey(InformationItem, models.PROTECT, related_name="adoptions", verbose_name=_("信息"))
    level = models.ForeignKey(AdoptionLevel, models.PROTECT, related_name="adoptions", verbose_name=_("采用层级"))
    # That of the level, whichever of its rows was in force.
    code = models.SlugField(max_length=30, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="adoptions", verbose_name=_("采用单位"))
    on = models.DateField(_("采用日期"))
    # As in force on that day.
    amount = models.DecimalField(_("奖金（元）"), max_digits=8, decimal_places=2)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(_("登记时间"))
    reversed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    reversed_reason = models.CharField(_("撤销原因"), max_length=200, blank=True)
    reversed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "code"], condition=Q(reversed_on=None), name="adopted_once_at_a_level"
            ),
            models.CheckConstraint(
                condition=Q(reversed_on=None) | ~Q(reversed_reason=""), name="reversed_adoption_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["on"], name="adoptions_by_day")]
        verbose_name = _("采用")

    def __str__(self) -> str:
        return f"{self.item} {self.level}"

    def get_absolute_url(self) -> str:
        return self.item.get_absolute_url()


class FeedbackKind(models.TextChoices):
    ADOPTED = "adopted", _("已采用")
    REVERSED = "reversed", _("撤销采用")
    REFUSED = "refused", _("未采用")
    ANSWERED = "answered", _("诉求已答复")
    TOLD = "told", _("反馈")


class ItemFeedback(models.Model):
    """What became of an item, told to the officer (R17.4). Written once."""

    item = models.ForeignKey(InformationItem, models.CASCADE, related_name="feedback")
    kind = models.CharField(_("结果"), max_length=10, choices=FeedbackKind)
    text = models.TextField(_("说明"), blank=True)
    # None: the product itself, when the matter was answered.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("时间"))

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("反馈")

    def __str__(self) -> str:
        return str(self.get_kind_display())


class PayListState(models.TextChoices):
    PREPARED = "prepared", _("待审核")
    APPROVED = "approved", _("已审核")
    CLOSED = "closed", _("已发放")


class PayList(models.Model):
    """Quarterly pay list of a unit and all below it. Once closed it never changes; what is put right afterwards stands
    in the next."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pay_lists", verbose_name=_("单位"))
    unit_path = models.CharField(max_length=255, db_index=True, editable=False)
    year = models.PositiveSmallIntegerField(_("年份"))
    quarter = models.PositiveSmallIntegerField(_("季度"))
    state = models.CharField(_("状态"), max_length=10, choices=PayListState, default=PayListState.PREPARED)
    # The levels that have a column, lowest first: [[code, name], …].
    columns = models.JSONField(default=list, editable=False)
    # Sums of the lines, kept by the actions.
    line_count = models.PositiveIntegerField(_("人数"), default=0)
    total = models.DecimalField(_("金额（元）"), max_digits=12, decimal_places=2, default=Decimal(0))
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField(_("编制时间"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(_("发放日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = PayListQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-quarter", "unit_path"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "quarter"], name="pay_list_once_a_quarter"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="pay_list_of_a_quarter"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False, approved_at__isnull=False),
                name="closed_pay_list_was_approved",
            ),
        ]
        verbose_name = _("奖金发放表")

    def __str__(self) -> str:
        return f"{self.unit} {quarter_name(self.year, self.quarter)}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:pay_list", args=[self.pk])


class PayLine(models.Model):
    """What one officer gets by a pay list, as it was when the list was made up."""

    pay_list = models.ForeignKey(PayList, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("序号"))
    officer = models.ForeignKey(Cadre, models.PROTECT, related_name="pay_lines", verbose_name=_("联络员"))
    name = models.CharField(_("姓名"), max_length=40)
    unit_name = models.CharField(_("单位"), max_length=100)
    # How many items at which level: {code: number}.
    items = models.JSONField(default=dict)
    items_amount = models.DecimalField(_("采用奖金（元）"), max_digits=10, decimal_places=2)
    sheets_amount = models.DecimalField(_("考核奖励（元）"), max_digits=10, decimal_places=2)
    amount = models.DecimalField(_("金额（元）"), max_digits=10, decimal_places=2)

    objects = PayLineQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["pay_list", "officer"], name="pay_line_once")]
        verbose_name = _("发放明细")

    def __str__(self) -> str:
        return self.name


class Reward(models.Model):
    """What an officer earned: by an item, as the difference to what it had earned before, or by a quarter's score.

    Appended, never edited, but for the pay list that takes it up. The sum of an item's rewards is the amount of its
    highest adoption in force.
    """

    officer = models.ForeignKey(Cadre, models.PROTECT, related_name="rewards", verbose_name=_("联络员"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    unit_path = models.CharField(max_length=255, editable=False)
    item = models.ForeignKey(InformationItem, models.PROTECT, null=True, blank=True, related_name="rewards")
    # The highest level at which the item stands adopted since then; None: at none any more.
    level = models.ForeignKey(AdoptionLevel, models.PROTECT, null=True, blank=True, related_name="+")
    sheet = models.OneToOneField(ScoreSheet, models.PROTECT, null=True, blank=True, related_name="paid_reward")
    on = models.DateField(_("日期"))
    amount = models.DecimalField(_("金额（元）"), max_digits=8, decimal_places=2)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    pay_list = models.ForeignKey(PayList, models.PROTECT, null=True, blank=True, related_name="rewards")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("登记时间"))

    objects = RewardQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, sheet=None) | Q(item=None, sheet__isnull=False),
                name="reward_has_one_source",
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="reward_is_something"),
            models.CheckConstraint(condition=Q(amount__gt=0) | ~Q(reason=""), name="taking_back_has_a_reason"),
        ]
        indexes = [
            models.Index(fields=["pay_list", "officer"], name="rewards_of_list"),
            models.Index(fields=["on"], condition=Q(pay_list=None), name="rewards_to_be_paid"),
        ]
        verbose_name = _("奖励")

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.amount}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("A reward is never edited.")
        super().save(*args, **kwargs)


class YearProposal(models.Model):
    """What the committee decided about the best of a year (R17.6): whom it names, on which day. Frozen with the list
    that it had in front of it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="year_proposals", verbose_name=_("单位"))
    unit_path = models.CharField(max_length=255, db_index=True, editable=False)
    year = models.PositiveSmallIntegerField(_("年份"))
    decided_on = models.DateField(_("研究决定日期"))
    note = models.CharField(_("会议名称和决定"), max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("登记时间"))

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit_path"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="best_of_a_year_decided_once")]
        verbose_name = _("年度优秀联络员")

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


class ProposalLine(models.Model):
    """One officer of that list: the four quarters (None: no closed sheet), what they add up to, items adopted."""

    proposal = models.ForeignKey(YearProposal, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("序号"))
    officer = models.ForeignKey(Cadre, models.PROTECT, related_name="+", verbose_name=_("联络员"))
    name = models.CharField(_("姓名"), max_length=40)
    unit_name = models.CharField(_("单位"), max_length=100)
    quarters = models.JSONField(default=list)
    total = models.DecimalField(_("四季度合计"), max_digits=8, decimal_places=1)
    adopted = models.PositiveIntegerField(_("采用条数"))
    is_tied = models.BooleanField(_("得分和采用条数相同"), default=False)
    is_named = models.BooleanField(_("评为优秀"), default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "officer"], name="proposed_once")]
        verbose_name = _("年度名单")

    def __str__(self) -> str:
        return self.name
