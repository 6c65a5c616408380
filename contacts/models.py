"""With whom cadres keep contact, and who is paired with whom.

Personal data is little: what helping needs, and no identity number, bank account or health record. Telephone
numbers, addresses and notes on hardship are encrypted at rest.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from contacts.querysets import (
    ArrangementQuerySet,
    CategoryQuerySet,
    ContactPointQuerySet,
    HelpMeasureQuerySet,
    HelpPlanQuerySet,
    HouseholdQuerySet,
    PairingQuerySet,
    ResidentQuerySet,
)
from core.fields import EncryptedTextField


class TargetKind(models.TextChoices):
    """What a category is a category of."""

    POINT = "point", _("联系点")
    HOUSEHOLD = "household", _("户")
    RESIDENT = "resident", _("个人")


class ContactCategory(models.Model):
    """A kind of contact point or contact (town or street, village under improvement, registered poor household …).

    Categories are data: rulebooks refer to `code`; an organisation adds its own.
    """

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    target = models.CharField(_("对象"), max_length=10, choices=TargetKind)
    order = models.PositiveIntegerField(_("排序"), default=0)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("联系类别")

    def __str__(self) -> str:
        return self.name


class ContactPoint(models.Model):
    """A place or body that leaders keep contact with: a village, an enterprise, a project, a grass-roots unit."""

    name = models.CharField(_("名称"), max_length=100)
    category = models.ForeignKey(ContactCategory, models.PROTECT, related_name="points", verbose_name=_("类型"))
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="contact_points",
        verbose_name=_("所在单位"),
        help_text=_("联系点所在的乡镇、村、社区，或联系点本身。"),
    )
    head_name = models.CharField(_("负责人"), max_length=40, blank=True)
    phone = EncryptedTextField(_("电话"), blank=True)
    address = EncryptedTextField(_("地址"), blank=True)
    opened_on = models.DateField(_("设立日期"))
    withdrawn_on = models.DateField(_("撤销日期"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("撤销原因"), max_length=200, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(withdrawn_on=None), name="point_name_once_in_unit"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("opened_on")),
                name="point_withdrawn_after_opening",
            ),
        ]
        verbose_name = _("联系点")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contacts:point", args=[self.pk])


class HouseholdKind(models.TextChoices):
    ORDINARY = "ordinary", _("一般户")
    REGISTERED_POOR = "registered_poor", _("建档立卡户")
    HARDSHIP = "hardship", _("困难户")
    ENTITLED = "entitled_group", _("优抚对象户")
    FIVE_GUARANTEE = "five_guarantee", _("五保户")
    THREE_WITHOUT = "three_without", _("“三无”人员户")
    SUBSISTENCE = "subsistence_allowance", _("低保户")
    ZERO_EMPLOYMENT = "zero_employment", _("零就业家庭")
    ILLNESS_DISASTER = "illness_disaster", _("大病灾害户")
    MEMBER_HARDSHIP = "member_hardship", _("困难党员户")
    WORKER_HARDSHIP = "worker_hardship", _("困难职工（劳模）户")
    VETERAN = "veteran", _("老党员老干部户")
    WELL_OFF = "well_off", _("致富带头户")


class Household(models.Model):
    """A household in the register, from the day it was entered to the day it was taken off.

    Purpose of its fields: to find and help it. Kept while it is in the register and for two years after.
    """

    head_name = models.CharField(_("户主"), max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="households", verbose_name=_("所在村（社区）"))
    group_name = models.CharField(_("村民小组"), max_length=40, blank=True)
    kind = models.CharField(_("户类型"), max_length=30, choices=HouseholdKind, default=HouseholdKind.ORDINARY)
    size = models.PositiveSmallIntegerField(_("人口"), null=True, blank=True)
    labourers = models.PositiveSmallIntegerField(_("劳动力"), null=True, blank=True)
    phone = EncryptedTextField(_("电话"), blank=True)
    address = EncryptedTextField(_("住址"), blank=True)
    hardship = EncryptedTextField(_("致困原因"), blank=True)
    registered_on = models.DateField(_("登记日期"))
    removed_on = models.DateField(_("销户日期"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )
    version = models.PositiveIntegerField(default=0)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "head_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_on=None) | Q(removed_on__gte=F("registered_on")),
                name="household_removed_after_entry",
            ),
            models.CheckConstraint(
                condition=Q(labourers=None) | Q(size=None) | Q(labourers__lte=F("size")),
                name="labourers_within_household",
            ),
        ]
        verbose_name = _("联系户")

    def __str__(self) -> str:
        return self.head_name

    def get_absolute_url(self) -> str:
        return reverse("contacts:household", args=[self.pk])


class ResidentKind(models.TextChoices):
    ORDINARY = "ordinary", _("群众")
    VETERAN_MEMBER = "veteran_member", _("老党员")
    LEADS_PROSPERITY = "leads_prosperity", _("致富带头人")
    SERVICE_RECIPIENT = "service_recipient", _("服务对象")
    EMPLOYEE = "employee", _("职工")
    MEMBERSHIP_CANDIDATE = "membership_candidate", _("入党积极分子")
    MODEL_WORKER = "model_worker", _("劳模")
    RETIRED = "retired", _("离退休人员")


class Resident(models.Model):
    """One of the people: of a household, or known to a unit on their own (a member of staff, a service recipient)."""

    name = models.CharField(_("姓名"), max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="residents", verbose_name=_("所在单位"))
    household = models.ForeignKey(
        Household, models.CASCADE, null=True, blank=True, related_name="residents", verbose_name=_("所属户")
    )
    kind = models.CharField(_("类别"), max_length=30, choices=ResidentKind, default=ResidentKind.ORDINARY)
    phone = EncryptedTextField(_("电话"), blank=True)
    registered_on = models.DateField(_("登记日期"))
    removed_on = models.DateField(_("移出日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ResidentQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_on=None) | Q(removed_on__gte=F("registered_on")),
                name="resident_removed_after_entry",
            ),
        ]
        verbose_name = _("群众")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contacts:resident", args=[self.pk])


class ArrangementState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已公布")


class Arrangement(models.Model):
    """The annual arrangement of who is paired with whom (R1.1): drafted, adjusted, published as a document."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="arrangements", verbose_name=_("制发单位"))
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("标题"), max_length=100)
    number = models.CharField(_("文号"), max_length=40, blank=True, help_text=_("如：长办发〔2026〕5号。"))
    addressee = models.CharField(
        _("主送单位"), max_length=200, blank=True, help_text=_("如：各乡镇、街道，县直各部门。")
    )
    body = models.TextField(_("正文"), blank=True, help_text=_("不填时用系统拟定的正文。每段一行。"))
    state = models.CharField(_("状态"), max_length=10, choices=ArrangementState, default=ArrangementState.DRAFT)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ArrangementQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit__path"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="arrangement_once_a_year"),
            models.CheckConstraint(
                condition=Q(state="draft", published_on=None) | Q(state="published", published_on__isnull=False),
                name="published_has_a_date",
            ),
        ]
        verbose_name = _("年度联系安排")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("contacts:arrangement_detail", args=[self.pk])


