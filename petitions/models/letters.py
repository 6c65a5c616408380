"""Official letters of a case and the proof that they arrived."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from petitions.models.cases import Case
from petitions.models.people import Appended
from petitions.querysets import AppendedQuerySet


class LetterKind(models.TextChoices):
    ACCEPTANCE = "acceptance", _("受理告知书")
    FORWARDING = "forwarding", _("转送告知书")
    NON_ACCEPTANCE = "non_acceptance", _("不予受理告知书")
    OTHER_PATH = "other_path", _("导入其他法定途径告知书")
    EXTENSION = "extension", _("延期办理告知书")
    DECISION = "decision", _("处理意见书")
    ANSWER = "answer", _("答复意见书")
    REVIEW = "review", _("复查意见书")
    RE_REVIEW = "re_review", _("复核意见书")


class Opinion(models.TextChoices):
    """Article 32: what the organ holds of the request."""

    SUPPORT = "support", _("予以支持")
    EXPLAIN = "explain", _("做好解释疏导")
    NOT_SUPPORT = "not_support", _("不予支持")


class Letter(Appended):
    """A letter as it was issued; it is never edited. The PDF is made from these fields whenever it is asked for."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    kind = models.CharField(_("文书"), max_length=20, choices=LetterKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("发文单位"))
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(_("文号"), max_length=40)
    on = models.DateField(_("成文日期"))
    # Article 32: the request; facts found, and reasons; the opinion; the legal basis; how to ask for review.
    request = models.TextField(_("诉求"), blank=True)
    facts = models.TextField(_("查明的事实和理由"), blank=True)
    opinion = models.CharField(_("处理意见"), max_length=15, choices=Opinion, blank=True)
    text = models.TextField(_("正文"), blank=True)
    legal_basis = models.TextField(_("法律政策依据"), blank=True)
    remedy = models.TextField(_("救济途径"), blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()

    objects = AppendedQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "kind", "serial"], name="letter_number_once"),
            models.CheckConstraint(
                condition=~Q(kind="decision")
                | (~Q(request="") & ~Q(facts="") & ~Q(opinion="") & ~Q(legal_basis="") & ~Q(remedy="")),
                name="decision_letter_is_complete",
            ),
        ]
        verbose_name = _("信访文书")

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"


class ServiceWay(models.TextChoices):
    IN_PERSON = "in_person", _("当面送达")
    POST = "post", _("邮寄送达")
    LEFT = "left", _("留置送达")
    ELECTRONIC = "electronic", _("网上送达")
    PUBLIC = "public", _("公告送达")


class Service(Appended):
    """The record that a letter arrived (送达回证); it starts the next clock (articles 35, 36)."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="service")
    way = models.CharField(_("送达方式"), max_length=15, choices=ServiceWay)
    on = models.DateField(_("送达日期"))
    note = models.CharField(_("签收情况"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("送达回证")

    def __str__(self) -> str:
        return f"{self.letter} {self.on}"
