"""The rows that hang on a log: who took part, whom they reached, what they brought."""

from collections.abc import Iterable, Sequence
from typing import Any

from accounts.models import Cadre
from contacts.models import ContactPoint, Household
from contacts.selectors.targets import Target, target_value
from visits.entries import GoodsGiven, Travel
from visits.hooks import Span
from visits.models import Goods, VisitLog, VisitParticipant, VisitTarget


def store_participants(log: VisitLog, cadres: Sequence[Cadre]) -> None:
    """Make the log's participants these, the first one leading."""
    there = [(p.cadre_id, p.is_lead) for p in log.participants.all()]
    wanted = [(cadre.pk, number == 0) for number, cadre in enumerate(cadres)]
    if there != wanted:
        log.participants.all().delete()
        VisitParticipant.objects.bulk_create(
            VisitParticipant(log=log, cadre_id=key, is_lead=is_lead) for key, is_lead in wanted
        )


def target_column(target: Target) -> dict[str, Any]:
    """The column of a target row that names this target."""
    if isinstance(target, ContactPoint):
        return {"contact_point": target}
    return {"household": target} if isinstance(target, Household) else {"resident": target}


def store_targets(log: VisitLog, targets: Sequence[Target]) -> None:
    """Make the log's targets these; a row that stays keeps its key, because matters point to it."""
    wanted = {target_value(target): target for target in targets}
    there = {target_value(row.target): row for row in _target_rows(log)}
    gone = [row.pk for value, row in there.items() if value not in wanted]
    if gone:
        log.targets.filter(pk__in=gone).delete()
    VisitTarget.objects.bulk_create(
        VisitTarget(log=log, **target_column(target)) for value, target in wanted.items() if value not in there
    )


def _target_rows(log: VisitLog) -> Iterable[VisitTarget]:
    return log.targets.select_related("contact_point", "household", "resident")


def store_goods(log: VisitLog, goods: Sequence[GoodsGiven]) -> None:
    if goods != goods_values(log):
        log.goods.all().delete()
        Goods.objects.bulk_create(Goods(log=log, **vars(line)) for line in goods)


def goods_values(log: VisitLog) -> tuple[GoodsGiven, ...]:
    """The goods as they were entered."""
    return tuple(
        GoodsGiven(line.item, line.quantity, line.measure, line.amount, line.recipient) for line in log.goods.all()
    )


def travel_of(log: VisitLog) -> Travel:
    return Travel(log.entourage, log.meals, log.had_welcome)


def span_of(log: VisitLog) -> Span:
    """What the log touches now, for listeners to compare after a change. Two queries beside that of its kind."""
    return Span(
        kind=log.kind.code,
        first_day=log.first_day,
        last_day=log.last_day,
        cadre_ids=frozenset(log.participants.values_list("cadre_id", flat=True)),
        unit_id=log.unit_id,
        target_keys=frozenset(log.targets.values_list("target_key", flat=True)),
    )


def facts(log: VisitLog) -> dict[str, Any]:
    """What the audit trail keeps of a log: keys instead of people's names, nothing of a confidential talk."""
    columns = ("first_day", "last_day", "content", "minutes", "people_count", "entourage", "meals", "had_welcome")
    plain = {name: _plain(getattr(log, name)) for name in columns}
    return plain | {
        "kind": log.kind.code,
        "unit": log.unit_id,
        "cadres": list(log.participants.values_list("cadre_id", flat=True)),
        "targets": [target_value(row.target) for row in _target_rows(log)],
        "goods": [[line.item, str(line.quantity), _plain(line.amount)] for line in log.goods.all()],
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)
