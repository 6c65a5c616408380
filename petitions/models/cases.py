"""The case itself, its history, its files and who handles it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from petitions.querysets import AppendedQuerySet, CaseQuerySet, OfCaseQuerySet
from petitions.workflow import ENDED, OPEN, CaseState
from visits.models import Matter, VisitLog


class Channel(models.TextChoices):
    """How it came in; each has its ledger (article 17, R18.5)."""

    VISIT = "visit", _("走访收集")
    RECEPTION = "reception", _("来访接待")
    FORUM = "forum", _("座谈会")
    LETTER = "letter", _("来信")
    PHONE = "phone", _("来电")
    FAX = "fax", _("传真")
    WEB = "web", _("网上提交")
    QR = "qr", _("扫码提交")
    BOX = "box", _("意见箱")
    HOTLINE = "hotline", _("热线")
    DELEGATE = "delegate", _("党代表意见建议")
    CONSULTATION = "consultation", _("征求意见")
    IMPORTED = "import", _("表格导入")


class CaseKind(models.TextChoices):
    """Articles 29-31; help and incidents are what contact work hears besides."""

    SUGGESTION = "suggestion", _("建议意见")
    ACCUSATION = "accusation", _("检举控告")
    CLAIM = "claim", _("申诉求决")
    HELP = "help", _("求助")
    INCIDENT = "incident", _("突发情况")


class Urgency(models.TextChoices):
    NORMAL = "normal", _("一般")
    URGENT = "urgent", _("紧急")
    # Article 25: weighty and urgent matters are reported upward at once.
    WEIGHTY = "weighty", _("重大紧急")


class ProposalKind(models.TextChoices):
    """What delegates send up (R8.4)."""

    MOTION = "motion", _("议案")
    PROPOSAL = "proposal", _("建议")
    OPINION = "opinion", _("意见")


class CaseField(models.Model):
    """What a case is about (农业农村, 城乡建设 …); an organisation adds its own."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    order = models.PositiveIntegerField(_("排序"), default=0)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("事项类别")

    def __str__(self) -> str:
        return self.name


