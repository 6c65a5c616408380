"""docs/rulebook.md: its examples are valid, and it names every key."""

import json
import re
from pathlib import Path

import pytest

from accounts.models import UnitKind
from duties.rulebook_file import SCHEMA_FILE, read
from duties.vocabulary import load_vocabulary
from tests.factories_duties import BOOKS

DOC = (BOOKS.parent.parent / "docs" / "rulebook.md").read_text(encoding="utf-8")
EXAMPLES = [block for block in re.findall(r"```yaml\n(.*?)```", DOC, re.S) if block.startswith("rulebook:")]
SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))


def keys(node) -> set[str]:
    found = set(node.get("properties", ()))
    for inner in node.get("properties", {}).values():
        found |= keys(inner) | keys(inner.get("items", {}) if isinstance(inner.get("items"), dict) else {})
    return found


def test_there_are_examples():
    assert len(EXAMPLES) == 2


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_are_valid(example):
    assert read(example).book.rules


@pytest.mark.parametrize("part", ["", *SCHEMA["$defs"]])
def test_every_key_is_explained(part):
    node = SCHEMA["$defs"][part] if part else SCHEMA
    assert {key for key in keys(node) if key not in DOC} == set()


@pytest.mark.parametrize("file", sorted(BOOKS.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_duty_and_check_has_a_test_that_names_it(file):
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    numbers = {rule.code.split("-")[0].replace(".", "_") for rule in read(file.read_text(encoding="utf-8")).book.rules}
    assert {number for number in numbers if f"def test_r{number}_" not in tests} == set()


@pytest.mark.django_db
def test_every_code_that_a_rulebook_may_use_is_listed():
    words = load_vocabulary(None)
    codes = words.kinds | words.categories | words.festivals | frozenset(UnitKind.values)
    assert {code for code in codes if f"`{code}`" not in DOC} == set()


def test_the_schema_itself_is_valid():
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(SCHEMA)
