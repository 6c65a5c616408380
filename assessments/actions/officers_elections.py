"""Choosing the officer of a shift (R17.1): the record of the election, and the post that begins with it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import KEEPERS, require
from accounts.actions import add_post, end_post
from accounts.models import Cadre, Position, Post, Unit
from assessments.models import Candidate, ElectionMode, OfficerElection
from assessments.selectors.officers import SOON, nearest_holders, settings_of
from core import audit, inbox, locking
from core.errors import DomainError
from core.guards import check_not_future, check_order, require_text
from core.models import InboxItem
from duties.evaluation.holding import months_later

if TYPE_CHECKING:
    from accounts.models import User

ONE_DAY = datetime.timedelta(days=1)
# The title of the post, as the organisation's own records call it.
TITLE = gettext_noop("政工联络员")


@dataclass(frozen=True)
class Ballots:
    """How many could vote, how many ballots were given out, came back, and counted."""

    eligible: int = 0
    issued: int = 0
    returned: int = 0
    valid: int = 0


@dataclass(frozen=True)
class Stood:
    """Who stood, and the votes they had. Only who is chosen must be in the register."""

    name: str
    votes: int


@transaction.atomic
def record_election(
    unit: Unit,
    *,
    on: datetime.date,
    mode: str,
    chosen: Cadre,
    term_start: datetime.date,
    term_end: datetime.date | None = None,
    ballots: Ballots | None = None,
    candidates: Sequence[Stood] = (),
    reason: str = "",
    by: "User",
    at: datetime.datetime,
) -> OfficerElection:
    """Record how the officer of a shift was chosen, begin their post and end that of the officer before. Without a
    `term_end`, the term is as long as it is set there.

    Raises PermissionDenied for who keeps no posts there; DomainError for numbers that cannot be (naming the row), an
    appointment without a reason, oneself, a term that begins before the last one's. Side effects: posts, audit.
    """
    require(by, unit.path, *KEEPERS)
    unit = locking.lock(unit)
    check_not_future(on, at=at, field="on")
    check_order(term_start, term_end, field="term_end")
    _check_later(unit, on, term_start)
    term_end = term_end or end_of_term(unit, term_start)
    ballots, candidates, reason = _checked(mode, ballots or Ballots(), candidates, reason, chosen)
    election = OfficerElection.objects.create(
        unit=unit,
        on=on,
        mode=mode,
        chosen=chosen,
        term_start=term_start,
        term_end=term_end,
        reason=reason,
        recorded_by=by,
        recorded_at=at,
        **vars(ballots),
    )
    _store_candidates(election, candidates)
    _change_post(unit, chosen, start=term_start, by=by, at=at)
    data = {"chosen": chosen.pk, "mode": mode, "term": [str(term_start), str(term_end or "")], **vars(ballots)}
    audit.record("assessments.record_election", election, by=by, at=at, unit_path=unit.path, data=data)
    return election


def end_of_term(unit: Unit, start: datetime.date) -> datetime.date | None:
    """The last day of a term that begins on `start`, as it is set there; None where no term is."""
    months = settings_of(unit, start).term_months
    return months_later(start, months) - ONE_DAY if months else None


def _check_later(unit: Unit, on: datetime.date, term_start: datetime.date) -> None:
    """One officer for each shift: a term follows the one before. The unit is locked, so that of two records that
    arrive at once the second one finds the first."""
    if term_start < on:
        raise DomainError(_("任期不能早于推选日期（%(day)s）开始。") % {"day": on}, field="term_start")
    last = unit.officer_elections.order_by("term_start").last()
    if last is not None and last.term_start >= term_start:
        text = _("该班组已登记自%(day)s起任职的联络员%(name)s，任期须在其后开始；登记有误的，请先核对原记录。")
        raise DomainError(text % {"day": last.term_start, "name": last.chosen}, field="term_start")


def _checked(
    mode: str, ballots: Ballots, candidates: Sequence[Stood], reason: str, chosen: Cadre
) -> tuple[Ballots, Sequence[Stood], str]:
    """What of it belongs to this way of choosing, when nothing is wrong with it."""
    if mode == ElectionMode.APPOINTED:
        return Ballots(), (), require_text(reason, "reason", _("指定联络员是例外，请写明原因。"))
    check_count(ballots, candidates)
    check_chosen(candidates, chosen)
    return ballots, candidates, ""


def check_count(ballots: Ballots, candidates: Sequence[Stood]) -> None:
    """Refuse numbers that cannot be, at the field or row that does not fit those before."""
    steps = (
        ("issued", ballots.issued, ballots.eligible, _("发出选票%(number)d张，不能多于应到人数%(most)d。")),
        ("returned", ballots.returned, ballots.issued, _("收回选票%(number)d张，不能多于发出的%(most)d张。")),
        ("valid", ballots.valid, ballots.returned, _("有效选票%(number)d张，不能多于收回的%(most)d张。")),
    )
    for field, number, most, text in steps:
        if number > most:
            raise DomainError(text % {"number": number, "most": most}, field=field)
    if not ballots.valid:
        raise DomainError(_("没有有效选票，不能当选；需要指定的，请把产生方式改为“指定”。"), field="valid")
    if not candidates:
        raise DomainError(_("请填写候选人和得票。"), field="candidates")
    _check_rows(ballots.valid, candidates)


def _check_rows(valid: int, candidates: Sequence[Stood]) -> None:
    """One officer is chosen, so a valid ballot holds one vote at most."""
    votes, names = 0, set()
    for number, row in enumerate(candidates, 1):
        votes += row.votes
        words = {"row": number, "name": row.name, "votes": row.votes, "sum": votes, "valid": valid}
        if row.name in names:
            text = _("第%(row)d行的“%(name)s”与前面的候选人同名，请加以区别，例如在姓名后加括号注明岗位。")
            raise DomainError(text % words, field="candidates")
        if votes > valid:
            text = _("第%(row)d行“%(name)s”得票%(votes)d：到这一行共%(sum)d票，多于有效选票%(valid)d张，请核对。")
            raise DomainError(text % words, field="candidates")
        names.add(row.name)


def check_chosen(candidates: Sequence[Stood], chosen: Cadre) -> None:
    """Who is chosen stood for election, and nobody had more votes."""
    row = next((row for row in candidates if is_of(row, chosen)), None)
    if row is None:
        raise DomainError(_("%(name)s不在候选人中，请核对候选人姓名。") % {"name": chosen}, field="chosen")
    best = max(candidates, key=lambda other: other.votes)
    if best.votes > row.votes:
        text = _(
            "%(best)s得票%(most)d，多于%(name)s的%(votes)d。得票多的不就任的，请另行推选，或者以“指定”登记并写明原因。"
        )
        words = {"best": best.name, "most": best.votes, "name": chosen, "votes": row.votes}
        raise DomainError(text % words, field="chosen")


def is_of(row: Stood | Candidate, chosen: Cadre) -> bool:
    """Whether a row is that of the cadre; a namesake has a note in brackets behind the name."""
    return row.name == chosen.name or row.name.startswith(f"{chosen.name}（")


def _store_candidates(election: OfficerElection, candidates: Sequence[Stood]) -> None:
    rows = [Candidate(election=election, name=row.name, votes=row.votes) for row in candidates]
    for row in rows:
        if is_of(row, election.chosen):
            row.cadre = election.chosen
            break
    Candidate.objects.bulk_create(rows)


def _change_post(unit: Unit, chosen: Cadre, *, start: datetime.date, by: "User", at: datetime.datetime) -> None:
    """The officer before goes on the day before; who is chosen again keeps the post."""
    position = Position.LIAISON_OFFICER
    held = list(Post.objects.filter(unit=unit, position=position, end=None).select_related("cadre", "unit"))
    for post in held:
        if post.cadre_id != chosen.pk:
            _end_before(post, start, by=by, at=at)
    if all(post.cadre_id != chosen.pk for post in held):
        add_post(chosen, unit=unit, title=TITLE, position=position, start=start, by=by, at=at)


def _end_before(post: Post, start: datetime.date, *, by: "User", at: datetime.datetime) -> None:
    if post.start >= start:
        text = _("%(name)s自%(day)s起担任该班组联络员，任期须在其后开始；任职登记有误的，请先在其任职中更正。")
        raise DomainError(text % {"name": post.cadre, "day": post.start}, field="term_start")
    end_post(post, end=start - ONE_DAY, by=by, at=at)


def remind_of_terms(*, at: datetime.datetime, on: datetime.date) -> int:
    """The nearest secretary hears once that a term ends soon, and once that it is over. Returns how many terms."""
    elections = list(OfficerElection.objects.ending_by(on + SOON).select_related("unit"))
    told = nearest_holders([election.unit for election in elections], "secretary", on=on)
    inbox.notify_all(
        _reminder(election, user, at=at, on=on) for election in elections for user in told[election.unit_id]
    )
    return len(elections)


def _reminder(election: OfficerElection, user: "User", *, at: datetime.datetime, on: datetime.date) -> InboxItem:
    assert election.term_end is not None, "ending_by"
    is_over = election.term_end < on
    with translation.override(user.language):
        day = date_format(election.term_end, "DATE_FORMAT")
        text = _("%(unit)s联络员任期已于%(day)s届满，请组织推选") if is_over else _("%(unit)s联络员任期将于%(day)s届满")
        title = text % {"unit": election.unit, "day": day}
    step, url = "over" if is_over else "soon", election.get_absolute_url()
    return inbox.notice(f"election:{election.pk}", step, user, title, url=url, at=at)
