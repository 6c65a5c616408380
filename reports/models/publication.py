"""What a unit makes public on a page for its people (厂务公开、党务公开, R10.8): written by one, approved by another,
shown from a day until a day."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from assessments.models import Survey
from contacts.models import Arrangement
from reports.publication.querysets import PublicEditionQuerySet, PublicFileQuerySet, PublicPageQuerySet
from visits.models import Rota


class PageHeading(models.TextChoices):
    """What such a page is called, by the kind of unit."""

    FACTORY = "factory", _("厂务公开")
    PARTY = "party", _("党务公开")
    VILLAGE = "village", _("村务公开")
    RESIDENTS = "residents", _("居务公开")
    INSTITUTION = "institution", _("院务公开")
    SCHOOL = "school", _("校务公开")
    GOVERNMENT = "government", _("政务公开")


class PublicPage(models.Model):
    """The page of a unit, at /p/u/<slug>/. It has no text of its own: everything on it is an item that was approved."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="public_page", verbose_name=_("单位"))
    slug = models.SlugField(
        _("网址"), max_length=40, unique=True, help_text=_("小写字母、数字和连字符，如 hekou。确定后不宜更改。")
    )
    heading = models.CharField(_("页面名称"), max_length=12, choices=PageHeading, default=PageHeading.PARTY)
    is_open = models.BooleanField(_("开放"), default=True)
    version = models.PositiveIntegerField(default=0)

    objects = PublicPageQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path"]
        verbose_name = _("公开页")

    def __str__(self) -> str:
        return f"{self.unit}{self.get_heading_display()}"

    def get_absolute_url(self) -> str:
        return reverse("reports:publication_page", args=[self.pk])

    @property
    def public_path(self) -> str:
        return reverse("reports:public_page", args=[self.slug])


class ItemKind(models.TextChoices):
    INTRODUCTION = "introduction", _("单位介绍")
    NOTICE = "notice", _("公告通知")
    COMMITMENTS = "commitments", _("公开承诺")
    ROTA = "rota", _("接待值班")
    ARRANGEMENT = "arrangement", _("年度联系安排")
    SURVEY = "survey", _("调查评议结果")
    FIGURES = "figures", _("工作数据")
    CHANNELS = "channels", _("反映渠道")


class PublicItem(models.Model):
    """One thing on a page, through all its editions."""

    page = models.ForeignKey(PublicPage, models.PROTECT, related_name="items", verbose_name=_("公开页"))
    kind = models.CharField(_("栏目"), max_length=12, choices=ItemKind)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("公开内容")

    def __str__(self) -> str:
        return str(self.get_kind_display())


class PublicFile(models.Model):
    """A PDF beside a notice. An edition that follows another has the same files until somebody takes them off."""

    item = models.ForeignKey(PublicItem, models.PROTECT, related_name="files")
    file = models.FileField(upload_to="public/%Y/%m/")
    name = models.CharField(_("文件名"), max_length=150)
    size = models.PositiveIntegerField()
    # Names of who made it and with what, which the file itself carries: pointed out before it is approved.
    carries = models.CharField(_("文件自带信息"), max_length=300, blank=True)
    added_at = models.DateTimeField()

    objects = PublicFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("公开附件")

    def __str__(self) -> str:
        return self.name


class EditionState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    APPROVED = "approved", _("已批准")
    REPLACED = "replaced", _("已被新版替代")
    WITHDRAWN = "withdrawn", _("已撤下")
    DISCARDED = "discarded", _("已作废")


class PublicEdition(models.Model):
    """What an item says: the text, and what it reads off records that are public by their own rules.

    `content` is fixed when the edition is submitted, so that what is approved is what is shown: figures with their
    definitions, results of a survey, an arrangement without any household. Commitments, rotas and channels are read as
    they stand, because each has its own way of becoming public.
    """

    item = models.ForeignKey(PublicItem, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("版次"), default=1)
    state = models.CharField(_("状态"), max_length=10, choices=EditionState, default=EditionState.DRAFT)
    title = models.CharField(_("标题"), max_length=80)
    text = models.TextField(_("正文"), blank=True)
    shown_from = models.DateField(_("公开起"))
    shown_until = models.DateField(_("公开止"), null=True, blank=True)
    files = models.ManyToManyField(PublicFile, related_name="editions", blank=True)
    rota = models.ForeignKey(Rota, models.PROTECT, null=True, related_name="+", verbose_name=_("值班表"))
    survey = models.ForeignKey(Survey, models.PROTECT, null=True, related_name="+", verbose_name=_("调查评议"))
    arrangement = models.ForeignKey(
        Arrangement, models.PROTECT, null=True, related_name="+", verbose_name=_("年度联系安排")
    )
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    figures = models.JSONField(_("公布的数据"), default=list, blank=True)
    content = models.JSONField(default=dict, editable=False)
    frozen_on = models.DateField(null=True, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = PublicEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-shown_from", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state__in=["draft", "submitted"]), name="one_open_edition"
            ),
            models.CheckConstraint(
                condition=Q(shown_until=None) | Q(shown_until__gte=F("shown_from")), name="edition_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False), name="shown_edition_is_approved"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(written_by=None) | ~Q(approved_by=F("written_by")),
                name="edition_approved_by_another",
            ),
        ]
        indexes = [models.Index(fields=["state", "shown_from"], name="edition_shown")]
        verbose_name = _("公开内容")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:publication_edition", args=[self.pk])


class PublicStep(models.Model):
    """What was done to an edition, by whom, why. Appended only."""

    edition = models.ForeignKey(PublicEdition, models.PROTECT, related_name="steps")
    step = models.CharField(_("步骤"), max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("原因"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("公开步骤")

    def __str__(self) -> str:
        return self.step
