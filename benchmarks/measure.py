"""Measuring two things against each other, turn by turn, so that whatever slows the machine slows both."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]
ROUNDS = 15
# The first rounds fill caches and compile templates.
WARM_UP = 2


@dataclass(frozen=True)
class Ratio:
    """Medians in seconds of what is compared (`subject`) and what it is held against (`base`)."""

    subject: float
    base: float
    rounds: int
    # What a thousandth of the figures is in: memory is measured in GB.
    unit: str = "ms"

    @property
    def value(self) -> float:
        return self.subject / self.base


@dataclass(frozen=True)
class Benchmark:
    title: str
    limit: float
    run: Callable[[], Ratio]

    @property
    def name(self) -> str:
        return f"{self.run.__module__.rpartition('.')[2]}.{self.run.__name__}"


REGISTERED: list[Benchmark] = []


def benchmark(title: str, *, limit: float) -> Callable[[Callable[[], Ratio]], Callable[[], Ratio]]:
    """Enters a function that compares something; more than `limit` times its base is too slow."""

    def enter(function: Callable[[], Ratio]) -> Callable[[], Ratio]:
        REGISTERED.append(Benchmark(title, limit, function))
        return function

    return enter


def compare(base: Work, subject: Work, *, rounds: int = ROUNDS, before: Work = lambda: None) -> Ratio:
    """Medians of `rounds` turns each: base, subject, base, subject … `before` runs ahead of each turn, uncounted."""
    times: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    gc.freeze()  # what is there already need not be looked through before each turn
    for turn in range(rounds + WARM_UP):
        for work, kept in zip((base, subject), times, strict=True):
            before()
            seconds = timed(work)
            if turn >= WARM_UP:
                kept.append(seconds)
    gc.unfreeze()
    return Ratio(base=statistics.median(times[0]), subject=statistics.median(times[1]), rounds=rounds)


def timed(work: Work) -> float:
    """Without the garbage collector, which would strike one of the two at random."""
    gc.collect()
    gc.disable()
    try:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began
    finally:
        gc.enable()
