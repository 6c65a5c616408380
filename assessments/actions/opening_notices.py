"""Who is told that a quarter was opened: the assessed, in one statement; those who score them."""

import datetime

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Position
from accounts.querysets import in_force
from assessments.models import QuarterlyAssessment, ScoreSheet, Subject
from assessments.querysets.sheets import SCORERS
from assessments.setwise import compiled, insert_select
from core import inbox
from core.models import InboxItem
from petitions.actions.notices import holders

OPENED = "opened"


def tell_opened(assessment: QuarterlyAssessment, *, at: datetime.datetime, on: datetime.date) -> None:
    _tell_assessed(assessment, at=at, on=on)
    words = {"title": assessment.scorecard, "year": assessment.year, "quarter": assessment.quarter}
    title = _("%(title)s：%(year)s年第%(quarter)s季度考核已启动，自评结束后请评分") % words
    scorers = holders(assessment.unit, SCORERS, on=on)
    url = assessment.get_absolute_url()
    what = f"quarter:{assessment.pk}"
    inbox.notify_all(inbox.notice(what, OPENED, user, title, url=url, at=at) for user in scorers)


def _tell_assessed(assessment: QuarterlyAssessment, *, at: datetime.datetime, on: datetime.date) -> None:
    words = {"title": assessment.scorecard, "year": assessment.year, "quarter": assessment.quarter}
    words |= {"until": assessment.self_until}
    title = _("%(title)s：请于%(until)s前完成%(year)s年第%(quarter)s季度自评") % words
    rows = _users(assessment, on).annotate(
        told_what=Concat(Value("sheet:"), Cast("pk", CharField())),
        told_step=Value(OPENED),
        told_title=Value(title),
        told_url=_address(),
        told_at=Value(at),
    )
    columns = ("user_id", "what", "step", "title", "url", "created_at")
    picked = rows.values_list("user", "told_what", "told_step", "told_title", "told_url", "told_at")
    insert_select(InboxItem, columns, compiled(picked), or_nothing=True)


def _users(assessment: QuarterlyAssessment, on: datetime.date) -> QuerySet[ScoreSheet]:
    """A row for each sheet and `user` who is to be told: the person assessed, or whoever heads the branch."""
    sheets = ScoreSheet.objects.filter(assessment=assessment).order_by()
    if assessment.scorecard.subject != Subject.BRANCH:
        return sheets.filter(cadre__user__is_active=True).annotate(user=F("cadre__user"))
    heads = in_force(on, "unit__posts__") & Q(unit__posts__position=Position.HEAD)
    return sheets.filter(heads, unit__posts__cadre__user__is_active=True).annotate(user=F("unit__posts__cadre__user"))


def _address() -> Concat:
    before, after = reverse("assessments:sheet", args=[0]).split("0")
    return Concat(Value(before), Cast("pk", CharField()), Value(after))
