"""Taking an import back, as long as nothing else refers to what it wrote."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from accounts import hooks
from core import audit, search
from core.errors import DomainError
from core.locking import bump
from core.models import AuditEntry
from reports.actions.importing.logs import follow_many
from reports.actions.importing.trail import AT_ONCE, model_of
from reports.imports.base import Asked, among
from reports.models import ImportBatch, ImportKind
from visits.models import LogState, Matter, VisitLog, VisitParticipant

# Follows from other rows by itself, and goes with them.
DERIVED = {"duties.obligation", "visits.rotaslot"}


def take_back(batch: ImportBatch, asked: Asked) -> None:
    """Raises DomainError, changing nothing, when something refers to a row that was made, or a row changed since."""
    traces = json.loads(batch.traces)
    if batch.kind == ImportKind.LOGS:
        _withdraw(batch, traces["made"], asked)
        return
    made: dict[str, set[int]] = defaultdict(set)
    for label, keys in traces["made"]:
        made[label].update(keys)
    for label, keys in made.items():
        _check_unused(label, keys, made)
    _restore(traces["changed"])
    for label, keys in reversed(traces["made"]):
        search.forget(model_of(label), keys)
        for first in range(0, len(keys), AT_ONCE):
            model_of(label)._default_manager.filter(pk__in=keys[first : first + AT_ONCE]).delete()
    hooks.tree_changed(batch.unit.path)


def _check_unused(label: str, keys: set[int], made: dict[str, set[int]], *, but: Iterable[str] = ()) -> None:
    for relation in _relations(model_of(label)):
        other = relation.related_model
        name = other._meta.label_lower
        if name in DERIVED or name in but:
            continue
        for row in among(other._base_manager.all(), relation.field.name, keys):
            if row.pk not in made.get(name, ()):
                words = {"kind": other._meta.verbose_name, "row": getattr(row, relation.field.name)}
                raise DomainError(_("“%(row)s”已有关联的“%(kind)s”，这次导入不能再撤销。") % words)


def _relations(model: Any) -> list[Any]:
    """Everything in the database that may point to a row of the model."""
    fields = model._meta.get_fields(include_hidden=True)
    return [f for f in fields if f.auto_created and not f.concrete and (f.one_to_many or f.one_to_one)]


def _restore(changed: list[list[Any]]) -> None:
    """What was changed is put back, unless somebody changed it again."""
    for label, key, fields in reversed(changed):
        row = model_of(label)._default_manager.select_for_update(of=("self",)).filter(pk=key).first()
        metas = {name: model_of(label)._meta.get_field(name) for name in fields}
        if row is None or any(metas[name].value_to_string(row) != after for name, (_b, after) in fields.items()):
            raise DomainError(_("“%(row)s”在导入之后又有改动，这次导入不能再撤销。") % {"row": row or label})
        for name, (before, _after) in fields.items():
            setattr(row, metas[name].attname, _value(metas[name], before))
        if hasattr(row, "version"):
            bump(row)
        row.save()
        search.note(row)


def _value(field: Any, text: str) -> Any:
    """As the field wrote it down; what was empty is empty again."""
    if text in ("None", "") and field.null:
        return None
    return (field.target_field if field.is_relation else field).to_python(text)


def _withdraw(batch: ImportBatch, made: list[list[Any]], asked: Asked) -> None:
    """Logs stay, with the reason, and count for nothing (as `visits.actions.withdraw_log`)."""
    keys = {key for label, found in made if label == "visits.visitlog" for key in found}
    rows = {label: set(found) for label, found in made}
    _check_unused("visits.visitlog", keys, rows)
    _check_unused("visits.matter", rows.get("visits.matter", set()), rows)
    logs = list(among(VisitLog.objects.select_for_update(of=("self",)).select_related("kind"), "pk", keys))
    touched = [log for log in logs if log.state != LogState.RECORDED or log.version]
    touched += [m.log for m in among(Matter.objects.filter(version__gt=0).select_related("log"), "log", keys)]
    if touched:
        raise DomainError(_("“%(row)s”在导入之后又有改动，这次导入不能再撤销。") % {"row": touched[0]})
    _write_withdrawal(batch, logs, asked)
    cadres = {row.cadre_id for row in among(VisitParticipant.objects.all(), "log", keys)}
    if logs:
        follow_many([(log.first_day, log.last_day) for log in logs], cadres, asked)


def _write_withdrawal(batch: ImportBatch, logs: list[VisitLog], asked: Asked) -> None:
    reason = (_("撤销导入：%(name)s") % {"name": batch.file_name})[:200]
    data = {"reason": reason}
    entries = [
        audit.entry("visits.withdraw_log", log, by=asked.by, at=asked.at, unit_path=log.unit_path, data=data)
        for log in logs
    ]
    for first in range(0, len(logs), AT_ONCE):
        rows = VisitLog.objects.filter(pk__in=[log.pk for log in logs[first : first + AT_ONCE]])
        rows.update(state=LogState.WITHDRAWN, withdrawn_reason=reason, version=F("version") + 1)
    AuditEntry.objects.bulk_create(entries, batch_size=AT_ONCE)
