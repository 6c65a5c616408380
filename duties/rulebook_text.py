"""A rulebook's data as the text of a file. Pure."""

from typing import Any

import yaml


def with_rule(data: dict[str, Any], rule: dict[str, Any]) -> str:
    """The regulation with `rule` in the place of the one with its code, or at its end."""
    codes = [old["code"] for old in data["rules"]]
    rules = [rule if code == rule["code"] else old for code, old in zip(codes, data["rules"], strict=True)]
    if rule["code"] not in codes:
        rules.append(rule)
    return as_text({**data, "rules": rules})


def as_text(data: dict[str, Any]) -> str:
    """YAML that reads back as the same data; comments of the original file are not in it."""
    return yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)


class _Plain(yaml.SafeDumper):
    """A list that stands in two places is written twice: rulebooks have no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
