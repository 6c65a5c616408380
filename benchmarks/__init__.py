"""What the product costs, as ratios measured in one run: they hold on a slow machine as on a fast one.

A benchmark is a function in a module of this package:

    @benchmark("Opening the visit list with ten times the logs", limit=2.0)
    def visit_list() -> Ratio:
        return compare(at_scale_1, at_scale_10)

`bin/bench` runs them all, prints a table, and writes docs/benchmarks.md.
"""

from benchmarks.measure import Ratio, benchmark, compare

__all__ = ["Ratio", "benchmark", "compare"]
