"""Contact cards (连心卡, R6): what a unit prints on them, one card for each person responsible, who holds which."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit, User
from contacts.card_querysets import CardIssueQuerySet, CardQuerySet, CardStyleQuerySet, CardWordingQuerySet
from contacts.models.targets import ContactPoint, Household, Resident, exactly_one_target, target_key
from core.fields import EncryptedTextField


class CardColour(models.TextChoices):
    """Colours on which white text is read well (contrast of at least 7 to 1)."""

    RED = "red", _("红色")
    BLUE = "blue", _("蓝色")
    GREEN = "green", _("绿色")
    BROWN = "brown", _("棕色")
    GREY = "grey", _("深灰")


class CardStyle(models.Model):
    """The house style of a unit's cards, and what stands on all of them. It holds below where a unit has none."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="card_style", verbose_name=_("单位"))
    heading = models.CharField(_("卡片标题"), max_length=20)
    colour = models.CharField(_("颜色"), max_length=10, choices=CardColour, default=CardColour.RED)
    service_scope = models.CharField(_("服务范围"), max_length=60)
    duties = models.CharField(_("职责"), max_length=100)
    procedure = models.CharField(_("办事流程"), max_length=100, blank=True)
    # Numbers of offices, made to be known: not encrypted.
    service_phone = models.CharField(_("办事电话"), max_length=30, blank=True)
    supervision_phone = models.CharField(_("监督电话"), max_length=30)
    reissue_days = models.PositiveSmallIntegerField(
        _("换发期限（天）"), default=30, help_text=_("卡片内容变更后，应在多少天内为持卡户换发新卡。")
    )
    version = models.PositiveIntegerField(default=0)

    objects = CardStyleQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path"]
        verbose_name = _("连心卡版式")

    def __str__(self) -> str:
        return str(self.unit)


