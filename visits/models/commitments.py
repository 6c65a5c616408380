"""Concrete deeds that a branch or a member promised the people (公开承诺, R19), what came of them, and what the people
think of it."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from visits.commitment_querysets import CommitmentQuerySet
from visits.models.logs import VisitLog


class CommitmentState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("履行中")
    DONE = "done", _("已兑现")
    WITHDRAWN = "withdrawn", _("已撤销")


class Commitment(models.Model):
    """One deed above the ordinary work: of a member (`cadre`), or of the unit itself.

    What it says stands on a page that everybody may read: no name of a household belongs into it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="commitments", verbose_name=_("承诺单位"))
    # The unit's place in the tree when it was written down.
    unit_path = models.CharField(max_length=255, db_index=True, editable=False)
    cadre = models.ForeignKey(
        Cadre,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("承诺党员"),
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    content = models.TextField(_("承诺事项"))
    due = models.DateField(_("完成时限"))
    answers = models.ForeignKey(Cadre, models.PROTECT, related_name="answers_for_commitments", verbose_name=_("责任人"))
    state = models.CharField(_("状态"), max_length=10, choices=CommitmentState, default=CommitmentState.DRAFT)
    published_on = models.DateField(_("公示日期"), null=True, blank=True)
    # Written when it is published, so that the duty to commit (R19.1, R19.2) is met by it; withdrawn with it.
    log = models.OneToOneField(VisitLog, models.PROTECT, null=True, blank=True, related_name="commitment")
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    result = models.TextField(_("兑现情况"), blank=True)
    # A visit that shows it was done; for those who may see the visit.
    evidence = models.ForeignKey(
        VisitLog, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("佐证的走访记录")
    )
    withdrawn_reason = models.CharField(_("撤销原因"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "due", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", published_on=None, log=None)
                | Q(state="withdrawn")
                | Q(state__in=["published", "done"], published_on__isnull=False, log__isnull=False),
                name="published_commitment_has_a_log",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on=None)),
                name="done_commitment_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn", withdrawn_reason=""), name="withdrawn_commitment_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["unit", "year", "state"], name="commitment_of_unit")]
        verbose_name = _("公开承诺")

    def __str__(self) -> str:
        return self.content[:40]

    def get_absolute_url(self) -> str:
        return reverse("assessments:commitment", args=[self.pk])

    @property
    def whose(self) -> "Cadre | Unit":
        return self.cadre or self.unit

    @property
    def is_open(self) -> bool:
        return self.state == CommitmentState.PUBLISHED

    def is_overdue(self, on: datetime.date) -> bool:
        """As `CommitmentQuerySet.overdue`, for rows that are fetched already."""
        return self.is_open and self.due < on

    @property
    def tone(self) -> str:
        """The colour that goes with its state (templates/components/status.html)."""
        return {"published": "open", "done": "ok"}.get(self.state, "off")


class CommitmentEntry(models.Model):
    """What was done for it, on a day, for everybody to read. Appended only."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="entries")
    on = models.DateField(_("日期"))
    text = models.TextField(_("进展"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("承诺进展")

    def __str__(self) -> str:
        return self.text[:40]


class CommitmentRatingValue(models.TextChoices):
    SATISFIED = "satisfied", _("满意")
    BASICALLY = "basically", _("基本满意")
    NOT = "not", _("不满意")


class CommitmentRating(models.Model):
    """What somebody thinks of it. Nothing tells who that was: no name, no address, the day only."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="ratings")
    value = models.CharField(_("满意度"), max_length=10, choices=CommitmentRatingValue)
    remark = models.TextField(_("意见"), blank=True)
    on = models.DateField(_("评价日期"))

    class Meta:
        # Not in the order in which they came in.
        ordering = ["value", "remark"]
        verbose_name = _("承诺评价")

    def __str__(self) -> str:
        return str(self.get_value_display())
