"""What a visit form starts with: what a link asks for, what was typed, what is recorded already."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from contacts.selectors import target_value
from core.keys import parse_number, parse_words
from visits.forms.matters import row_names
from visits.models import LogState, VisitKind, VisitLog
from visits.selectors import may_read_content
from visits.selectors.suggest import keeps_books, kept_cadres

if TYPE_CHECKING:
    from accounts.models import User

MANY = ("targets", "others", "cadres")
GOODS_COLUMNS = ("item", "quantity", "measure", "amount", "recipient")


def asked_for(query: Mapping[str, Any], user: "User") -> dict[str, Any]:
    """The start of a form that a link asks for: ?kind=home_visit&target=point-12&day=2026-11-01&cadre=7, or ?like=34
    for a visit like that one."""
    if log := _like(query, user):
        return again(log, user)
    start: dict[str, Any] = {"targets": query.getlist("target"), "others": query.getlist("target")}  # type: ignore[attr-defined]
    kind = VisitKind.objects.offered().filter(code=parse_words(query.get("kind", "home_visit"))).first()
    start["kind"] = kind.pk if kind else None
    if day := _day(query.get("day", "")):
        start["first_day"] = day
    cadre = parse_number(query.get("cadre"))
    if cadre and keeps_books(user) and kept_cadres(user, on=user.access.day).filter(pk=cadre).exists():
        start["cadres"] = [str(cadre)]
    return start


def _like(query: Mapping[str, Any], user: "User") -> VisitLog | None:
    key = parse_number(query.get("like"))
    logs = VisitLog.objects.visible_to(user).filter(pk=key, kind__in=VisitKind.objects.offered())
    return logs.for_list(reader=user).first() if key else None


def again(log: VisitLog, user: "User") -> dict[str, Any]:
    """A visit like `log`, today: the kind, who and whom. One that its writer has just taken back, with all that it
    said, as far as they may read it."""
    if log.state == LogState.WITHDRAWN and log.recorded_by_id == user.pk:
        start = initial_of(log) | _matters_of(log)
        return start if may_read_content(user, log) else start | {"content": ""}
    start = initial_of(log)
    return {name: start[name] for name in ("kind", *MANY)}


def _matters_of(log: VisitLog) -> dict[str, Any]:
    """The matters in the rows of the form."""
    start: dict[str, Any] = {}
    for number, matter in enumerate(log.matters.all()):
        text, reply = row_names(number)
        start |= {"has_matter": True, text: matter.text, reply: matter.reply}
    return start


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def typed(post: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, as the start of a form that is shown again without being judged."""
    start = {name: post[name] for name in post if name not in MANY}
    return start | {name: post.getlist(name) for name in MANY}  # type: ignore[attr-defined]


def initial_of(log: VisitLog) -> dict[str, Any]:
    """The start of the change form."""
    start: dict[str, Any] = {name: getattr(log, name) for name in ("first_day", "entourage", "meals", "minutes")}
    goods = {
        f"goods_{number}_{column}": getattr(line, column)
        for number, line in enumerate(log.goods.all())
        for column in GOODS_COLUMNS
    }
    picked = [target_value(row.target) for row in log.targets.all()]
    return (
        start
        | goods
        | {
            "kind": log.kind_id,
            "last_day": log.last_day if log.days > 1 else None,
            "content": log.talk or log.content,
            "had_welcome": {True: "yes", False: "no"}.get(log.had_welcome, ""),
            "people_count": log.people_count,
            "cadres": [str(p.cadre_id) for p in log.participants.all()],
            "targets": picked,
            "others": picked,
        }
    )
