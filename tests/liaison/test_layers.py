"""import-linter holds the floors apart; this holds the list of floors complete."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LINTER = PROJECT["tool"]["importlinter"]
FLOORS = ["liaison", "reports", "assessments", "duties", "petitions", "visits", "contacts", "accounts", "core"]
NOT_THE_PRODUCT = {"tests", "benchmarks"}


def packages():
    return {path.parent.name for path in ROOT.glob("*/__init__.py")} - NOT_THE_PRODUCT


def test_every_package_stands_on_a_floor_in_the_order_of_the_house():
    built = [floor for floor in FLOORS if floor in packages()]
    assert packages() <= set(FLOORS)
    assert LINTER["root_packages"] == built
    assert LINTER["contracts"][0]["layers"] == built


def test_every_package_is_checked_for_types():
    assert set(PROJECT["tool"]["mypy"]["files"]) == packages()
