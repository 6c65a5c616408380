"""Who is paired with whom, and the annual arrangement that says so."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from contacts.models.targets import (
    ContactCategory,
    ContactPoint,
    Household,
    Resident,
    exactly_one_target,
    target_key,
)
from contacts.querysets import ArrangementQuerySet, PairingQuerySet


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
