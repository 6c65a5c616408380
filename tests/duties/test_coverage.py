"""Coverage of those whom one holds: the households and residents themselves, by hand-made logs."""

import pytest

from duties.models import Obligation, Rule
from duties.wording import in_words
from tests.duties.place import TODAY, place
from tests.factories import make_household, make_point, make_resident
from tests.factories_duties import day, figures, owed

pytestmark = pytest.mark.django_db


def test_coverage_of_the_households_held_and_of_no_others() -> None:
    here = place(whom="{scope: assigned, what: [household]}", does="[home_visit]", measure="{of: coverage, share: 80%}")
    village = here.unit("village")
    held = [make_household(unit=village) for _number in range(5)]
    stranger = make_household(unit=village)
    for household in held:
        here.pair(here.one, household, "ordinary_household")
    someone = make_resident(unit=village, household=held[0])
    for target in (someone, held[0], held[1], stranger, held[2]):
        here.log(here.one, "home_visit", "03-03", "", target)
    # Four of five are owed; the one reached twice counts once, and the neighbour not at all.
    assert not here.judge()
    assert figures(owed("1", here.one)) == (4, 3, False)
    here.log(here.one, "home_visit", "03-04", "", held[4])
    assert here.judge()


def test_coverage_of_those_held_is_as_the_pairings_stood_on_the_day() -> None:
    for as_of, expected in (("window_start", (1, 1, True)), ("window_end", (2, 1, False))):
        here = place(
            whom="{scope: assigned, what: [household, resident]}",
            measure=f"{{of: coverage, share: 100%, as_of: {as_of}}}",
        )
        village = here.unit("village")
        early, late, gone = (make_household(unit=village) for _number in range(3))
        person = make_resident(unit=village)
        here.pair(here.one, early, "ordinary_household")
        here.pair(here.one, late, "ordinary_household", start=day("05-01"))
        here.pair(here.one, gone, "ordinary_household", start=day("02-01"), end=day("06-30"))
        # Before the pairing began, after it ended, and of nobody's: none of these counts.
        for target, date in ((early, "02-10"), (late, "04-30"), (gone, "07-01"), (person, "03-03")):
            here.log(here.one, "home_visit", date, "", target)
        here.recompute(TODAY)
        assert figures(owed("1", here.one)) == expected
        Obligation.objects.all().delete()


def test_coverage_of_each_one_held_by_the_units_cadres() -> None:
    here = place(
        who="{subject: unit, unit_kinds: [township]}",
        whom="{scope: held_by_members, what: [resident], each: true}",
        measure="{of: coverage, share: 100%}",
        include_below="true",
    )
    people = [make_resident(unit=here.unit("village")) for _number in range(2)]
    first, second = (here.pair(here.one, person, "veteran_member") for person in people)
    here.log(here.one, "home_visit", "03-03", "", people[0])
    town = here.unit("township")
    assert here.judge(town, pairing=first) and not here.judge(town, pairing=second)


def test_a_point_stands_for_the_register_there_and_a_household_beside_it_for_nothing() -> None:
    here = place(whom="{scope: assigned}", measure="{of: coverage, share: 100%, register: households}")
    village, elsewhere = here.unit("village"), here.unit("community")
    here.pair(here.one, make_point(unit=village))
    here.pair(here.one, make_household(unit=elsewhere), "ordinary_household")
    seen = [make_household(unit=village) for _number in range(2)]
    make_household(unit=elsewhere)
    here.log(here.one, "home_visit", "03-03", "", *seen)
    here.recompute(TODAY)
    assert figures(owed("1", here.one)) == (2, 2, True)


@pytest.mark.parametrize(("what", "words"), [("household", "覆盖联系对象的4/5"), ("point", "覆盖名册的4/5")])
def test_in_words_it_is_said_who_is_covered(what: str, words: str) -> None:
    place(whom=f"{{scope: assigned, what: [{what}]}}", measure="{of: coverage, share: 80%}")
    assert words in dict(in_words(Rule.objects.get().parsed, {})).values()
