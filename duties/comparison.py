"""What a new version of a regulation changes against the one in force. Pure."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.wording import joined
from duties.rulebook_build import with_defaults

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
_KEYS = {
    "title": gettext_lazy("名称"),
    "clause": gettext_lazy("条文"),
    "kind": gettext_lazy("类别"),
    "who": gettext_lazy("责任主体"),
    "does": gettext_lazy("走访形式"),
    "by": gettext_lazy("由谁"),
    "rota": gettext_lazy("值班"),
    "goods": gettext_lazy("慰问物资"),
    "as_lead": gettext_lazy("本人主持或带队"),
    "only_on": gettext_lazy("只计休息日或工作日"),
    "at_least": gettext_lazy("单次要求"),
    "include_below": gettext_lazy("含下级单位"),
    "whom": gettext_lazy("对象"),
    "measure": gettext_lazy("数量"),
    "also": gettext_lazy("第二项数量"),
    "when": gettext_lazy("时间"),
    "liability": gettext_lazy("折算"),
    "reminders": gettext_lazy("提醒"),
    "limits": gettext_lazy("要求"),
    "to_confirm": gettext_lazy("待确认"),
    "preferably": gettext_lazy("安排"),
}


@dataclass(frozen=True)
class RuleChange:
    """A rule that is new, gone or different; `keys` are the parts that differ."""

    what: str
    code: str
    title: str
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        keys = joined(_KEYS.get(key, key) for key in self.keys)
        words = {"code": self.code, "title": self.title, "keys": keys}
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
