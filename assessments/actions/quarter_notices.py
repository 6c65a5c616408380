"""Who is told where a sheet is: those who must act next, in the inbox.

A notice says whose quarter it is about, never what was scored or objected.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Post, RoleGrant, User
from accounts.querysets import in_force
from assessments.models import QuarterlyAssessment, ScoreSheet
from assessments.querysets.sheets import CONFIRMERS
from assessments.sheet_access import actors_of
from assessments.workflow import SheetActor
from core import inbox
from core.models import InboxItem
from petitions.actions.notices import holders

# What the assessed is told after these steps.
TO_ASSESSED = {
    "confirm": gettext_lazy("%(quarter)s考核结果已公布，请查阅；有异议的，请在期限内提出"),
    "rule": gettext_lazy("%(quarter)s考核的异议已处理，请查阅处理意见"),
}
TO_LEADERS = gettext_lazy("%(quarter)s考核已评分，请确认")
TO_SCORER = gettext_lazy("%(quarter)s考核表被退回，请重新评分")
TO_RULERS = gettext_lazy("%(quarter)s考核有异议待处理")


def quarter_name(quarter: QuarterlyAssessment) -> str:
    return _("%(year)s年第%(quarter)s季度“%(scorecard)s”") % {
        "year": quarter.year,
        "quarter": quarter.quarter,
        "scorecard": quarter.scorecard,
    }


def tell(sheet: ScoreSheet, action: str, *, by: User | None, at: datetime.datetime) -> None:
    """After a step of one sheet."""
    quarter = sheet.assessment
    if action in TO_ASSESSED:
        tell_assessed([sheet], action, at=at)
    elif action == "score":
        tell_leaders(quarter, at=at, by=by)
    elif action == "send_back" and sheet.scored_by:
        _tell_all([sheet.scored_by], TO_SCORER, sheet.assessment, sheet, f"{action}-{sheet.version}", at=at)
    elif action == "object":
        leaders = [
            user
            for user in responsible(quarter, CONFIRMERS, on=timezone.localdate(at), paths=[sheet.unit_path])
            if SheetActor.LEADER in actors_of(user, sheet)
        ]
        _tell_all(leaders, TO_RULERS, quarter, sheet, f"{action}-{sheet.version}", at=at)


def tell_assessed(sheets: Sequence[ScoreSheet], action: str, *, at: datetime.datetime) -> None:
    """Each of the assessed of these sheets, in one statement."""
    users = assessed_users(sheets, on=timezone.localdate(at))
    inbox.notify_all(
        notice_of(TO_ASSESSED[action], sheet.assessment, sheet, f"{action}-{user.pk}", user, at=at)
        for sheet in sheets
        for user in users[sheet.pk]
    )


def tell_leaders(quarter: QuarterlyAssessment, *, at: datetime.datetime, by: User | None) -> None:
    """Once for a quarter, when its first sheet waits to be confirmed."""
    leaders = [user for user in responsible(quarter, CONFIRMERS, on=timezone.localdate(at)) if user != by]
    _tell_all(leaders, TO_LEADERS, quarter, quarter, "confirming", at=at)


def assessed_users(sheets: Iterable[ScoreSheet], *, on: datetime.date) -> dict[int, list[User]]:
    """Users of those assessed, by sheet: the person, or the heads of a branch. Two queries."""
    found = list(sheets)
    persons = {
        user.cadre_id: user for user in User.objects.filter(cadre__in={s.cadre_id for s in found}, is_active=True)
    }
    posts = Post.objects.in_force(on).filter(position="head", unit__in={s.unit_id for s in found if s.unit_id})
    heads: dict[int, list[User]] = defaultdict(list)
    for post in posts.filter(cadre__user__is_active=True).select_related("cadre__user"):
        heads[post.unit_id].append(post.cadre.user)
    return {
        sheet.pk: heads[sheet.unit_id]
        if sheet.unit_id
        else [persons[key] for key in [sheet.cadre_id] if key in persons]
        for sheet in found
    }


def responsible(
    quarter: QuarterlyAssessment, roles: Sequence[str], *, on: datetime.date, paths: Iterable[str] | None = None
) -> list[User]:
    """Holders of the roles on the quarter's unit (or the nearest above) and below it; with `paths`, of those below
    only who has one of these under them."""
    wanted = None if paths is None else tuple(paths)
    below = RoleGrant.objects.filter(
        in_force(on), role__in=roles, unit__path__startswith=quarter.unit_path, user__is_active=True
    )
    reached = [
        grant.user
        for grant in below.select_related("user", "unit").order_by("user")
        if wanted is None or any(path.startswith(grant.unit.path) for path in wanted)
    ]
    return list(dict.fromkeys([*holders(quarter.unit, roles, on=on), *reached]))


def _tell_all(
    users: Iterable[User], title: Any, quarter: QuarterlyAssessment, about: Any, step: str, *, at: Any
) -> None:
    inbox.notify_all(notice_of(title, quarter, about, step, user, at=at) for user in users)


def notice_of(title: Any, quarter: QuarterlyAssessment, about: Any, step: str, user: User, *, at: Any) -> InboxItem:
    with translation.override(user.language):
        text = str(title) % {"quarter": quarter_name(quarter)}
    what = f"{about._meta.model_name}:{about.pk}"
    return inbox.notice(what, step, user, text, url=about.get_absolute_url(), at=at)
