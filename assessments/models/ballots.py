"""Who was drawn, the slips that let one answer, and the answers. Nothing ties one to another (docs/adr/0012).

No row here has a time or a user. What is written while people answer is written anew as a whole, in the order of
random keys, so that neither order nor transaction says whose it is (assessments/actions/answering.py).
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from assessments.models.surveys import Question, Survey, SurveySubject
from assessments.querysets.surveys import OfSurveyQuerySet
from contacts.models import Household, Resident
from core.fields import EncryptedTextField, TimelessTextField


class Pool(models.Model):
    """Participants who are counted together: of a unit, or contacts of one assessed. Never drawn with fewer than five:
    fewer are put together with others at the draw."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="pools")
    number = models.PositiveSmallIntegerField(_("序号"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    # Whose contacts these are; None where those of several were put together, and where everybody is asked.
    subject = models.ForeignKey(SurveySubject, models.CASCADE, null=True, related_name="pools")
    name = models.CharField(_("名称"), max_length=100)
    drawn = models.PositiveIntegerField(_("应参加"))

    objects = OfSurveyQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="pool_number_once")]
        verbose_name = _("参加单位")

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """Somebody who was drawn: a member of staff, one of the people, or a household. Whether they answered is not
    known; `is_handed` says that they were given a slip, so that nobody is given two."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="participants")
    cadre = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    is_handed = models.BooleanField(_("已发放"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["pool", field],
                    condition=Q(**{f"{field}__isnull": False}),
                    name=f"participant_{field}_once",
                )
                for field in ("cadre", "resident", "household")
            ),
            models.CheckConstraint(
                condition=Q(cadre__isnull=False, resident=None, household=None)
                | Q(cadre=None, resident__isnull=False, household=None)
                | Q(cadre=None, resident=None, household__isnull=False),
                name="participant_is_one",
            ),
        ]
        verbose_name = _("参加人")

    def __str__(self) -> str:
        return str(self.cadre or self.resident or self.household)


class AnswerToken(models.Model):
    """The right to answer once. Of its code only a keyed hash is here; the row is gone when it was used."""

    hash = models.CharField(max_length=64, primary_key=True)
    pool = models.ForeignKey(Pool, models.CASCADE, related_name="tokens")

    class Meta:
        verbose_name = _("答题码")

    def __str__(self) -> str:
        return str(self.pool)


class Slip(models.Model):
    """A code that nobody has been given yet: taken out at random when it is printed or shown, and gone then.

    All are made when the survey opens, in the order of random keys, so that who is given one leaves no mark on the
    token that it stands for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pool = models.ForeignKey(Pool, models.CASCADE, related_name="slips")
    code = EncryptedTextField()

    class Meta:
        verbose_name = _("答题条")

    def __str__(self) -> str:
        return str(self.pool)


class AnswerSheet(models.Model):
    """What one person answered, texts left out. Counted at closing; gone when the result is published.

    `answers` (JSON): {"<question>" or "<question>-<subject>": code, list of codes for a multiple choice}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="sheets")
    answers = TimelessTextField()

    class Meta:
        verbose_name = _("答卷")

    def __str__(self) -> str:
        return str(self.pool)


class FreeText(models.Model):
    """What somebody wrote. It belongs to no sheet and no pool; shown when there are five answers or more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="texts")
    text = TimelessTextField(_("文字意见"))

    class Meta:
        verbose_name = _("文字意见")

    def __str__(self) -> str:
        return str(self.question)
