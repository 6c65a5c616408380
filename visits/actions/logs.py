"""Logging a visit, changing a log, withdrawing it."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Cadre, Unit
from contacts.selectors.targets import Target
from core import audit, locking, search
from core.errors import DomainError
from visits import hooks
from visits.actions import guards
from visits.actions.attachments import Upload, check_number, store_attachments
from visits.actions.matters import store_matters
from visits.actions.rows import (
    facts,
    goods_values,
    span_of,
    store_goods,
    store_participants,
    store_targets,
    travel_of,
)
from visits.entries import GoodsGiven, MatterHeard, Travel
from visits.models import LogState, VisitKind, VisitLog

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Entry:
    """All that is entered about one visit. `cadres`: the first one leads."""

    kind: VisitKind
    first_day: datetime.date
    last_day: datetime.date
    cadres: tuple[Cadre, ...]
    unit: Unit | None = None
    targets: tuple[Target, ...] = ()
    content: str = ""
    matters: tuple[MatterHeard, ...] = ()
    goods: tuple[GoodsGiven, ...] = ()
    travel: Travel = field(default_factory=Travel)
    attachments: tuple[Upload, ...] = ()
    minutes: int | None = None
    people_count: int | None = None
    is_from_paper: bool = False
    is_vouched_for: bool = False


def log_visit(
    *,
    by: "User",
    at: datetime.datetime,
    kind: VisitKind | str,
    first_day: datetime.date,
    last_day: datetime.date | None = None,
    cadres: Iterable[Cadre],
    unit: Unit | None = None,
    targets: Iterable[Target] = (),
    content: str = "",
    matters: Iterable[MatterHeard] = (),
    goods: Iterable[GoodsGiven] = (),
    travel: Travel | None = None,
    attachments: Iterable[Upload] = (),
    minutes: int | None = None,
    people_count: int | None = None,
    is_from_paper: bool = False,
    is_vouched_for: bool = False,
) -> VisitLog:
    """Record one piece of contact work on one day or a run of days (both included); the first cadre leads.

    `kind` may be given by its code. `unit` defaults to that of the lead's main post on the first day. Raises
    DomainError at the field to be mended. Writes the log with its rows, an audit entry, and tells the listeners
    (duties are brought up to date). The content of a confidential kind is stored encrypted and never audited.

    `is_vouched_for`: an action of a floor above has asked its own question of who may (a petition clerk closes a
    leader's reception), so that it is not asked here whether `by` keeps the cadres' books.
    """
    return _record(
        Entry(
            kind=VisitKind.objects.get(code=kind) if isinstance(kind, str) else kind,
            first_day=first_day,
            last_day=last_day or first_day,
            cadres=tuple(dict.fromkeys(cadres)),
            unit=unit,
            targets=tuple(dict.fromkeys(targets)),
            content=content.strip(),
            matters=tuple(matters),
            goods=tuple(goods),
            travel=travel or Travel(),
            attachments=tuple(attachments),
            minutes=minutes,
            people_count=people_count,
            is_from_paper=is_from_paper,
            is_vouched_for=is_vouched_for,
        ),
        by=by,
        at=at,
    )


def log_visits(
    entries: Sequence[dict[str, Any]], *, by: "User", at: datetime.datetime
) -> tuple[list[VisitLog], dict[int, DomainError]]:
    """Record many entries (keyword arguments of `log_visit`), all or none.

    Returns the logs, or, when any entry is refused, no log and the refusal of each refused one by its position.
    """
    logs: list[VisitLog] = []
    refused: dict[int, DomainError] = {}
    with transaction.atomic():
        for number, entry in enumerate(entries):
            try:
                logs.append(log_visit(**entry, by=by, at=at))
            except DomainError as error:
                refused[number] = error
        transaction.set_rollback(bool(refused))
    return ([], refused) if refused else (logs, {})


@transaction.atomic
def _record(entry: Entry, *, by: "User", at: datetime.datetime) -> VisitLog:
    entry = _guarded(entry, by=by, at=at)
    log = VisitLog.objects.create(**_columns(entry), recorded_by=by, recorded_at=at, is_from_paper=entry.is_from_paper)
    search.note(log)
    store_participants(log, entry.cadres)
    store_targets(log, entry.targets)
    store_goods(log, entry.goods)
    store_matters(log, entry.matters)
    store_attachments(log, entry.attachments, at=at)
    audit.record("visits.log_visit", log, by=by, at=at, unit_path=log.unit_path, data=facts(log))
    hooks.log_changed(log, None)
    return log


def _guarded(entry: Entry, *, by: "User", at: datetime.datetime, old: Entry | None = None) -> Entry:
    """The entry with its unit, when nothing is wrong with it. Of an `old` one that is changed, cadres and unit that
    stay are not asked about again: the one who changes it may not be the one who could have recorded it."""
    guards.check_kind(entry.kind, on=entry.first_day)
    guards.check_days(entry.kind, entry.first_day, entry.last_day, today=timezone.localdate(at))
    posts = guards.posts_of(entry.cadres, on=entry.first_day)
    guards.check_cadres(entry.cadres, posts)
    if not entry.is_vouched_for and (old is None or entry.cadres != old.cadres):
        guards.check_may_record(by, entry.cadres, posts)
    guards.check_targets(entry.kind, entry.targets, on=entry.first_day)
    guards.check_matters(entry.matters, first_day=entry.first_day)
    guards.check_goods(entry.goods)
    guards.check_figures(entry.minutes, entry.people_count, entry.travel)
    check_number(None, entry.attachments)
    if entry.unit and (entry.is_vouched_for or (old is not None and entry.unit == old.unit)):
        return entry
    return replace(entry, unit=guards.unit_for(by, entry.unit, posts[entry.cadres[0].pk]))


def _columns(entry: Entry) -> dict[str, Any]:
    """The columns of the log itself. What was said in a confidential talk goes to the encrypted one."""
    assert entry.unit is not None, "guarded entries have a unit"
    return {
        "kind": entry.kind,
        "first_day": entry.first_day,
        "last_day": entry.last_day,
        "unit": entry.unit,
        "unit_path": entry.unit.path,
        "content": "" if entry.kind.is_confidential else entry.content,
        "talk": entry.content if entry.kind.is_confidential else "",
        "minutes": entry.minutes,
        "people_count": entry.people_count,
        "entourage": entry.travel.entourage,
        "meals": entry.travel.meals,
        "had_welcome": entry.travel.had_welcome,
    }


@transaction.atomic
def change_log(
    log: VisitLog, *, by: "User", at: datetime.datetime, version: int | str | None, reason: str, **changes: Any
) -> VisitLog:
    """Correct a log. `changes` are those keyword arguments of `log_visit` that differ: kind, first_day, last_day,
    cadres, unit, targets, content, goods, travel, minutes, people_count.

    Raises DomainError for a stale `version`, a withdrawn log, a missing reason, or what `log_visit` would refuse.
    The audit entry holds what was before and after, except what was said in a confidential talk.
    """
    guards.check_reason(reason)
    log = locking.lock(log, version=version)
    guards.check_may_change(by, log)
    before, old, entry = span_of(log), facts(log), _entry_of(log)
    new = _guarded(replace(entry, **_normal(changes, entry)), by=by, at=at, old=entry)
    _check_confidentiality(entry, new)
    _rewrite(log, new)
    log = VisitLog.objects.select_related("kind", "unit").get(pk=log.pk)
    data = {"reason": reason, "changes": audit.changes(old, facts(log)), "talk_changed": _talk_changed(entry, new)}
    audit.record("visits.change_log", log, by=by, at=at, unit_path=log.unit_path, data=data)
    hooks.log_changed(log, before)
    return log


def _entry_of(log: VisitLog) -> Entry:
    return Entry(
        kind=log.kind,
        first_day=log.first_day,
        last_day=log.last_day,
        cadres=tuple(p.cadre for p in log.participants.select_related("cadre")),
        unit=log.unit,
        targets=tuple(t.target for t in log.targets.select_related("contact_point", "household", "resident")),
        content=log.talk or log.content,
        goods=goods_values(log),
        travel=travel_of(log),
        minutes=log.minutes,
        people_count=log.people_count,
    )


def _normal(changes: dict[str, Any], entry: Entry) -> dict[str, Any]:
    """The changes as an Entry holds them; a changed lead brings their own unit, unless one is named."""
    normal: dict[str, Callable[[Any], Any]] = {
        "cadres": lambda rows: tuple(dict.fromkeys(rows)),
        "targets": lambda rows: tuple(dict.fromkeys(rows)),
        "goods": tuple,
        "content": str.strip,
    }
    changes = {name: normal.get(name, lambda value: value)(value) for name, value in changes.items()}
    if "last_day" in changes and changes["last_day"] is None:
        changes["last_day"] = changes.get("first_day", entry.first_day)
    if changes.get("cadres") and changes["cadres"][0] != entry.cadres[0]:
        changes.setdefault("unit", None)
    return changes


def _check_confidentiality(old: Entry, new: Entry) -> None:
    """What was said in confidence never becomes an ordinary record by a change of kind."""
    if old.kind.is_confidential != new.kind.is_confidential:
        raise DomainError(_("保密的谈话与其他形式不能互相更改，请撤回后重新登记。"), field="kind")


def _talk_changed(old: Entry, new: Entry) -> bool:
    return old.kind.is_confidential and old.content != new.content


def _rewrite(log: VisitLog, entry: Entry) -> None:
    """Write the log's columns and only those of its rows that differ, so that matters keep whom they came from."""
    columns = _columns(entry)
    if entry.unit == log.unit:
        columns["unit_path"] = log.unit_path  # frozen when the log was made
    for name, value in columns.items():
        setattr(log, name, value)
    locking.bump(log)
    log.save()
    search.note(log)
    store_participants(log, entry.cadres)
    store_targets(log, entry.targets)
    store_goods(log, entry.goods)


@transaction.atomic
def withdraw_log(
    log: VisitLog, *, by: "User", at: datetime.datetime, reason: str, is_vouched_for: bool = False
) -> VisitLog:
    """Take a log back. It stays, with the reason, and counts for nothing; its open matters leave the queue.

    Raises DomainError where it was withdrawn already, or `by` neither took part, recorded it nor keeps the books
    (`is_vouched_for`: as in `log_visit`, this was asked above).
    """
    guards.check_reason(reason)
    log = locking.lock(log)
    if log.state == LogState.WITHDRAWN:
        raise DomainError(_("这条记录已经撤回。"))
    if not (is_vouched_for or guards.may_withdraw(by, log)):
        raise DomainError(_("这条记录只能由参加人、登记人或者本单位负责登记的人员撤回。"))
    before = span_of(log)
    log.state, log.withdrawn_reason = LogState.WITHDRAWN, reason.strip()
    locking.bump(log)
    log.save(update_fields=["state", "withdrawn_reason", "version"])
    audit.record("visits.withdraw_log", log, by=by, at=at, unit_path=log.unit_path, data={"reason": reason})
    hooks.log_changed(log, before)
    return log
