"""Volunteer days and activities (R5.2–5.4): planned, signed up for, and written down once as a visit log."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import KEEPERS
from accounts.models import Cadre, Group, GroupKind, GroupMembership
from core import audit, inbox
from core.errors import DomainError
from core.locking import lock, save_fields
from visits.actions.guards import check_reason
from visits.actions.logs import log_visit
from visits.actions.telling import users_of
from visits.models import VisitLog, VolunteerEvent, VolunteerEventState, VolunteerPlace, VolunteerSignUp

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Wanted:
    """A post at an event, and for how many."""

    name: str
    number: int


def may_convene(user: "User", group: Group, *, on: datetime.date) -> bool:
    """Whoever convenes the group on that day, and who keeps its unit."""
    if user.access.covers(group.unit.path, *KEEPERS):
        return True
    rows = GroupMembership.objects.in_force(on).filter(group=group, is_convenor=True)
    return bool(user.access.cadre_ids) and rows.filter(cadre__in=user.access.cadre_ids).exists()


def members_on(group: Group, day: datetime.date) -> list[Cadre]:
    rows = GroupMembership.objects.in_force(day).filter(group=group).select_related("cadre")
    return [row.cadre for row in rows]


@transaction.atomic
def plan_event(
    *,
    group: Group,
    kind: str,
    title: str,
    on: datetime.date,
    place: str,
    wanted: Sequence[Wanted],
    time: datetime.time | None = None,
    text: str = "",
    by: "User",
    at: datetime.datetime,
) -> VolunteerEvent:
    """Call the team to a day or an activity. Side effect: a notice to each member.

    Raises PermissionDenied for who does not convene the team, DomainError for a team that is none, a second volunteer
    day on the same date, and where no post is offered.
    """
    _require(by, group, at=at)
    if group.kind != GroupKind.VOLUNTEER_TEAM or group.closed_on is not None:
        raise DomainError(_("请选择志愿服务队。"), field="group")
    if not wanted:
        raise DomainError(_("请至少填写一个岗位和人数。"), field="wanted")
    same = VolunteerEvent.objects.filter(group=group, kind=kind, on=on).exclude(state=VolunteerEventState.CANCELLED)
    if same.exists():
        raise DomainError(_("这支队伍当天已有同类安排。"), field="on")
    fields: dict[str, Any] = {"kind": kind, "on": on, "time": time, "text": text.strip()}
    event = VolunteerEvent.objects.create(
        group=group, title=title.strip(), place=place.strip(), created_by=by, **fields
    )
    VolunteerPlace.objects.bulk_create(VolunteerPlace(event=event, name=w.name, wanted=w.number) for w in wanted)
    _tell(event, "planned", members_on(group, on), _("志愿服务：%(event)s"), by=by, at=at)
    _record("visits.plan_volunteer_event", event, by=by, at=at, data={"on": str(on), "kind": kind})
    return event


@transaction.atomic
def cancel_event(
    event: VolunteerEvent, *, reason: str, by: "User", at: datetime.datetime, version: Any = None
) -> VolunteerEvent:
    """It does not take place. Side effect: a notice to those who signed up."""
    check_reason(reason)
    event = _open(event, by=by, at=at, version=version)
    event.state, event.reason = VolunteerEventState.CANCELLED, reason.strip()
    save_fields(event, "state", "reason")
    signed = [row.cadre for row in event.sign_ups.select_related("cadre")]
    _tell(event, "cancelled", signed, _("志愿服务取消：%(event)s"), by=by, at=at)
    _record("visits.cancel_volunteer_event", event, by=by, at=at, data={"reason": reason})
    return event


@transaction.atomic
def sign_up(place: VolunteerPlace, *, cadre: Cadre, by: "User", at: datetime.datetime) -> VolunteerSignUp:
    """A member takes a post; who convenes the team may write down somebody who told them.

    Raises DomainError where the event is over, cancelled or confirmed, the post is taken, or the cadre does not belong
    to the team. Two who want the last place wait for each other: the second is refused.
    """
    place = lock(place)
    event = _own_or_convened(place.event, cadre, by=by, at=at)
    if cadre not in members_on(event.group, event.on):
        raise DomainError(_("%(name)s不是这支队伍的成员，请先加入队伍。") % {"name": cadre})
    if event.sign_ups.filter(cadre=cadre).exists():
        raise DomainError(_("%(name)s已经报名；要换岗位，请先取消报名。") % {"name": cadre})
    if place.sign_ups.count() >= place.wanted:
        raise DomainError(_("“%(place)s”已经满员，请选择其他岗位。") % {"place": place})
    row = VolunteerSignUp.objects.create(event=event, place=place, cadre=cadre)
    _record("visits.sign_up_volunteer", event, by=by, at=at, data={"cadre": cadre.pk, "place": place.name})
    return row


@transaction.atomic
def sign_off(row: VolunteerSignUp, *, by: "User", at: datetime.datetime) -> None:
    """Take a sign-up back, until the event is over."""
    event = _own_or_convened(row.event, row.cadre, by=by, at=at)
    row.delete()
    _record("visits.sign_off_volunteer", event, by=by, at=at, data={"cadre": row.cadre_id})


@transaction.atomic
def confirm_event(
    event: VolunteerEvent,
    *,
    present: Iterable[Cadre],
    content: str = "",
    people_count: int | None = None,
    by: "User",
    at: datetime.datetime,
    version: Any = None,
) -> VolunteerEvent:
    """It took place: who was there, signed up or not. Side effect: the visit log of the team and of each of them, once.

    Raises DomainError before its day, where nobody was there, or somebody did not belong to the team on that day.
    """
    event = _open(event, by=by, at=at, version=version)
    if event.on > timezone.localdate(at):
        raise DomainError(_("还没有到活动日期，开展以后再确认。"))
    present, members = list(dict.fromkeys(present)), members_on(event.group, event.on)
    if not present:
        raise DomainError(_("请选择到场的队员。"), field="present")
    for cadre in present:
        if cadre not in members:
            text = _("%(name)s当天不是这支队伍的成员，请核对。")
            raise DomainError(text % {"name": cadre}, field="present")
    event.state, event.log = VolunteerEventState.HELD, _write_log(event, present, content, people_count, by=by, at=at)
    save_fields(event, "state", "log")
    _record("visits.confirm_volunteer_event", event, by=by, at=at, data={"present": len(present)})
    return event


def _write_log(
    event: VolunteerEvent,
    present: list[Cadre],
    content: str,
    people_count: int | None,
    *,
    by: "User",
    at: datetime.datetime,
) -> VisitLog:
    """The convenor leads, where they were there."""
    rows = GroupMembership.objects.in_force(event.on).filter(group=event.group, is_convenor=True)
    led_by = set(rows.values_list("cadre", flat=True))
    return log_visit(
        kind=event.kind,
        first_day=event.on,
        cadres=sorted(present, key=lambda cadre: cadre.pk not in led_by),
        unit=event.group.unit,
        content=content.strip() or event.title,
        people_count=people_count or len(present),
        by=by,
        at=at,
        is_vouched_for=True,
    )


def _require(by: "User", group: Group, *, at: datetime.datetime) -> None:
    if not may_convene(by, group, on=timezone.localdate(at)):
        raise PermissionDenied


def _open(event: VolunteerEvent, *, by: "User", at: datetime.datetime, version: Any) -> VolunteerEvent:
    event = lock(event, version=version)
    _require(by, event.group, at=at)
    if event.state != VolunteerEventState.PLANNED:
        raise DomainError(_("这次志愿服务已经确认或者取消。"))
    return event


def _own_or_convened(event: VolunteerEvent, cadre: Cadre, *, by: "User", at: datetime.datetime) -> VolunteerEvent:
    """The event, where signing up is open and `by` does it for themselves or convenes the team."""
    today = timezone.localdate(at)
    if cadre.pk not in by.access.cadre_ids and not may_convene(by, event.group, on=today):
        raise PermissionDenied
    event = lock(event)
    if event.state != VolunteerEventState.PLANNED or event.on < today:
        raise DomainError(_("报名已经结束。"))
    return event


def _tell(
    event: VolunteerEvent, step: str, cadres: Iterable[Cadre], title: str, *, by: "User", at: datetime.datetime
) -> None:
    text = title % {"event": event}
    url, what = event.get_absolute_url(), f"volunteer:{event.pk}"
    users = [user for user in users_of(cadre.pk for cadre in cadres) if user.pk != by.pk]
    inbox.notify_all(inbox.notice(what, step, user, text, url=url, at=at) for user in users)


def _record(
    action: str, event: VolunteerEvent, *, by: "User", at: datetime.datetime, data: dict[str, Any] | None = None
) -> None:
    audit.record(action, event, by=by, at=at, unit_path=event.group.unit.path, data=data)
