"""What a new version of a regulation changes against the one in force. Pure."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.wording import joined
from duties.rulebook_build import with_defaults

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class RuleChange:
    """A rule that is new, gone or different; `keys` are the parts that differ."""

    what: str
    code: str
    title: str
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = {"code": self.code, "title": self.title, "keys": joined(self.keys)}
        texts = {
            ADDED: _("新增 %(code)s %(title)s"),
            REMOVED: _("删除 %(code)s %(title)s"),
            CHANGED: _("修改 %(code)s %(title)s（%(keys)s）"),
        }
        return texts[self.what] % words


def compare(before: dict[str, Any] | None, after: dict[str, Any]) -> list[RuleChange]:
    """In the order of the new file; what is gone stands last."""
    old, new = _rules(before or {"rules": []}), _rules(after)
    changes = []
    for code, rule in new.items():
        if code not in old:
            changes.append(RuleChange(ADDED, code, rule["title"]))
        elif keys := tuple(key for key in sorted({*rule, *old[code]}) if rule.get(key) != old[code].get(key)):
            changes.append(RuleChange(CHANGED, code, rule["title"], keys))
    return changes + [RuleChange(REMOVED, code, rule["title"]) for code, rule in old.items() if code not in new]


def _rules(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {rule["code"]: with_defaults(rule, data.get("defaults", {})) for rule in data["rules"]}
