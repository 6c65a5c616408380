"""What a version changes against the one before, rule by rule, in words: before and after. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from duties.comparison import CHANGED, RuleChange, compare
from duties.rulebook_build import build
from duties.who_wording import Names
from duties.wording import in_words

if TYPE_CHECKING:
    from duties import grammar


@dataclass(frozen=True)
class Difference:
    """A change, with (heading, before, after) for each part of the rule that now reads differently."""

    change: RuleChange
    lines: tuple[tuple[str, str, str], ...] = ()


def differences(before: dict[str, Any] | None, after: dict[str, Any], names: Names) -> list[Difference]:
    """In the order of the new file; `before` None: everything is new."""
    changes = compare(before, after)
    if before is None or not any(change.what == CHANGED for change in changes):
        return [Difference(change) for change in changes]
    old, new = build(before), build(after)
    return [
        Difference(change, tuple(_lines(old.rule(change.code), new.rule(change.code), names)))
        if change.what == CHANGED
        else Difference(change)
        for change in changes
    ]


def _lines(old: "grammar.Rule", new: "grammar.Rule", names: Names) -> Iterable[tuple[str, str, str]]:
    before, after = _read(old, names), _read(new, names)
    for heading in dict.fromkeys([*before, *after]):
        if before.get(heading) != after.get(heading):
            yield heading, before.get(heading, ""), after.get(heading, "")


def _read(rule: "grammar.Rule", names: Names) -> dict[str, str]:
    confirm = _("待本单位确认") if rule.to_confirm else _("已确认")
    return {_("名称"): rule.title, _("条文"): rule.clause, _("数值"): confirm, **dict(in_words(rule, names))}
