"""Every element that a regulation may name, each as a small rulebook of its own: met and missed.

The lines stand in the order of the list: who, what, with whom, how much; when and what follows is in
test_grammar_when.py.
"""

import datetime
from typing import Any

import pytest

from accounts.models import Group, GroupMembership, Secondment, Supervision
from duties import wording
from duties.models import Obligation
from tests.duties.place import place
from tests.factories import make_household, make_kind, make_point, make_resident
from tests.factories_duties import day, owed

pytestmark = pytest.mark.django_db


# --- who ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "bound", "free"),
    [
        ("{positions: [head]}", {"position": "head"}, {"position": "cadre"}),
        ("{ranks: [township_head]}", {"rank": "township_head"}, {"rank": "staff"}),
        ("{people: [A7]}", {"staff_number": "A7"}, {"staff_number": "A8"}),
        ("{titles: [驻村]}", {"title": "驻村第一书记"}, {"title": "书记"}),
        ("{party_member: true}", {"is_party_member": True}, {}),
        ("{age_under: 45}", {"birth_month": datetime.date(1990, 1, 1)}, {"birth_month": datetime.date(1970, 1, 1)}),
        ("{female: true}", {"gender": "f"}, {"gender": "m"}),
    ],
)
def test_who_by_role_rank_name_and_register(who: str, bound: dict[str, Any], free: dict[str, Any]) -> None:
    here = place(who=who)
    assert here.owes(here.cadre("township", **bound))
    assert not here.owes(here.cadre("township", **free))


def test_who_by_unit_type() -> None:
    here = place(who="{unit_kinds: [street]}")
    assert here.owes(here.cadre("street")) and not here.owes(here.cadre("township"))


def test_who_by_membership_of_a_group_and_the_group_itself() -> None:
    for who in ("{groups: [volunteer_team]}", "{subject: group, groups: [volunteer_team]}"):
        here = place(who=who)
        team = Group.objects.create(name="服务队", kind="volunteer_team", unit=here.unit("street"))
        GroupMembership.objects.create(group=team, cadre=here.one, start=day("01-01"))
        bound = team if "subject" in who else here.one
        assert here.owes(bound) and not here.owes(here.leader("street"))
        Obligation.objects.all().delete()


def test_units_themselves() -> None:
    here = place(who="{subject: unit, unit_kinds: [street]}", does="[survey]")
    busy, idle = here.unit("street"), here.unit("street", "另一街道")
    here.log(None, "survey", "03-03", unit=busy)
    assert here.judge(busy) and not here.judge(idle)


def test_who_while_on_secondment() -> None:
    here = place(who="{seconded: true}", liability="{secondment: false}", when="{every: month}")
    Secondment.objects.create(cadre=here.one, host=here.unit("village"), start=day("03-01"), end=day("04-30"))
    assert here.windows() == ["03-01/03-31", "04-01/04-30"]


def test_who_while_on_secondment_to_such_work() -> None:
    here = place(
        who="{seconded: true, secondment_kinds: [village]}", liability="{secondment: false}", when="{every: month}"
    )
    for kind, start, end in (("village", "03-01", "03-31"), ("petition", "05-01", "05-31"), ("", "07-01", "07-31")):
        host = here.unit("village")
        Secondment.objects.create(cadre=here.one, host=host, kind=kind, start=day(start), end=day(end))
    assert here.windows() == ["03-01/03-31"]


# --- what, with whom ---------------------------------------------------------------------------------


def test_one_or_several_kinds_of_log() -> None:
    here = place(does="[home_visit, on_site]")
    here.log(here.one, "phone", "03-03")
    assert not here.judge()
    here.log(here.one, "on_site", "03-04")
    assert here.judge()