class CaseCounter(models.Model):
    """The last number that a unit gave in a year; its row is locked while a case is registered."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="case_counter_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}: {self.last}"


class Case(models.Model):
    """A petition matter (信访事项) from the day it came in until it is answered and rated.

    Who raised it stands in `Petitioner`, encrypted. Kept as long as the archive rules of the organisation say.
    """

    # The unit whose petition office holds the case, and the one that has it in hand (the same until it is handed on).
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases", verbose_name=_("登记单位"))
    handling_unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases_in_hand", verbose_name=_("责任单位"))
    # Their places in the tree when the case came to them: reports "as organised then" read these.
    unit_path = models.CharField(max_length=255, editable=False)
    handling_path = models.CharField(max_length=255, editable=False)
    channel = models.CharField(_("来源"), max_length=20, choices=Channel)
    # 代字〔year〕serial号 is given at registration and never changes.
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    serial = models.PositiveIntegerField(null=True, editable=False)
    number = models.CharField(_("编号"), max_length=40, blank=True, editable=False)
    # What the code that the petitioner follows the case by hashes to (petitions/codes.py); the code is never stored.
    code_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    state = models.CharField(_("进度"), max_length=20, choices=CaseState, default=CaseState.RECEIVED)
    kind = models.CharField(_("信访类型"), max_length=20, choices=CaseKind, blank=True)
    field = models.ForeignKey(CaseField, models.PROTECT, null=True, blank=True, verbose_name=_("事项类别"))
    urgency = models.CharField(_("紧急程度"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    title = models.CharField(_("事由"), max_length=60)
    text = models.TextField(_("内容"))
    # Every two characters of title and text that stand side by side (core.bigrams): what a search looks in.
    grams = models.TextField(editable=False, blank=True)
    place = models.CharField(_("问题发生地"), max_length=60, blank=True)
    is_anonymous = models.BooleanField(_("匿名"), default=False)
    people_count = models.PositiveIntegerField(_("人数"), default=1)
    annotation = models.TextField(_("领导批示"), blank=True)
    proposal_kind = models.CharField(_("党代表意见类别"), max_length=10, choices=ProposalKind, blank=True)
    received_on = models.DateField(_("接件时间"))
    registered_on = models.DateField(_("登记日期"), null=True, blank=True)
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)
    # Explained, and waiting for conditions: the day on which it is looked at again.
    review_on = models.DateField(_("再次研究日期"), null=True, blank=True)
    # The soonest end of a clock that runs; kept by petitions.actions.clocks.
    next_due = models.DateField(_("最近时限"), null=True, blank=True, editable=False)
    solved_on_the_spot = models.BooleanField(_("当场办结"), default=False)
    result = models.TextField(_("处理结果"), blank=True)
    # Article 41 counts the advice that was adopted.
    advice_adopted = models.BooleanField(_("建议已采纳"), default=False)
    # What was heard on a visit, and the log that the case itself gave rise to (a reception).
    matter = models.OneToOneField(Matter, models.PROTECT, null=True, blank=True, related_name="case")
    log = models.ForeignKey(VisitLog, models.PROTECT, null=True, blank=True, related_name="cases")
    # One handling answers many; a repeat petition is linked, never counted against anybody.
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="repeats")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("收到时间"))
    version = models.PositiveIntegerField(default=0)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "serial"], name="case_number_once"),
            models.CheckConstraint(
                condition=Q(registered_on=None) | Q(registered_on__gte=F("received_on")),
                name="case_registered_after_received",
            ),
            models.CheckConstraint(condition=Q(state="received") | ~Q(number=""), name="registered_case_has_a_number"),
            models.CheckConstraint(condition=~Q(joined_to=F("id")), name="case_not_joined_to_itself"),
        ]
        indexes = [
            models.Index(fields=["handling_unit", "state", "next_due"], name="case_in_hand"),
            models.Index(fields=["unit", "state", "next_due"], name="case_of_office"),
            models.Index(fields=["-received_on", "-id"], name="case_received"),
            # The queue of who reads all, in its order: what is open among many years of what is not.
            models.Index(
                fields=["next_due", "-received_on", "-id"], name="case_open", condition=Q(state__in=sorted(OPEN))
            ),
            models.Index(fields=["unit", "channel", "-received_on"], name="case_ledger"),
        ]
        verbose_name = _("信访事项")

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("petitions:case", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def tone(self) -> str:
        """The colour that goes with the state (templates/components/status.html)."""
        return TONES.get(self.state, "open" if self.is_open else "off")

    @property
    def is_handed_on(self) -> bool:
        return self.handling_unit_id != self.unit_id


TONES: dict[str, str] = {
    CaseState.RECEIVED: "due",
    CaseState.OBJECTED: "due",
    CaseState.SUSPENDED: "due",
    CaseState.WAITING: "due",
    CaseState.SERVED: "ok",
    CaseState.CLOSED: "ok",
    CaseState.FINAL: "ok",
}


class CaseHandler(models.Model):
    """A cadre named to work on the case (承办人), from a day to a day."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="handlers")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="cases_handled", verbose_name=_("承办人"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "cadre"], condition=Q(end=None), name="handler_once"),
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="handler_ends_after_start"),
        ]

    def __str__(self) -> str:
        return str(self.cadre)


class CaseEntry(models.Model):
    """One step that was taken: appended in the transaction of the step, never edited, never deleted.

    `note` is what the reader of the case is told; `data` holds dates and keys. Nobody's identity stands in either.
    `is_public`: shown, without names, to who follows the case by code.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    action = models.CharField(_("步骤"), max_length=40)
    from_state = models.CharField(max_length=20, choices=CaseState, blank=True)
    to_state = models.CharField(max_length=20, choices=CaseState)
    # None: the petitioner, or the product itself.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    for_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("时间"))
    note = models.TextField(_("说明"), blank=True)
    data = models.JSONField(default=dict)
    is_public = models.BooleanField(default=False)

    objects = AppendedQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("办理记录")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("An entry of a case is never edited.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("An entry of a case is never deleted.")


class CaseFile(models.Model):
    """A file of a case, served only through the view that asks who is asking.

    `shows_identity` (a letter in somebody's hand, an identity proof): opened like an identity, and logged.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="files")
    entry = models.ForeignKey(CaseEntry, models.PROTECT, null=True, blank=True, related_name="files")
    file = models.FileField(upload_to="petitions/%Y/%m/")
    name = models.CharField(_("文件名"), max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    shows_identity = models.BooleanField(_("含身份信息"), default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("附件")

    def __str__(self) -> str:
        return self.name
