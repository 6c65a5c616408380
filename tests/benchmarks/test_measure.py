import time

import pytest

from benchmarks.__main__ import lines_of, report
from benchmarks.measure import WARM_UP, Benchmark, Ratio, compare


def test_both_sides_take_turns():
    order = []
    compare(lambda: order.append("base"), lambda: order.append("subject"), rounds=3)
    assert order == ["base", "subject"] * (3 + WARM_UP)


def test_the_ratio_says_how_many_times_slower_the_subject_is():
    ratio = compare(lambda: time.sleep(0.005), lambda: time.sleep(0.02), rounds=3)
    assert 2 < ratio.value < 5


def test_what_runs_before_a_turn_is_not_counted():
    ratio = compare(lambda: None, lambda: None, rounds=3, before=lambda: time.sleep(0.01))
    assert ratio.subject < 0.005


@pytest.mark.parametrize(("limit", "verdict"), [(2.0, "within"), (1.0, "**slower**")])
def test_the_report_says_what_is_too_slow(limit, verdict):
    entry = Benchmark("Opening the list", limit, compare)
    line = report([(entry, Ratio(subject=0.03, base=0.02, rounds=5))]).splitlines()[-3]
    assert line == f"| Opening the list | 20.0 ms | 30.0 ms | 1.50 | {limit:g} | {verdict} |"


def test_lines_of_what_was_not_measured_again_stay_in_the_report():
    list_, page = Benchmark("Opening the list", 2.0, compare), Benchmark("Opening the page", 2.0, compare)
    before = report([(list_, Ratio(subject=0.03, base=0.02, rounds=5)), (page, Ratio(subject=1, base=1, rounds=5))])
    after = report([(page, Ratio(subject=0.2, base=0.3, rounds=5, unit="MB"))], kept=lines_of(before))
    assert list(lines_of(after)) == ["Opening the list", "Opening the page"]
    assert "| Opening the list | 20.0 ms |" in after
    assert "| Opening the page | 300.0 MB | 200.0 MB | 0.67 |" in after
