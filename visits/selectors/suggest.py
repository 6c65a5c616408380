"""What the form offers, and what it warns of."""

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Max, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.access import KEEPERS
from accounts.models import Cadre
from accounts.querysets import in_force
from contacts.models import Pairing
from contacts.selectors import Choice, Target, resolve_targets, target_field, target_value, visible_targets
from core.errors import DomainError
from core.keys import parse_number, parse_numbers
from core.search import called
from visits.models import VisitLog, VisitTarget

if TYPE_CHECKING:
    from accounts.models import User

OFFERED = 100
# Whom one visited in the last quarter of a year without being paired is offered as well, if they are few.
LATELY = datetime.timedelta(days=92)
ALSO_RECENT = 6


def _pairings(cadre_ids: Iterable[int], on: datetime.date) -> list[Pairing]:
    return list(
        Pairing.objects.in_force(on)
        .filter(cadre__in=cadre_ids)
        .select_related("category", "contact_point__unit", "household__unit", "resident__unit")
    )


def pairing_choices(cadre_ids: Iterable[int], *, on: datetime.date) -> list[Choice]:
    """What the cadres hold on that day, the most recently visited by them first. Two queries."""
    return _latest_first(_paired(list(cadre_ids), on))


def familiar_choices(user: "User", cadre_ids: Iterable[int], *, on: datetime.date) -> list[Choice]:
    """What the cadres hold, and whom else they visited lately, the latest visit first. Three queries, one more for each
    sort of target that is not paired."""
    ids = list(cadre_ids)
    return _latest_first([*_paired(ids, on), *_recent(user, ids, on)])


def _latest_first(rows: Iterable[tuple[datetime.date | None, Choice]]) -> list[Choice]:
    return [choice for _day, choice in sorted(rows, key=lambda row: row[0] or datetime.date.min, reverse=True)]


def _paired(ids: list[int], on: datetime.date) -> list[tuple[datetime.date | None, Choice]]:
    """What the cadres hold, each with the day of their last visit to it."""
    pairings: dict[int, Pairing] = {}
    for pairing in _pairings(ids, on):
        pairings.setdefault(pairing.target_key, pairing)
    last = _last_visits(ids, on).filter(target_key__in=list(pairings))
    days = dict(last.values_list("target_key", "day"))
    found = [(days.get(key), pairing) for key, pairing in pairings.items()]
    return [(day, _choice(pairing.target, str(pairing.category), day)) for day, pairing in found]


def _recent(user: "User", ids: list[int], on: datetime.date) -> list[tuple[datetime.date | None, Choice]]:
    """Whom else they visited lately, as far as the user sees them."""
    paired = Pairing.objects.in_force(on).filter(cadre__in=ids).order_by().values("target_key")
    rows = _last_visits(ids, on).filter(day__gt=on - LATELY).exclude(target_key__in=paired)
    columns = ("contact_point", "household", "resident", "day")
    found = rows.order_by("-day", "-target_key").values_list(*columns)[:ALSO_RECENT] if ids else []
    days = {_value(row[:3]): row[3] for row in found}
    seen = {target_value(target): target for target in visible_targets(user, days, on=on)}
    return [(day, _choice(seen[value], "", day)) for value, day in days.items() if value in seen]


def _value(keys: Sequence[int | None]) -> str:
    """As `target_value`, of the three foreign keys."""
    point, household, resident = keys
    return f"point-{point}" if point else f"household-{household}" if household else f"resident-{resident}"


def _choice(target: Target, category: str, last: datetime.date | None) -> Choice:
    """The hint says when it was visited last."""
    place = "" if str(target) == target.unit.label else target.unit.label
    words = " · ".join(filter(None, [category, place]))
    return Choice(target_value(target), str(target), "\n".join(filter(None, [words, last_time(last)])))


def last_time(day: datetime.date | None) -> str:
    """The day of the last visit or talk in short; empty where there was none."""
    return gettext("上次%(day)s") % {"day": date_format(day, "MONTH_DAY_FORMAT")} if day else ""


