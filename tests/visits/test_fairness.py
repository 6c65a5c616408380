"""Whose turn it is: a line in the order of the rota, by hand and by properties."""

import datetime
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from visits.fairness import Opening, allot

MONDAY = datetime.date(2026, 11, 23)
DAYS = [MONDAY + datetime.timedelta(days=n) for n in range(60)]
A, B, C, D = 1, 2, 3, 4


def openings(count, seats=1, start=0):
    return [Opening(day, seat) for day in DAYS[start : start + count] for seat in range(1, seats + 1)]


def turns(allotted):
    return [allotted[opening] for opening in sorted(allotted)]


def nobody(person, day):
    return False


def away_on(*pairs):
    """(person, first day, last day) by number."""
    return lambda person, day: any(p == person and DAYS[a] <= day <= DAYS[b] for p, a, b in pairs)


def test_everybody_has_a_turn_in_the_order_of_the_rota():
    assert turns(allot([B, A, C], [], openings(7), nobody)) == [B, A, C, B, A, C, B]


def test_it_goes_on_where_it_stopped():
    assert turns(allot([A, B, C], [A, B, C, A], openings(3), nobody)) == [B, C, A]


def test_who_is_away_comes_next_when_back():
    assert turns(allot([A, B, C], [], openings(6), away_on((A, 0, 3)))) == [B, C, B, C, A, B]


def test_who_comes_back_within_the_round_comes_next_too():
    assert turns(allot([A, B, C, D], [], openings(5), away_on((B, 1, 1)))) == [A, C, B, D, A]


def test_where_it_is_a_circle_who_was_away_waits():
    assert turns(allot([A, B, C], [], openings(6), away_on((B, 1, 2)), fair=False)) == [A, C, A, B, C, A]


def test_a_new_order_holds_from_the_next_turn_and_nobody_has_two():
    before = [A, B, C, D, A]
    assert turns(allot([D, C, B, A], [], openings(7), nobody, before=before)) == [D, C, B, A, D, C, B]


def test_somebody_new_has_the_turn_that_is_owed_to_them():
    assert turns(allot([A, B, C], [A, B, A, B, A], openings(4), nobody))[0] == C


def test_where_everybody_is_away_nobody_is_on_duty():
    assert turns(allot([A, B], [], openings(3), away_on((A, 1, 1), (B, 1, 1)))) == [A, None, B]


def test_nobody_has_two_places_on_one_day():
    assert turns(allot([A, B, C], [], openings(3, seats=2), nobody)) == [A, B, C, A, B, C]
    assert turns(allot([A], [], openings(2, seats=2), nobody)) == [A, None, A, None]


def test_whoever_had_turns_and_takes_part_no_more_is_forgotten():
    assert turns(allot([A, B], [A, C, B, A], openings(2), nobody)) == [B, A]


# --- properties ----------------------------------------------------------------------------------------------

PEOPLE = st.lists(st.integers(1, 9), min_size=1, max_size=7, unique=True)
SPELLS = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 39), st.integers(0, 12)), max_size=8)


def absences(spells):
    return away_on(*((person, first, min(first + length, 59)) for person, first, length in spells))


@given(PEOPLE, SPELLS)
def test_among_those_always_there_any_run_of_days_is_fair(people, spells):
    got = turns(allot(people, [], openings(40), absences(spells)))
    steady = [p for p in people if p not in {person for person, _first, _length in spells}]
    for first in range(0, 40, 3):
        for last in range(first + 1, 41, 4):
            had = Counter(got[first:last])
            counts = [had[p] for p in steady]
            assert not counts or max(counts) - min(counts) <= 1


@given(PEOPLE, SPELLS, st.integers(0, 40), st.integers(1, 2))
def test_laying_out_the_rest_again_gives_the_same_rest(people, spells, done, seats):
    is_away = absences(spells)
    whole = turns(allot(people, [], openings(40, seats), is_away))
    before = [person for person in whole[: done * seats] if person]
    assert turns(allot(people, before, openings(40 - done, seats, done), is_away)) == whole[done * seats :]


@given(PEOPLE, SPELLS)
def test_nobody_is_on_duty_while_away_and_nobody_is_spared_while_all_others_are(people, spells):
    is_away = absences(spells)
    for opening, person in allot(people, [], openings(40), is_away).items():
        assert person is None or not is_away(person, opening.day)
        assert person is not None or all(is_away(p, opening.day) for p in people)


@given(PEOPLE)
def test_nobody_has_two_turns_before_all_had_one(people):
    got = turns(allot(people, [], openings(len(people)), nobody))
    assert sorted(got) == sorted(people)
