"""Nothing that is shown, nor a difference of what is shown, stands for fewer than five answers."""

import itertools
import random

import pytest

from assessments import grouping


def counts_at_random() -> list[list[int]]:
    chance = random.Random(20261121)
    return [[chance.choice((0, 1, 2, 3, 4, 5, 6, 9, 20)) for _pool in range(chance.randint(1, 8))] for _ in range(400)]


@pytest.mark.parametrize(
    ("counts", "groups"),
    [
        ([7, 8], [[0], [1]]),
        ([3, 8, 9], [[0, 1], [2]]),
        ([3, 9, 8], [[0, 2], [1]]),
        ([3, 2, 9], [[0, 1], [2]]),
        ([4, 0, 6], [[0, 1, 2]]),
        ([0, 6], [[1]]),
        ([2, 2], []),
        ([4, 1], [[0, 1]]),
        ([], []),
    ],
)
def test_pools_under_five_are_put_together_and_the_next_smallest_joins(counts, groups):
    assert grouping.grouped(counts) == groups


def test_a_pool_that_is_spared_joins_only_when_there_is_no_other():
    assert grouping.grouped([5, 3, 9], spared=[0]) == [[0], [1, 2]]
    assert grouping.grouped([5, 3], spared=[0]) == [[0, 1]]


def pieces(shown: list[frozenset[int]], everything: frozenset[int]) -> set[frozenset[int]]:
    """Whatever can be had from what is shown, by adding and taking away, is made of these."""
    picks = itertools.product([True, False], repeat=len(shown))
    sides = ([one if inside else everything - one for one, inside in zip(shown, pick, strict=True)] for pick in picks)
    return {frozenset.intersection(*side) for side in sides if side}


def test_no_figure_and_no_difference_of_figures_stands_for_fewer_than_five():
    for counts in counts_at_random():
        everything = frozenset(range(len(counts)))
        groups = [frozenset(group) for group in grouping.grouped(counts)]
        shown = [*groups, everything] if groups else []
        totals = [sum(counts[index] for index in piece) for piece in pieces(shown, everything)]
        assert all(total == 0 or total >= 5 for total in totals), (counts, groups)


def test_every_answer_is_in_exactly_one_group():
    for counts in counts_at_random():
        groups = grouping.grouped(counts)
        members = [index for group in groups for index in group]
        assert len(members) == len(set(members))
        assert not groups or sum(counts[index] for index in members) == sum(counts)


def test_the_same_seed_draws_the_same_sample_from_the_same_register():
    keys = [f"resident:{number}" for number in range(1, 101)]
    first = grouping.sample(keys, 20, seed="2026")
    assert grouping.sample(reversed(keys), 20, seed="2026") == first
    assert grouping.sample(keys, 20, seed="2027") != first
    assert len(first) == 20


def test_the_digest_says_which_register_it_was():
    assert grouping.digest(["b", "a"]) == grouping.digest(["a", "b"])
    assert grouping.digest(["a", "b"]) != grouping.digest(["a"])