class ContactCard(models.Model):
    """The card of one person responsible, or of a whole unit (`cadre` empty). What is left empty is read off the
    cadre, their post and pairings, and the unit's style.

    `current`: what is to be printed today; a new one makes the cards that were handed out before stale.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contact_cards", verbose_name=_("单位"))
    cadre = models.ForeignKey(
        Cadre,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contact_cards",
        verbose_name=_("责任人"),
        help_text=_("以单位名义发放、不写明干部的，不选干部。"),
    )
    name = models.CharField(
        _("卡上姓名"), max_length=20, blank=True, help_text=_("单位的卡须填写责任人或窗口名称，干部的卡不填。")
    )
    title = models.CharField(_("职务"), max_length=40, blank=True, help_text=_("不填时用干部的任职。"))
    phone = EncryptedTextField(_("联系电话"), blank=True, help_text=_("不填时用干部的电话。"))
    area = models.CharField(
        _("联系点（户）"), max_length=40, blank=True, help_text=_("不填时用干部结对的联系点和村（社区）。")
    )
    service_scope = models.CharField(_("服务范围"), max_length=60, blank=True, help_text=_("不填时用单位版式的内容。"))
    duties = models.CharField(_("职责"), max_length=100, blank=True, help_text=_("不填时用单位版式的内容。"))
    procedure = models.CharField(_("办事流程"), max_length=100, blank=True, help_text=_("不填时用单位版式的内容。"))
    made_on = models.DateField(_("制卡日期"))
    withdrawn_on = models.DateField(_("停用日期"), null=True, blank=True)
    current = models.ForeignKey("CardWording", models.SET_NULL, null=True, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=0)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cadre__isnull=False, name="") | (Q(cadre=None) & ~Q(name="")), name="card_names_somebody"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("made_on")), name="card_withdrawn_after_making"
            ),
            models.UniqueConstraint(
                fields=["unit", "cadre"],
                condition=Q(withdrawn_on=None, cadre__isnull=False),
                name="card_once_for_a_cadre",
            ),
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(withdrawn_on=None, cadre=None), name="card_once_for_a_name"
            ),
        ]
        verbose_name = _("连心卡")

    def __str__(self) -> str:
        return str(self.cadre or self.name)

    def get_absolute_url(self) -> str:
        return reverse("contacts:card", args=[self.pk])


class CardWording(models.Model):
    """What stood on a card from a day on: one row for each version, numbered within the card, never changed."""

    card = models.ForeignKey(ContactCard, models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField(_("版次"))
    made_on = models.DateField(_("启用日期"))
    name = models.CharField(_("姓名"), max_length=40)
    unit_name = models.CharField(_("单位"), max_length=200)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    phone = EncryptedTextField(_("联系电话"), blank=True)
    area = models.CharField(_("联系点（户）"), max_length=60, blank=True)
    heading = models.CharField(_("卡片标题"), max_length=20)
    service_scope = models.CharField(_("服务范围"), max_length=60)
    duties = models.CharField(_("职责"), max_length=100)
    procedure = models.CharField(_("办事流程"), max_length=100, blank=True)
    service_phone = models.CharField(_("办事电话"), max_length=30, blank=True)
    supervision_phone = models.CharField(_("监督电话"), max_length=30)
    # The page of the unit's form that the QR code leads to; empty where no unit above has one either.
    form_path = models.CharField(_("网上诉求地址"), max_length=100, blank=True)

    objects = CardWordingQuerySet.as_manager()

    class Meta:
        ordering = ["card", "-number"]
        constraints = [models.UniqueConstraint(fields=["card", "number"], name="card_wording_number_once")]
        verbose_name = _("连心卡版次")

    def __str__(self) -> str:
        return gettext("第%(number)d版") % {"number": self.number}


class CardEnd(models.TextChoices):
    """Why somebody no longer holds a card."""

    REPLACED = "replaced", _("已换发")
    RETURNED = "returned", _("已收回")
    LOST = "lost", _("已遗失")
    MISTAKE = "mistake", _("登记有误")


class CardIssue(models.Model):
    """A card handed to a household or one of the people, or kept at a contact point, in the wording printed then.

    `stale_since`: the day from which it says something that no longer holds; written whenever a card's wording changes.
    """

    card = models.ForeignKey(ContactCard, models.PROTECT, related_name="issues", verbose_name=_("连心卡"))
    wording = models.ForeignKey(CardWording, models.PROTECT, related_name="issues", verbose_name=_("版次"))
    contact_point = models.ForeignKey(
        ContactPoint, models.PROTECT, null=True, blank=True, related_name="card_issues", verbose_name=_("联系点")
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="card_issues", verbose_name=_("联系户")
    )
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, related_name="card_issues", verbose_name=_("联系群众")
    )
    target_key = models.GeneratedField(expression=target_key(), output_field=models.BigIntegerField(), db_persist=True)
    handed_on = models.DateField(_("发放日期"))
    handed_by = models.ForeignKey(
        Cadre, models.SET_NULL, null=True, related_name="cards_handed", verbose_name=_("发放人")
    )
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("登记人"))
    stale_since = models.DateField(_("内容失效日期"), null=True, blank=True)
    ended_on = models.DateField(_("收回日期"), null=True, blank=True)
    end_kind = models.CharField(_("收回情况"), max_length=10, choices=CardEnd, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = CardIssueQuerySet.as_manager()

    class Meta:
        ordering = ["-handed_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=exactly_one_target(), name="card_issue_has_one_target"),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_kind="") | (Q(ended_on__gte=F("handed_on")) & ~Q(end_kind="")),
                name="card_issue_ends_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["card", "target_key"], condition=Q(ended_on=None), name="card_held_once_by_a_target"
            ),
        ]
        indexes = [
            models.Index(fields=["target_key"], name="card_issue_of_target"),
            models.Index(fields=["card"], condition=Q(ended_on=None, stale_since__isnull=False), name="card_stale"),
        ]
        verbose_name = _("连心卡发放")

    def __str__(self) -> str:
        return f"{self.card} – {self.target}"

    def get_absolute_url(self) -> str:
        return reverse("contacts:card_holders", args=[self.card_id])

    @property
    def target(self) -> ContactPoint | Household | Resident:
        found = self.contact_point or self.household or self.resident
        assert found is not None, "the constraint card_issue_has_one_target"
        return found