def test_assigned_ones_each_with_a_filter_by_category() -> None:
    here = place(whom="{scope: assigned, categories: [key_project], each: true}")
    seen, missed = (make_point(unit=here.unit("village"), category="key_project") for _number in range(2))
    other = make_point(unit=here.unit("village"))
    pairs = [here.pair(here.one, point) for point in (seen, missed, other)]
    here.log(here.one, "on_site", "03-03", "", seen, other)
    assert here.judge(pairing=pairs[0]) and not here.judge(pairing=pairs[1])
    assert not Obligation.objects.filter(pairing=pairs[2]).exists()


def test_assigned_ones_in_total() -> None:
    here = place(whom="{scope: assigned}", measure="{of: count, least: 2}")
    point = make_point(unit=here.unit("village"))
    here.pair(here.one, point)
    here.log(here.one, "on_site", "03-03", "", point)
    here.log(here.one, "on_site", "03-04", "", make_point(unit=here.unit("village")))
    assert not here.judge()
    here.log(here.one, "on_site", "03-05", "", point)
    assert here.judge()


def test_supervised_ones() -> None:
    here = place(whom="{scope: supervised}", does="[heart_to_heart]")
    colleague = here.cadre("township")
    Supervision.objects.create(leader=here.one, cadre=colleague, start=day("01-01"))
    here.log(here.one, "heart_to_heart", "03-03").participants.create(cadre=here.cadre("township"))
    assert not here.judge()
    here.log(here.one, "heart_to_heart", "03-04").participants.create(cadre=colleague)
    assert here.judge()


# --- how much ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "logs", "one_more"),
    [
        ("{of: count, least: 2}", [("03-03", "")], ("03-03", "")),
        ("{of: distinct_days, least: 2}", [("03-03", ""), ("03-03", "")], ("03-04", "")),
        ("{of: consecutive_days, least: 3}", [("03-03", "03-04"), ("03-06", "")], ("03-04", "03-05")),
        ("{of: count, least: 1, average_per_month: true}", [("03-03", "")] * 11, ("04-03", "")),
        ("{of: reports, least: 1}", [], ("03-03", "")),
    ],
)
def test_counts_days_runs_averages_and_reports(
    measure: str, logs: list[tuple[str, str]], one_more: tuple[str, str]
) -> None:
    here = place(measure=measure)
    for first, last in logs:
        here.log(here.one, "stay", first, last)
    assert not here.judge()
    here.log(here.one, "stay", *one_more)
    assert here.judge()


@pytest.mark.parametrize(("crossing", "met"), [("false", False), ("true", True)])
def test_whether_a_run_may_cross_the_window_is_said_in_the_rule(crossing: str, met: bool) -> None:
    measure = f"{{of: consecutive_days, least: 3, crossing: {crossing}}}"
    here = place(measure=measure, when="{every: month}")
    here.log(here.one, "stay", "03-31", "04-02")
    assert here.judge(start="03-01") is met


def test_minutes() -> None:
    here = place(measure="{of: minutes, least: 90}")
    here.log(here.one, "home_visit", "03-03", minutes=60)
    assert not here.judge()
    here.log(here.one, "home_visit", "03-04", minutes=30)
    assert here.judge()


def test_distinct_people_and_households() -> None:
    for of, make in (("distinct_people", make_resident), ("distinct_households", make_household)):
        here = place(measure=f"{{of: {of}, least: 2}}")
        first, second = (make(unit=here.unit("village")) for _number in range(2))
        for target in (first, first):
            here.log(here.one, "home_visit", "03-03", "", target)
        assert not here.judge()
        here.log(here.one, "home_visit", "03-04", "", second)
        assert here.judge()
        Obligation.objects.all().delete()


def test_coverage_of_a_register_as_it_stood_on_a_date() -> None:
    here = place(
        who="{subject: unit, unit_kinds: [village]}",
        measure='{of: coverage, share: 100%, register: households, as_of: "07-01"}',
    )
    village = here.unit("village")
    seen, _late = make_household(unit=village), make_household(unit=village, registered_on=day("07-02"))
    assert not here.judge(village)
    here.log(None, "home_visit", "03-03", "", seen, unit=village)
    assert here.judge(village)