def target_key() -> Coalesce:
    """One number for a point, household or resident, so that pairings and visits join on a single column."""
    return Coalesce(
        F("contact_point_id") * 4 + 1,
        F("household_id") * 4 + 2,
        F("resident_id") * 4 + 3,
        output_field=models.BigIntegerField(),
    )


def exactly_one_target() -> Q:
    return (
        Q(contact_point__isnull=False, household=None, resident=None)
        | Q(contact_point=None, household__isnull=False, resident=None)
        | Q(contact_point=None, household=None, resident__isnull=False)
    )


class Pairing(models.Model):
    """A cadre (or a unit, `cadre` empty) holds a point, household or resident from a day to a day, both included.

    A pairing of an arrangement that is still a draft is not in force.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pairings", verbose_name=_("结对单位"))
    cadre = models.ForeignKey(
        Cadre,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="pairings",
        verbose_name=_("结对干部"),
        help_text=_("以单位名义结对的，不填干部。"),
    )
    # Who answers for a pairing that the unit holds (R7.3 "and names who").
    contact_person = models.ForeignKey(
        Cadre, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("具体负责人")
    )
    category = models.ForeignKey(ContactCategory, models.PROTECT, related_name="pairings", verbose_name=_("类别"))
    contact_point = models.ForeignKey(
        ContactPoint, models.PROTECT, null=True, blank=True, related_name="pairings", verbose_name=_("联系点")
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="pairings", verbose_name=_("联系户")
    )
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, related_name="pairings", verbose_name=_("联系群众")
    )
    target_key = models.GeneratedField(expression=target_key(), output_field=models.BigIntegerField(), db_persist=True)
    arrangement = models.ForeignKey(
        Arrangement, models.CASCADE, null=True, blank=True, related_name="pairings", verbose_name=_("年度安排")
    )
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("结束日期"), null=True, blank=True)
    handed_over_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="handed_over_to", editable=False
    )
    # Came into a published arrangement after it was published: not in the document as it went out.
    added_later = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=0)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["category__order", "pk"]
        constraints = [
            models.CheckConstraint(condition=exactly_one_target(), name="pairing_has_one_target"),
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="pairing_ends_after_start"),
            models.UniqueConstraint(
                fields=["arrangement", "cadre", "category", "target_key", "start"],
                condition=Q(cadre__isnull=False),
                name="pairing_once",
            ),
        ]
        indexes = [
            models.Index(fields=["cadre", "start"], name="pairing_of_cadre"),
            models.Index(fields=["target_key"], name="pairing_of_target"),
        ]
        verbose_name = _("结对")

    def __str__(self) -> str:
        return f"{self.cadre or self.unit} – {self.target}"

    def get_absolute_url(self) -> str:
        return reverse("contacts:pairing", args=[self.pk])

    @property
    def target(self) -> "ContactPoint | Household | Resident":
        found = self.contact_point or self.household or self.resident
        assert found is not None, "the constraint pairing_has_one_target"
        return found


class HelpPlan(models.Model):
    """What is done to help a household out of hardship (R7.2): cause, measures, owner, term, outcome."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="help_plans", verbose_name=_("帮扶户"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="help_plans", verbose_name=_("帮扶单位"))
    cadre = models.ForeignKey(
        Cadre, models.PROTECT, null=True, blank=True, related_name="help_plans", verbose_name=_("帮扶责任人")
    )
    cause = EncryptedTextField(_("致困原因"))
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("计划完成日期"))
    outcome = EncryptedTextField(_("帮扶成效"), blank=True)
    closed_on = models.DateField(_("结束帮扶日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = HelpPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-start", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(end__gte=F("start")), name="help_plan_ends_after_start")]
        verbose_name = _("帮扶计划")

    def __str__(self) -> str:
        return str(self.household)

    def get_absolute_url(self) -> str:
        return reverse("contacts:help_plan", args=[self.pk])


class HelpMeasure(models.Model):
    """One measure of a plan, with the money and goods that went into it and when it was carried out."""

    plan = models.ForeignKey(HelpPlan, models.CASCADE, related_name="measures")
    text = models.CharField(_("措施"), max_length=200)
    due = models.DateField(_("计划落实时间"), null=True, blank=True)
    done_on = models.DateField(_("落实时间"), null=True, blank=True)
    amount = models.DecimalField(_("金额（元）"), max_digits=12, decimal_places=2, null=True, blank=True)
    goods = models.CharField(_("物资"), max_length=100, blank=True)
    outcome = models.CharField(_("成效"), max_length=200, blank=True)

    objects = HelpMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="help_amount_not_negative")
        ]
        verbose_name = _("帮扶措施")

    def __str__(self) -> str:
        return self.text
