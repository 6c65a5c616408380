"""Runs the benchmarks: python -m benchmarks [--list] [NAME …]. Called by bin/bench, which sets everything up first."""

import argparse
import importlib
import os
import pkgutil
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import benchmarks
from benchmarks.measure import REGISTERED, Benchmark, Ratio

REPORT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `bin/bench`. Each line compares two things measured turn by turn in one run; the ratio holds on other
machines, the milliseconds do not.

| what | base | subject | ratio | limit | |
| --- | ---: | ---: | ---: | ---: | --- |
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only those whose name contains one of these")
    parser.add_argument("--list", action="store_true", help="say which there are, and measure nothing")
    parser.add_argument("--write", action="store_true", help="with NAMEs: put their lines into the report as well")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
    import django

    django.setup()
    load_all()
    chosen = [entry for entry in REGISTERED if wanted(entry, options.names)]
    if options.list or not chosen:
        print("\n".join(f"{entry.name:32} {entry.title}" for entry in chosen) or "no such benchmark")
        return 0 if chosen else 1
    results = [(entry, measure(entry)) for entry in chosen]
    if options.write or not options.names:
        REPORT.write_text(report(results, kept=lines_of(REPORT.read_text()) if options.names else {}))
        print(f"wrote {REPORT.name}")
    slow = [entry.name for entry, ratio in results if ratio.value > entry.limit]
    print(
        f"{len(results) - len(slow)} within their limit, {len(slow)} slower" + (f": {', '.join(slow)}" if slow else "")
    )
    return 1 if slow else 0


def load_all() -> None:
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name not in {"__main__", "measure"}:
            importlib.import_module(f"benchmarks.{module.name}")


def wanted(entry: Benchmark, names: list[str]) -> bool:
    return not names or any(name in entry.name for name in names)


def measure(entry: Benchmark) -> Ratio:
    print(f"{entry.name:32} …", end=" ", flush=True)
    ratio = entry.run()
    print(f"{amount(ratio, ratio.base)} → {amount(ratio, ratio.subject)}: {ratio.value:.2f} (at most {entry.limit:g})")
    return ratio


def amount(ratio: Ratio, value: float) -> str:
    return f"{value * 1000:.1f} {ratio.unit}"


def lines_of(text: str) -> dict[str, str]:
    """The lines of an earlier report, by what was measured."""
    lines = [line for line in text.splitlines()[HEAD.count("\n") :] if line.startswith("| ")]
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines}


def report(results: list[tuple[Benchmark, Ratio]], kept: Mapping[str, str] = MappingProxyType({})) -> str:
    """`kept`: lines of an earlier report, which stay where the same was not measured again."""
    lines = dict(kept) | {
        entry.title: f"| {entry.title} | {amount(ratio, ratio.base)} | {amount(ratio, ratio.subject)} "
        f"| {ratio.value:.2f} | {entry.limit:g} | {'within' if ratio.value <= entry.limit else '**slower**'} |"
        for entry, ratio in results
    }
    rounds = sorted({ratio.rounds for _, ratio in results})
    where = (
        f"Medians of {'–'.join(map(str, rounds))} turns; Python {platform.python_version()}, {os.cpu_count()} cores."
    )
    return HEAD + "\n".join(lines.values()) + f"\n\n{where}\n"


if __name__ == "__main__":
    sys.exit(main())