@pytest.mark.parametrize(
    ("slot", "right", "wrong"),
    [
        ("least: 1, most: 3", 3, 4),
        ("least: 5, most: 18", 5, 4),
        ("least: 10, most: 20", 20, 21),
        ("least: 1, most: 1", 1, 2),
    ],
)
def test_held_assignments_by_category_at_least_and_at_most(slot: str, right: int, wrong: int) -> None:
    for number, met in ((right, True), (wrong, False)):
        slots = f"{{of: held, slots: [{{categories: [contact_person], {slot}}}]}}"
        here = place(measure=slots, when="{standing: true}")
        for _number in range(number):
            here.pair(here.one, make_resident(unit=here.unit("village")), "contact_person")
        assert here.judge() is met
        Obligation.objects.all().delete()


def test_two_measures_on_one_duty() -> None:
    here = place(measure="{of: count, least: 3}", also="{of: distinct_days, least: 2}")
    for _number in range(3):
        here.log(here.one, "on_site", "03-03")
    assert not here.judge()
    here.log(here.one, "on_site", "03-04")
    assert here.judge()


def test_five_times_of_which_two_in_the_evening_and_one_at_a_weekend() -> None:
    make_kind("evening_visit", "夜间走访")
    here = place(
        does="[on_site, evening_visit]",
        measure="{of: count, least: 3}",
        also="{of: count, least: 2, does: [evening_visit], only_on: rest_days, label: 周末夜间走访}",
    )
    for date in ("03-03", "03-04"):
        here.log(here.one, "on_site", date)
    for date in ("03-06", "03-07"):  # a Friday and a Saturday
        here.log(here.one, "evening_visit", date)
    assert not here.judge()
    row = owed("1", here.one)
    assert (row.achieved, row.achieved_also, wording.missing(row)) == (4, 1, "周末夜间走访1次")
    here.log(here.one, "evening_visit", "03-08")
    assert here.judge()


def test_only_what_is_done_on_rest_days_counts() -> None:
    here = place(does="[on_site]", only_on="rest_days", when="{every: month}")
    here.log(here.one, "on_site", "02-28")  # a Saturday that is worked
    here.log(here.one, "on_site", "04-04")  # Tomb-Sweeping Day
    assert not here.judge(start="02-01") and here.judge(start="04-01")


def test_each_time_for_two_hours_with_five_people_or_over_two_days() -> None:
    for at_least, enough in (
        ("{minutes: 120, people: 5}", {"minutes": 120, "people_count": 5}),
        ("{days: 2}", {"until": "04-04"}),
    ):
        here = place(does="[forum]", at_least=at_least)
        here.log(here.one, "forum", "03-03", minutes=119, people_count=9)
        assert not here.judge()
        here.log(here.one, "forum", "04-03", **enough)
        assert here.judge()
        Obligation.objects.all().delete()


def test_distinct_contact_points() -> None:
    here = place(measure="{of: distinct_points, least: 2}")
    first, second = (make_point(unit=here.unit("village")) for _number in range(2))
    here.log(here.one, "on_site", "03-03", "", first)
    here.log(here.one, "on_site", "03-04", "", first)
    assert not here.judge()
    here.log(here.one, "on_site", "03-05", "", second)
    assert here.judge()


@pytest.mark.parametrize(("register", "size"), [("households", 1), ("residents", 2)])
def test_coverage_of_those_of_some_kind_only(register: str, size: int) -> None:
    here = place(
        who="{subject: unit, unit_kinds: [village]}",
        whom="{categories: [entitled_group]}",
        measure=f"{{of: coverage, share: 100%, register: {register}}}",
    )
    village = here.unit("village")
    honoured, other = (make_household(unit=village, kind=kind) for kind in ("entitled_group", "ordinary"))
    for home in (honoured, honoured, other):
        make_resident(unit=village, household=home)
    here.log(None, "home_visit", "03-03", "", other, unit=village)
    assert not here.judge(village) and owed("1", village).required == size
    here.log(None, "home_visit", "03-04", "", honoured, unit=village)
    assert here.judge(village)
