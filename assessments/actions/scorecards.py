"""Scorecards: put in force, changed from a day on, retired (R17.6). What was assessed by a version stays as it was."""

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from assessments.drafts import Draft, Problem, problems
from assessments.models import Criterion, QuarterlyAssessment, ScoreBand, Scorecard, ScorecardVersion
from assessments.querysets.sheets import KEEPERS
from assessments.scorecard_file import ScorecardError, read
from core import audit, locking, periods
from core.errors import DomainError

if TYPE_CHECKING:
    from accounts.models import User

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def load_scorecard(
    text: str,
    *,
    unit: Unit,
    effective_from: datetime.date,
    by: "User | None",
    at: datetime.datetime,
    on: datetime.date,
) -> ScorecardVersion:
    """Put a scorecard in force for a unit and all below it, from the first day of a quarter on; a version before ends
    on the eve. `by` None is the installation itself.

    Raises ScorecardError for a bad file and DomainError where it may not be put in force; nothing is written then.
    """
    _require_keeper(by, unit)
    written = read(text)
    code, draft = written.code, written.draft
    card = Scorecard.objects.select_for_update(of=("self",)).filter(unit=unit, code=code).first()
    if card is None:
        card = Scorecard.objects.create(unit=unit, code=code, title=draft.title, subject=draft.subject)
    return _put_in_force(card, draft, effective_from, "assessments.load_scorecard", by=by, at=at, on=on)


@transaction.atomic
def change_scorecard(
    scorecard: Scorecard,
    draft: Draft,
    *,
    effective_from: datetime.date,
    number: int,
    by: "User | None",
    at: datetime.datetime,
    on: datetime.date,
) -> ScorecardVersion:
    """A new version from the first day of a quarter on. `number` is that of the version that was in front of who
    changed it: another one since is not overwritten.

    Raises ScorecardError with everything that is wrong, and DomainError as `load_scorecard`.
    """
    card = locking.lock(scorecard)
    _require_keeper(by, card.unit)
    newest = card.versions.first()
    if newest is not None and newest.number != number:
        raise DomainError(_("您填写期间，考核表已有新的版本，您的内容没有保存。请查看最新版本后重新填写。"))
    return _put_in_force(card, draft, effective_from, "assessments.change_scorecard", by=by, at=at, on=on)


@transaction.atomic
def retire_scorecard(scorecard: Scorecard, *, on: datetime.date, by: "User", at: datetime.datetime) -> Scorecard:
    """From this day on no quarter is opened by it, but for those that ended before; open quarters go on."""
    card = locking.lock(scorecard)
    _require_keeper(by, card.unit)
    if card.retired_on is not None:
        raise DomainError(_("这张考核表已经停用。"))
    card.retired_on = on
    card.save(update_fields=["retired_on"])
    audit.record("assessments.retire_scorecard", card, by=by, at=at, unit_path=card.unit.path)
    return card


def _require_keeper(by: "User | None", unit: Unit) -> None:
    if by is not None and not by.access.covers(unit.path, *KEEPERS):
        raise PermissionDenied


def _put_in_force(
    card: Scorecard,
    draft: Draft,
    effective_from: datetime.date,
    action: str,
    *,
    by: "User | None",
    at: datetime.datetime,
    on: datetime.date,
) -> ScorecardVersion:
    _check(card, draft, effective_from, on)
    before = card.versions.first()
    number = before.number + 1 if before else 1
    if before is not None:
        _end(before, effective_from)
    card.title = draft.title
    card.save(update_fields=["title"])
    version = _store(card, draft, effective_from, number, by=by, at=at)
    data = {"version": version.number, "effective_from": effective_from.isoformat()}
    audit.record(action, card, by=by, at=at, unit_path=card.unit.path, data=data)
    return version


def _end(before: ScorecardVersion, effective_from: datetime.date) -> None:
    """On the eve; a version that is replaced from its first day on was never used, and goes."""
    if effective_from == before.effective_from:
        before.delete()
        return
    before.effective_to = effective_from - ONE_DAY
    before.save(update_fields=["effective_to"])


def _check(card: Scorecard, draft: Draft, effective_from: datetime.date, on: datetime.date) -> None:
    """Whoever is assessed knows from a quarter's first day on by what; and what was opened keeps its version."""
    if card.retired_on is not None:
        raise DomainError(_("这张考核表已停用，不能再修改。"))
    if card.subject != draft.subject:
        raise ScorecardError([Problem(_("同一张考核表的考核对象不能改变。"), field="subject")])
    if found := problems(draft):
        raise ScorecardError(found)
    this_quarter = periods.quarter(on)
    if effective_from != periods.quarter(effective_from).start or effective_from < this_quarter.start:
        words = {"first": this_quarter.start, "next": this_quarter.next.start}
        text = _("考核表应自某一季度的第一天起施行，最早为本季度：%(first)s、%(next)s等。")
        raise DomainError(text % words, field="effective_from")
    _check_after(card, effective_from)


def _check_after(card: Scorecard, effective_from: datetime.date) -> None:
    before = card.versions.first()
    if before is not None and effective_from < before.effective_from:
        words = {"day": before.effective_from}
        raise DomainError(_("施行日期不能早于上一版本的施行日期（%(day)s）。") % words, field="effective_from")
    opened = QuarterlyAssessment.objects.filter(scorecard=card, end__gte=effective_from)
    if opened.exists():
        raise DomainError(_("该日期所在的季度已经启动考核，请选择以后的季度。"), field="effective_from")


def _store(
    card: Scorecard,
    draft: Draft,
    effective_from: datetime.date,
    number: int,
    *,
    by: "User | None",
    at: datetime.datetime,
) -> ScorecardVersion:
    version = ScorecardVersion.objects.create(
        scorecard=card,
        number=number,
        effective_from=effective_from,
        step=draft.step,
        self_days=draft.self_days,
        scoring_days=draft.scoring_days,
        confirming_days=draft.confirming_days,
        objection_days=draft.objection_days,
        made_by=by,
        made_at=at,
    )
    Criterion.objects.bulk_create(
        Criterion(
            version=version,
            number=position,
            text=row.text,
            standard=row.standard,
            points=row.points,
            how=row.how,
            source=row.source,
        )
        for position, row in enumerate(draft.criteria, 1)
    )
    ScoreBand.objects.bulk_create(
        ScoreBand(version=version, least=band.least, name=band.name, reward=band.reward) for band in draft.bands
    )
    return version
