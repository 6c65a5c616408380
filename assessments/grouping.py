"""Which pools are counted together, and who is drawn. Pure: no database, no clock.

Groups share no pool and together are all of them, and each is of five answers or more (or of none): so neither a figure
nor a difference of figures stands for fewer than five (R9).
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence

from assessments.models.surveys import LEAST_ANSWERS


def grouped(counts: Sequence[int], *, spared: Collection[int] = ()) -> list[list[int]]:
    """Indexes of the pools that make up each group. Those under five are put together; where that is still under five,
    the next smallest joins, one of `spared` only when there is no other. Empty where all together are under five."""
    if sum(counts) < LEAST_ANSWERS:
        return []
    large = [index for index, count in enumerate(counts) if count >= LEAST_ANSWERS]
    together = [index for index, count in enumerate(counts) if count < LEAST_ANSWERS]
    if 0 < sum(counts[index] for index in together) < LEAST_ANSWERS:
        joins = min(large, key=lambda index: (index in spared, counts[index], index))
        large.remove(joins)
        together = sorted([*together, joins])
    # Pools of which nobody answered have nothing to show.
    rest = [together] if any(counts[index] for index in together) else []
    return sorted([[index] for index in large] + rest)


def digest(keys: Iterable[str]) -> str:
    """Says which register it was, whatever the order in which it was read."""
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()


def sample(keys: Iterable[str], size: int, *, seed: str) -> set[str]:
    """`size` of the keys: by the same seed from the same register always the same ones."""
    return set(sorted(keys, key=lambda key: hashlib.sha256(f"{seed}|{key}".encode()).digest())[:size])
