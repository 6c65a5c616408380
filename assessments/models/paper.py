"""Surveys on paper: what clerks entered of a sheet until two of them agree, and what the organisation decided."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.surveys import AppraisalGrade, Survey, SurveySubject
from assessments.querysets.surveys import OfSurveyQuerySet
from core.fields import TimelessTextField


class PaperEntry(models.Model):
    """What one clerk read off a sheet (R9). Two clerks enter each sheet; when they agree it becomes an answer, and both
    entries are gone with the sheet's code. No row has a time; a sheet names nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="paper_entries")
    # As AnswerToken.hash. No key of the database: codes are written anew while people answer.
    token = models.CharField(max_length=64, db_index=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # JSON of a Reading (assessments/paper_readings.py), encrypted.
    content = TimelessTextField()

    objects = OfSurveyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "entered_by"], name="sheet_entered_once_by_each"),
        ]
        verbose_name = _("纸质票录入")

    def __str__(self) -> str:
        return str(self.survey)


class Verdict(models.Model):
    """组织评定: what the organisation decided of one assessed, with the votes before it; the reason where it departs
    from what most voted. Changed until the result is published, never afterwards."""

    subject = models.OneToOneField(SurveySubject, models.CASCADE, related_name="verdict", verbose_name=_("评议对象"))
    grade = models.CharField(_("组织评定"), max_length=12, choices=AppraisalGrade)
    reason = models.CharField(_("与测评多数不一致的理由"), max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_on = models.DateField(_("评定日期"))

    class Meta:
        verbose_name = _("组织评定")

    def __str__(self) -> str:
        return f"{self.subject} {self.get_grade_display()}"
