"""Forums of towns and streets: twice a year in one of the villages, what everybody said and what became of it."""

from liaison.sample.contacts import Register, Target
from liaison.sample.habits import Diary
from liaison.sample.people import DAY, Worker
from liaison.sample.tree import County, Town

# How long ago, in days.
SPANS = ((300, 200), (120, 12))
SPEAKERS = 4


def fill(county: County, workers: list[Worker], register: Register, diary: Diary) -> None:
    """A diary of its own, so that the other visits are the same without it."""
    for number, town in enumerate(county.towns):
        team = [w for w in workers if w.unit == town.unit]
        leaders = [w for w in team if w.is_leader]
        for turn, (longest, shortest) in enumerate(SPANS):
            leader = leaders[(number + turn) % len(leaders)]
            day = diary.pick(diary.last - DAY * longest, diary.last - DAY * shortest)
            targets = _targets(register, town, diary)
            others = tuple(w for w in team if w.role == "town_staff")[:1]
            diary.plan(leader, "forum", day, targets, others=others, people=diary.dice.randrange(12, 26))


def _targets(register: Register, town: Town, diary: Diary) -> list[Target]:
    """The village first, then those who speak."""
    village = diary.dice.choice(register.in_town(town))
    return [village.point, *diary.dice.sample(village.households, SPEAKERS)]
