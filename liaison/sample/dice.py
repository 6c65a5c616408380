"""Chance that repeats: one seeded source, and decks that show every card before one comes again."""

import random
from collections.abc import Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Dice(random.Random):
    """A seeded source. Sources of the same seed and name give the same numbers, whatever was drawn elsewhere."""

    @classmethod
    def named(cls, seed: int, name: str) -> "Dice":
        return cls(f"{seed}/{name}")

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def weighted(self, table: Sequence[tuple[T, float]]) -> T:
        return self.choices([value for value, _w in table], [weight for _v, weight in table])[0]


class Deck(Generic[T]):
    """Deals cards in random order; shuffled anew when used up, never the same card twice running."""

    def __init__(self, cards: Sequence[T], dice: Dice):
        self._cards = list(cards)
        self._dice = dice
        self._left: list[T] = []
        self._last: T | None = None

    def deal(self) -> T:
        if not self._left:
            self._left = self._dice.sample(self._cards, len(self._cards))
            if self._left[-1] == self._last:
                self._left.reverse()
        self._last = self._left.pop()
        return self._last


class Decks:
    """One deck for each list of cards, made when it is first asked for."""

    def __init__(self, dice: Dice):
        self._dice = dice
        self._decks: dict[int, Deck] = {}

    def deal(self, cards: Sequence[T]) -> T:
        deck = self._decks.get(id(cards))
        if deck is None:
            deck = self._decks[id(cards)] = Deck(cards, self._dice)
        return deck.deal()
