"""With whom cadres keep contact: categories, points, households and residents.

Personal data is little: what helping needs, and no identity number, bank account or health record. Telephone
numbers, addresses and notes on hardship are encrypted at rest.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from contacts.querysets import CategoryQuerySet, ContactPointQuerySet, HouseholdQuerySet, ResidentQuerySet
from core.fields import EncryptedTextField
from core.wording import shipped


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
        return shipped(self.name)


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
