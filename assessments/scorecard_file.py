"""Reading a scorecard: YAML text to a draft, or every mistake at once."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from assessments.drafts import BandDraft, CriterionDraft, Draft, Problem, problems
from assessments.sources.parameters import as_decimal
from core.errors import DomainError
from duties.rulebook_file import RulebookError, refuse_traps
from duties.rulebook_problems import Place, explain
from duties.yaml_problems import explain_yaml

SCHEMA_FILE = Path(__file__).with_name("scorecard.schema.json")
SHIPPED = Path(__file__).with_name("scorecards")
_DAYS = ("self", "scoring", "confirming", "objection")


class ScorecardError(DomainError):
    """Everything that is wrong with a scorecard. Nothing was loaded."""

    def __init__(self, mistakes: Iterable[Any]):
        self.mistakes = list(dict.fromkeys(map(str, mistakes)))
        super().__init__("\n".join(self.mistakes))


@dataclass(frozen=True)
class Written:
    """A scorecard that was read, and the code that it is known by."""

    code: str
    draft: Draft


def read(text: str) -> Written:
    """Raises ScorecardError with all mistakes."""
    data = _load(text)
    mistakes = [_said(*found) for error in _validator().iter_errors(data) for found in explain(error)]
    mistakes += _no_numbers(data)
    if mistakes:
        raise ScorecardError(mistakes)
    draft = _draft(data)
    if found := problems(draft):
        raise ScorecardError(found)
    return Written(data["scorecard"], draft)


def shipped() -> dict[str, Written]:
    """The scorecards that come with the product, by code."""
    read_all = [read(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED.glob("*.yaml"))]
    return {written.code: written for written in read_all}


def shipped_text(code: str) -> str:
    """Raises KeyError where none of this code is shipped."""
    return {path.stem: path for path in SHIPPED.glob("*.yaml")}[code].read_text(encoding="utf-8")


def _load(text: str) -> Any:
    try:
        refuse_traps(text)
        return _plain(yaml.safe_load(text))
    except RulebookError as error:
        raise ScorecardError(error.mistakes) from None
    except yaml.YAMLError as error:
        line, problem = explain_yaml(error, text)
        raise ScorecardError([_("第%(line)d行：%(text)s") % {"line": line, "text": problem}]) from None


def _plain(node: Any) -> Any:
    """Numbers with a decimal as they were written: no point is lost."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return str(node) if isinstance(node, float) else node


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def _said(place: Place, text: str) -> Problem:
    """With the number of the criterion, where the place lies in one."""
    inside = len(place) > 1 and place[0] == "criteria"
    return Problem(text, int(place[1]) + 1 if inside else 0)


def _no_numbers(data: Any) -> list[Problem]:
    """What stands where a number belongs, and is none."""
    if not isinstance(data, dict):
        return []
    found = [Problem(_not_a_number(key, data[key])) for key in ("total", "step") if _is_text(data, key)]
    for key, names in (("criteria", ("points",)), ("bands", ("least", "reward"))):
        rows = data.get(key)
        for number, row in enumerate(rows if isinstance(rows, list) else [], 1):
            place = number if key == "criteria" else 0
            found += [Problem(_not_a_number(name, row[name]), place) for name in names if _is_text(row, name)]
    return found


def _is_text(row: Any, key: str) -> bool:
    return isinstance(row, dict) and isinstance(row.get(key), str) and as_decimal(row[key]) is None


def _not_a_number(name: str, value: Any) -> str:
    return _("“%(name)s”应为数，而不是“%(value)s”。") % {"name": name, "value": value}


def _draft(data: dict[str, Any]) -> Draft:
    days = {f"{name}_days": data.get("days", {})[name] for name in _DAYS if name in data.get("days", {})}
    return Draft(
        title=data["title"],
        subject=data["subject"],
        total=Decimal(data["total"]),
        criteria=tuple(
            CriterionDraft(row["text"], Decimal(row["points"]), row.get("standard", ""), row.get("source", {}))
            for row in data["criteria"]
        ),
        bands=tuple(
            BandDraft(Decimal(row["least"]), row["name"], Decimal(row.get("reward", 0)))
            for row in data.get("bands", ())
        ),
        step=Decimal(data.get("step", "0.5")),
        **days,
    )
