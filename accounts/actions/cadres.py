"""Cadres, their posts over time, leave and secondment."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import hooks
from accounts.access import KEEPERS, require
from accounts.models import Cadre, Leave, Post, Secondment, Unit
from accounts.selectors import home_unit_path, keeps_cadre
from core import audit, search
from core.errors import DomainError
from core.guards import check_not_future, check_order
from core.locking import bump, lock

# Leave and secondment are the personnel office's business as well.
PERSONNEL = (*KEEPERS, "personnel")
# Not written to the audit trail: encrypted at rest, or of no concern to its readers.
UNAUDITED = {"phone", "email"}


@transaction.atomic
def create_cadre(
    name: str,
    *,
    unit: Unit,
    title: str,
    start: datetime.date,
    by: Any,
    at: datetime.datetime,
    rank: str = "none",
    position: str = "cadre",
    is_main: bool = True,
    **facts: Any,
) -> Cadre:
    """Enter a person together with their first post, without which nobody would see them."""
    require(by, unit.path, *KEEPERS)
    _check_facts(facts, None, at=at)
    cadre = Cadre.objects.create(name=name, **facts)
    search.note(cadre)
    _check_post(cadre, unit, title, start, None)
    Post.objects.create(cadre=cadre, unit=unit, title=title, rank=rank, position=position, is_main=is_main, start=start)
    data = {"unit": str(unit), "title": title, "start": str(start)}
    audit.record("accounts.create_cadre", cadre, by=by, at=at, unit_path=unit.path, data=data)
    hooks.changed(first_day=start, cadres=[cadre], units=[unit])
    return cadre


@transaction.atomic
def edit_cadre(cadre: Cadre, *, by: Any, at: datetime.datetime, version: Any = None, **facts: Any) -> Cadre:
    """Change what is known of a person. The audit trail says that telephone or e-mail changed, not to what."""
    on = timezone.localdate(at)
    require_keeper(by, cadre, on)
    cadre = lock(cadre, version=version)
    _check_facts(facts, cadre, at=at)
    changed = audit.changes({key: getattr(cadre, key) for key in facts}, facts)
    for key, value in facts.items():
        setattr(cadre, key, value)
    bump(cadre)
    cadre.save()
    search.note(cadre)
    data = {key: True if key in UNAUDITED else value for key, value in changed.items()}
    audit.record("accounts.edit_cadre", cadre, by=by, at=at, unit_path=home_unit_path(cadre, on), data=data)
    if changed.keys() - UNAUDITED - {"name"}:
        hooks.changed(first_day=hooks.EVER, cadres=[cadre])
    if changed.keys() & {"name", "phone"}:
        hooks.facts_changed([cadre])
    return cadre


@transaction.atomic
def add_post(
    cadre: Cadre,
    *,
    unit: Unit,
    title: str,
    start: datetime.date,
    by: Any,
    at: datetime.datetime,
    rank: str = "none",
    position: str = "cadre",
    is_main: bool = False,
    end: datetime.date | None = None,
) -> Post:
    """Appoint to a further post. The others go on until they are ended: concurrent posts are allowed.

    Raises DomainError also where it is one's own: a post makes superiors, who read what is confidential.
    """
    require(by, unit.path, *KEEPERS)
    _check_of_another(cadre, by)
    cadre = lock(cadre)
    _check_post(cadre, unit, title, start, end)
    post = Post.objects.create(
        cadre=cadre, unit=unit, title=title, rank=rank, position=position, is_main=is_main, start=start, end=end
    )
    data = {"cadre": cadre.name, "start": str(start), "end": str(end or "")}
    audit.record("accounts.add_post", post, by=by, at=at, unit_path=unit.path, data=data)
    hooks.changed(first_day=start, cadres=[cadre], units=[unit])
    return post


@transaction.atomic
def edit_post(post: Post, *, by: Any, at: datetime.datetime, version: Any = None, **facts: Any) -> Post:
    """Correct title, rank, position, main or start of another's post. `version` is the cadre's."""
    require(by, post.unit.path, *KEEPERS)
    _check_of_another(post.cadre, by)
    cadre, post = lock(post.cadre, version=version), lock(post)
    start, first_day = facts.get("start", post.start), min(facts.get("start", post.start), post.start)
    _check_post(cadre, post.unit, facts.get("title", post.title), start, post.end, itself=post)
    changed = audit.changes({key: getattr(post, key) for key in facts}, facts)
    for key, value in facts.items():
        setattr(post, key, value)
    post.save()
    bump(cadre)
    cadre.save(update_fields=["version"])
    audit.record("accounts.edit_post", post, by=by, at=at, unit_path=post.unit.path, data=changed)
    hooks.changed(first_day=first_day, cadres=[cadre], units=[post.unit])
    return post


@transaction.atomic
def end_post(post: Post, *, end: datetime.date, by: Any, at: datetime.datetime) -> Post:
    """Write the last day of a post. Raises DomainError: before its first day, or ended already."""
    require(by, post.unit.path, *KEEPERS)
    post = lock(post)
    if post.end is not None:
        raise DomainError(_("该职务已于%(day)s免去。") % {"day": post.end})
    if end < post.start:
        raise DomainError(_("免职日期不能早于任职日期（%(day)s）。") % {"day": post.start}, field="end")
    post.end = end
    post.save(update_fields=["end"])
    audit.record("accounts.end_post", post, by=by, at=at, unit_path=post.unit.path, data={"end": str(end)})
    hooks.changed(first_day=end, cadres=[post.cadre], units=[post.unit])
    return post


@transaction.atomic
def add_leave(
    cadre: Cadre, *, kind: str, start: datetime.date, end: datetime.date, by: Any, at: datetime.datetime
) -> Leave:
    """Register days on which nothing is owed. Raises DomainError when they are reversed or registered already."""
    on = timezone.localdate(at)
    require_keeper(by, cadre, on, *PERSONNEL)
    cadre = lock(cadre)
    check_order(start, end)
    if cadre.leaves.filter(start__lte=end, end__gte=start).exists():
        raise DomainError(_("这段时间与已登记的请假重叠，请先核对。"), field="start")
    leave = Leave.objects.create(cadre=cadre, kind=kind, start=start, end=end)
    data = {"start": str(start), "end": str(end)}
    audit.record("accounts.add_leave", leave, by=by, at=at, unit_path=home_unit_path(cadre, on), data=data)
    hooks.changed(first_day=start, cadres=[cadre])
    return leave


@transaction.atomic
def remove_leave(leave: Leave, *, by: Any, at: datetime.datetime) -> None:
    """Take back a leave that was registered by mistake or not taken; the audit trail keeps its dates."""
    on = timezone.localdate(at)
    require_keeper(by, leave.cadre, on, *PERSONNEL)
    data = {"start": str(leave.start), "end": str(leave.end)}
    audit.record("accounts.remove_leave", leave, by=by, at=at, unit_path=home_unit_path(leave.cadre, on), data=data)
    leave.delete()
    hooks.changed(first_day=leave.start, cadres=[leave.cadre])


@transaction.atomic
def start_secondment(
    cadre: Cadre,
    *,
    host: Unit,
    start: datetime.date,
    by: Any,
    at: datetime.datetime,
    kind: str = "",
    work: str = "",
    end: datetime.date | None = None,
) -> Secondment:
    """Send a cadre to the grass roots (R2.1). `kind`: a SecondmentWork, "" for any other.

    Raises DomainError: dates reversed, seconded already, host closed.
    """
    on = timezone.localdate(at)
    require_keeper(by, cadre, on, *PERSONNEL)
    cadre = lock(cadre)
    check_order(start, end)
    _check_unit_open(host, start, field="host")
    rival = cadre.secondments.filter(Q(end=None) | Q(end__gte=start))
    if (rival.filter(start__lte=end) if end else rival).exists():
        raise DomainError(_("这段时间与已登记的锻炼重叠，请先结束原来的锻炼。"), field="start")
    secondment = Secondment.objects.create(cadre=cadre, host=host, kind=kind, work=work, start=start, end=end)
    data = {"kind": kind, "start": str(start), "end": str(end or "")}
    audit.record("accounts.start_secondment", secondment, by=by, at=at, unit_path=home_unit_path(cadre, on), data=data)
    hooks.changed(first_day=start, cadres=[cadre])
    return secondment


@transaction.atomic
def end_secondment(secondment: Secondment, *, end: datetime.date, by: Any, at: datetime.datetime) -> Secondment:
    """Write (or correct) the last day of a secondment."""
    on = timezone.localdate(at)
    require_keeper(by, secondment.cadre, on, *PERSONNEL)
    secondment = lock(secondment)
    check_order(secondment.start, end)
    secondment.end = end
    secondment.save(update_fields=["end"])
    path = home_unit_path(secondment.cadre, on)
    audit.record("accounts.end_secondment", secondment, by=by, at=at, unit_path=path, data={"end": str(end)})
    hooks.changed(first_day=secondment.start, cadres=[secondment.cadre])
    return secondment


def require_keeper(by: Any, cadre: Cadre, on: datetime.date, *roles: str) -> None:
    if by is not None and not keeps_cadre(by, cadre, on, *(roles or KEEPERS)):
        raise PermissionDenied


def _check_of_another(cadre: Cadre, by: Any) -> None:
    if by is not None and cadre.pk in by.access.cadre_ids:
        raise DomainError(_("不能办理自己的任职，请由其他管理人员办理。"))


def _check_facts(facts: dict[str, Any], cadre: Cadre | None, *, at: datetime.datetime) -> None:
    for name in ("birth_month", "joined_on"):
        check_not_future(facts.get(name), at=at, field=name)
    number = facts.get("staff_number")
    others = Cadre.objects.exclude(pk=cadre.pk) if cadre else Cadre.objects.all()
    if number and others.filter(staff_number=number).exists():
        raise DomainError(_("工号“%(number)s”已被使用，请核对。") % {"number": number}, field="staff_number")


def _check_unit_open(unit: Unit, day: datetime.date, *, field: str) -> None:
    if unit.closed_on is not None and unit.closed_on <= day:
        raise DomainError(_("“%(unit)s”已于%(day)s撤销。") % {"unit": unit, "day": unit.closed_on}, field=field)


def _check_post(
    cadre: Cadre,
    unit: Unit,
    title: str,
    start: datetime.date,
    end: datetime.date | None,
    *,
    itself: Post | None = None,
) -> None:
    if end is not None and end < start:
        raise DomainError(_("免职日期不能早于任职日期（%(day)s）。") % {"day": start}, field="end")
    _check_unit_open(unit, start, field="unit")
    if cadre.left_on is not None and start > cadre.left_on:
        raise DomainError(_("该干部已于%(day)s离任。") % {"day": cadre.left_on}, field="start")
    same = cadre.posts.filter(Q(end=None) | Q(end__gte=start), unit=unit, title=title)
    same = same.exclude(pk=itself.pk) if itself else same
    if (same.filter(start__lte=end) if end else same).exists():
        raise DomainError(_("这段时间内已登记了相同的职务。"), field="title")
