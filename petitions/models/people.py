"""Those who raise a matter, those who must never see it, and what those who raised it think of the answer."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from core.fields import EncryptedTextField
from petitions.models.cases import Case
from petitions.querysets import AppendedQuerySet, PetitionerQuerySet

# Article 20: a group sends at most five representatives.
MOST_REPRESENTATIVES = 5


class Petitioner(models.Model):
    """Who raised the matter: purpose, to answer them; kept as long as the case.

    Read through `petitions.actions.identity.open_identity` only, which asks whether one may and logs the look. The
    key is an HMAC of what identifies them (petitions/codes.py) and serves to find repeat petitions; nothing is counted
    or ranked by it.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="petitioners")
    position = models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(MOST_REPRESENTATIVES)])
    name = EncryptedTextField(_("信访人"))
    phone = EncryptedTextField(_("联系方式"), blank=True)
    address = EncryptedTextField(_("地址"), blank=True)
    person_key = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    objects = PetitionerQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="petitioner_position_once"),
            models.CheckConstraint(
                condition=Q(position__range=(1, MOST_REPRESENTATIVES)), name="five_representatives_at_most"
            ),
        ]
        verbose_name = _("信访人")

    def __str__(self) -> str:
        """The pseudonym that everybody but the handlers sees."""
        return str(_("信访人%(number)d") % {"number": self.position})


class PartyRole(models.TextChoices):
    ACCUSED = "accused", _("被检举控告")
    RECUSED = "recused", _("回避")


class Party(models.Model):
    """A person or unit for whom the case does not exist: accused (article 30), or recused (article 28).

    A unit stands for all below it. Someone outside the organisation is only a name.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties")
    role = models.CharField(_("关系"), max_length=10, choices=PartyRole)
    cadre = models.ForeignKey(
        Cadre, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("被反映的干部")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("被反映的单位")
    )
    name = EncryptedTextField(_("被反映的其他人或单位"), blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "cadre"], condition=Q(cadre__isnull=False), name="party_cadre_once"
            ),
            models.UniqueConstraint(fields=["case", "unit"], condition=Q(unit__isnull=False), name="party_unit_once"),
            models.CheckConstraint(
                condition=Q(cadre__isnull=False, unit=None)
                | Q(cadre=None, unit__isnull=False)
                | Q(cadre=None, unit=None),
                name="party_is_one",
            ),
        ]
        verbose_name = _("回避对象")

    def __str__(self) -> str:
        return str(self.cadre or self.unit or self.get_role_display())


class Appended(models.Model):
    """A row that is written once. Nobody edits it, nobody deletes it; neither does the product."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("This row is never edited.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("This row is never deleted.")


class IdentityView(Appended):
    """Somebody looked at who a petitioner is. Appended, never edited; read by the auditor."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="identity_views")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("查看人"))
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("查看时间"))
    # Empty for a handler of the case; everybody else says why.
    reason = models.CharField(_("事由"), max_length=200, blank=True)
    what = models.CharField(_("内容"), max_length=60)

    objects = AppendedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("身份查阅记录")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.user}"

    @property
    def what_label(self) -> Any:
        """What was looked at, in words; `what` is a key ("file:3")."""
        return LOOKS.get(self.what.partition(":")[0], self.what)


LOOKS = {
    "petitioners": _("姓名和联系方式"),
    "file": _("含身份信息的附件"),
    "letter": _("文书"),
    "ledger": _("导出台账"),
}


class RatingValue(models.TextChoices):
    SATISFIED = "satisfied", _("满意")
    BASICALLY = "basically", _("基本满意")
    NOT = "not", _("不满意")


class Rating(Appended):
    """What the petitioner thinks of an answer. Nobody edits it; the last one counts.

    `taken_by` is the clerk who wrote down what was said in a callback, None for the petitioner's own.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings")
    value = models.CharField(_("满意度"), max_length=10, choices=RatingValue)
    text = models.TextField(_("还有什么没有解决"), blank=True)
    at = models.DateTimeField(_("评价时间"))
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AppendedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("评价")

    def __str__(self) -> str:
        return str(self.get_value_display())

    @property
    def tone(self) -> str:
        """The colour that goes with it (templates/components/status.html)."""
        return {"satisfied": "ok", "basically": "open"}.get(self.value, "late")