def _last_visits(cadre_ids: list[int], on: datetime.date) -> QuerySet:
    """The last `day` on which any of the cadres reached each target."""
    rows = VisitTarget.objects.filter(
        log__state="recorded", log__first_day__lte=on, log__participants__cadre__in=cadre_ids
    )
    columns = ("target_key", "contact_point", "household", "resident")
    return rows.order_by().values(*columns).annotate(day=Max("log__last_day"))


def resolve_chosen(
    user: "User",
    values: Sequence[str],
    *,
    cadre_ids: Iterable[int],
    on: datetime.date,
    named: Sequence[Target] = (),
) -> list[Target]:
    """The targets behind the chosen values: those the cadres are paired with, those `named` already (whether they
    are open is the action's question), and others that the user may see.

    Raises DomainError for any other, and for what was withdrawn or off the register on that day.
    """
    paired = {target_value(p.target): p.target for p in _pairings(cadre_ids, on)} if values else {}
    paired |= {target_value(target): target for target in named}
    others = [value for value in values if value not in paired]
    found = {target_value(t): t for t in resolve_targets(user, others, on=on)} if others else {}
    return [paired.get(value) or found[value] for value in values]


def seen_choices(user: "User", values: Sequence[str], *, on: datetime.date) -> list[Choice]:
    """Those among the picked values that the user sees, with their names."""
    return [_choice(target, "", None) for target in visible_targets(user, values, on=on)]


def resolve_cadres(user: "User", values: Sequence[str], *, named: Iterable[Cadre] = ()) -> list[Cadre]:
    """The cadres behind the values, in their order, each once: those `named` already, and others that the user sees.

    Raises DomainError for any other, without saying whether they exist.
    """
    keys = [parse_number(value) for value in values]
    visible = Cadre.objects.visible_to(user).filter(pk__in=[key for key in keys if key])
    rows = {cadre.pk: cadre for cadre in [*visible, *named]}
    if any(key not in rows for key in keys):
        raise DomainError(gettext("所选干部不存在，或者不在您可选的范围内，请重新选择。"), field="cadres")
    return [rows[key] for key in dict.fromkeys(keys) if key]


def cadre_choices(user: "User", values: Sequence[str], *, on: datetime.date) -> list[tuple[str, str]]:
    """What a choice of cadres offers without script: those picked already, then the first of all. Two queries."""
    rows = offered_cadres(user, on=on)
    keys = parse_numbers(values)
    offered = {cadre.pk: cadre for cadre in [*rows.filter(pk__in=keys), *rows[:OFFERED]]}
    return [(str(cadre.pk), str(cadre)) for cadre in offered.values()]


def own_cadre(user: "User") -> Cadre | None:
    """In whose name the user writes: the one acted for, where there is one."""
    return (user.acting_for or user).cadre


def offered_cadres(user: "User", *, on: datetime.date, text: str = "") -> QuerySet[Cadre]:
    """Cadres serving on that day whom the user may name as having taken part: for those who keep books, of their
    part of the tree first of all; for others, of the units that they see."""
    cadres = Cadre.objects.visible_to(user).serving_on(on)
    return cadres.filter(called(Cadre, text)) if text else cadres


def keeps_books(user: "User") -> bool:
    """Whether the user records for others."""
    return user.access.has_role(*KEEPERS)


def may_log(user: "User") -> bool:
    """Whether there is anybody in whose name the user may record: oneself, or the cadres whose books one keeps."""
    return bool((user.acting_for or user).cadre_id) or keeps_books(user)


def kept_cadres(user: "User", *, on: datetime.date) -> QuerySet[Cadre]:
    """The cadres for whom the user records."""
    kept = user.access.within("posts__unit__path", *KEEPERS)
    return Cadre.objects.filter(in_force(on, "posts__"), kept).distinct()


def near_duplicates(
    user: "User", cadre_ids: Iterable[int], targets: Sequence[Target], first_day: datetime.date, last_day: datetime.date
) -> list[VisitLog]:
    """Visible logs of these days in which one of the cadres reached one of the targets already."""
    reached = Q(pk__in=[])
    for target in targets:
        reached |= Q(**{f"targets__{target_field(target)}": target})
    found = VisitLog.objects.visible_to(user).recorded().in_period(first_day, last_day)
    found = found.filter(reached, participants__cadre__in=list(cadre_ids)).distinct()
    return list(found.for_list(reader=user)[:3]) if targets else []
