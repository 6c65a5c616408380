"""What a visit log breaks of the checks in force (R1.11): asked by the pages of visits through `visits.hooks`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from duties.grammar import Limit
from duties.models import Rule
from visits.hooks import Flag

if TYPE_CHECKING:
    from visits.models import VisitLog


def check_logs(logs: Sequence["VisitLog"]) -> Mapping[int, list[Flag]]:
    """One query for all of them. A log is held against the rules in force on its first day for its unit."""
    days = [log.first_day for log in logs]
    rules = Rule.objects.filter(kind="check", version__effective_from__lte=max(days)).filter(
        Q(version__effective_to=None) | Q(version__effective_to__gte=min(days))
    )
    found: dict[int, list[Flag]] = {}
    rules = rules.select_related("version__rulebook__unit").defer("version__source", "version__data")
    for rule in rules:
        for log in logs:
            if binds(rule, log) and (broken := [limit for limit in rule.parsed.limits if breaks(limit, log)]):
                found.setdefault(log.pk, []).extend(Flag(rule.code, _text(rule, limit, log)) for limit in broken)
    return found


def binds(rule: Rule, log: "VisitLog") -> bool:
    """Whether the check was in force for the log's unit and kind on its first day."""
    version, does = rule.version, rule.parsed.does
    in_force = version.effective_from <= log.first_day <= (version.effective_to or log.first_day)
    return in_force and log.unit.path.startswith(version.rulebook.unit.path) and (not does or log.kind.code in does)


def breaks(limit: Limit, log: "VisitLog") -> bool:
    """What was not recorded is no breach."""
    value = getattr(log, limit.field)
    if value is None or value == "":
        return False
    return (limit.most is not None and value > limit.most) or value in limit.forbids


def _text(rule: Rule, limit: Limit, log: "VisitLog") -> str:
    field = type(log)._meta.get_field(limit.field).verbose_name  # type: ignore[union-attr]
    show = getattr(log, f"get_{limit.field}_display", None)
    value = show() if show else getattr(log, limit.field)
    words = {"code": rule.code, "title": rule.title, "field": field, "value": value, "most": limit.most}
    if limit.most is not None:
        return _("%(code)s %(title)s：%(field)s为%(value)s，超过规定的%(most)s") % words
    if value is True:
        return _("%(code)s %(title)s：%(field)s，不符合规定") % words
    return _("%(code)s %(title)s：%(value)s，不符合规定") % words
