"""Every element that a regulation may name, each as a small rulebook of its own: met and missed.

The lines stand in the order of the list: who, what, with whom, how much, when, and what follows.
"""

import datetime
from typing import Any

import pytest

from accounts.models import Cadre, Group, GroupMembership, OwnPeriod, Secondment, Supervision
from duties import wording
from duties.models import Obligation
from tests.factories import make_household, make_kind, make_point, make_resident
from tests.factories_duties import County, day, load_announced_days, owed, put_in_force

pytestmark = pytest.mark.django_db
TODAY = "11-20"


class Place(County):
    """A county with one rule, and `one` whom it binds; everybody else is somebody else."""

    def __init__(self, **rule: str):
        super().__init__()
        load_announced_days()
        self.rule = {
            "title": "事项",
            "clause": "第一条",
            "measure": "{of: count, least: 1}",
            "when": "{every: year}",
            **rule,
        }
        self.one = self.leader("township")

    def enforce(self) -> None:
        parts = "".join(f"    {key}: {value}\n" for key, value in self.rule.items())
        put_in_force(f'rulebook: list\ntitle: 制度\nrules:\n  - code: "1"\n{parts}', self.root)

    def judge(self, subject: Any = None, start: str = "", on: str = TODAY, **narrowed: Any) -> bool:
        self.recompute(on)
        return owed("1", subject or self.one, start, **narrowed).is_met

    def owes(self, subject: Any) -> bool:
        self.recompute(TODAY)
        return bool(Obligation.objects.filter(**{type(subject).__name__.lower(): subject}))

    def windows(self, since: str = "2026-01-01", until: str = "2026-12-31", on: str = TODAY) -> list[str]:
        self.recompute(on)
        rows = Obligation.objects.filter(cadre=self.one, window_start__range=(day(since), day(until)))
        return [f"{r.window_start:%m-%d}/{r.window_end:%m-%d}" for r in rows.order_by("window_start", "window_end")]


def place(**rule: str) -> Place:
    made = Place(**{"who": "{positions: [leadership_member]}", **rule})
    made.enforce()
    return made


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


# --- when --------------------------------------------------------------------------------------------

MARCH = ("2026-03-01", "2026-03-31")


@pytest.mark.parametrize(
    ("when", "since", "until", "windows"),
    [
        ("{every: week}", "03-02", "03-15", ["03-02/03-08", "03-09/03-15"]),
        ("{every: ten_days}", *MARCH, ["03-01/03-10", "03-11/03-20", "03-21/03-31"]),
        ("{every: month}", *MARCH, ["03-01/03-31"]),
        ("{every: quarter}", "01-01", "07-01", ["01-01/03-31", "04-01/06-30", "07-01/09-30"]),
        ("{every: half_year}", "01-01", "12-31", ["01-01/06-30", "07-01/12-31"]),
        ("{every: year}", "01-01", "12-31", ["01-01/12-31"]),
        ("{days_of_month: [10, 20, 30]}", "02-01", "02-28", ["02-10/02-10", "02-20/02-20", "02-28/02-28"]),
        ("{weekdays: [thursday]}", "03-01", "03-12", ["03-05/03-05", "03-12/03-12"]),
        ("{nth_weekday: {nth: 2, weekday: saturday}}", *MARCH, ["03-14/03-14"]),
        ("{nth_weekday: {nth: -1, weekday: friday}}", *MARCH, ["03-27/03-27"]),
        # 14 February is a worked Saturday, 16 and 17 February are off.
        ("{every: workday}", "02-12", "02-24", ["02-12/02-12", "02-13/02-13", "02-14/02-14", "02-24/02-24"]),
        ("{festivals: [spring_festival], days_before: 10, until: eve}", "02-01", "02-28", ["02-07/02-16"]),
        ("{festivals: [double_ninth], days_before: 2, until: day}", "10-01", "10-31", ["10-16/10-18"]),
        ("{festivals: [national_day]}", "09-01", "10-31", ["10-01/10-07"]),
        ('{dates: ["07-01"], days_before: 3, until: eve}', "06-01", "07-31", ["06-28/06-30"]),
        ("{periods: [hot_season]}", "01-01", "12-31", ["06-15/08-31"]),
        ("{once: true, by: 2026-06-30}", "01-01", "12-31", ["01-01/06-30"]),
        ("{standing: true}", "01-01", "12-31", ["01-01/12-31"]),
        ("{every: week, together: 2, since: 2026-03-02}", *MARCH, ["03-02/03-15", "03-16/03-29", "03-30/04-12"]),
        ("{every: month, together: 2}", "01-01", "06-30", ["01-01/02-28", "03-01/04-30", "05-01/06-30"]),
        ("{every: year, together: 3, since: 2026-01-01}", "01-01", "12-31", ["01-01/12-31"]),
        ("{every: quarter, last_days: 10}", "01-01", "06-30", ["03-22/03-31", "06-21/06-30"]),
        ("{every: month, first_days: 5}", *MARCH, ["03-01/03-05"]),
        ("{nth_weekday: {nth: 1, weekday: monday}, months: [1, 4]}", "01-01", "06-30", ["01-05/01-05", "04-06/04-06"]),
        ("{every: month, months: [3, 6]}", "01-01", "12-31", ["03-01/03-31", "06-01/06-30"]),
        ("{nth_workday: -1}", "02-01", "03-31", ["02-28/02-28", "03-31/03-31"]),
        ("{every: month, during: [hot_season]}", "01-01", "12-31", ["06-15/06-30", "07-01/07-31", "08-01/08-31"]),
        # 5 April is a Sunday after days off; 6 April is off, too.
        ("{days_of_month: [5], shift: next_workday}", "04-01", "05-31", ["04-07/04-07", "05-06/05-06"]),
        ("{days_of_month: [15], shift: previous_workday}", "02-01", "03-31", ["02-14/02-14", "03-13/03-13"]),
        ("{every: rest_day}", "04-01", "04-11", ["04-04/04-04", "04-05/04-05", "04-06/04-06", "04-11/04-11"]),
        ("{every: half_month}", "02-01", "02-28", ["02-01/02-15", "02-16/02-28"]),
        ("{every: month, first_workdays: 5}", "05-01", "05-31", ["05-01/05-11"]),
        ("{periods: [hot_season], before_start: 14}", "01-01", "12-31", ["06-01/06-14"]),
        ('{between: [["12-20", "01-10"]], after_end: 10}', "01-01", "12-31", ["01-11/01-20"]),
        ("{weekdays: [monday], during: [spring_sowing]}", "02-20", "03-10", ["03-02/03-02", "03-09/03-09"]),
    ],
)
def test_cadences(when: str, since: str, until: str, windows: list[str]) -> None:
    here = place(when=when)
    assert here.windows(since, until) == windows


def test_a_semester_and_other_periods_of_the_organisation() -> None:
    here = Place(who="{positions: [leadership_member]}", when="{periods: [semester]}")
    term = {"unit": here.root, "kind": "semester", "code": "spring", "name": "春季学期"}
    OwnPeriod.objects.create(start=day("02-23"), end=day("07-10"), **term)
    here.enforce()
    assert here.windows() == ["02-23/07-10"]


def test_weekly_in_term_only() -> None:
    here = Place(who="{positions: [leadership_member]}", when="{every: week, during: [semester]}")
    term = {"unit": here.root, "kind": "semester", "code": "spring", "name": "春季学期"}
    OwnPeriod.objects.create(start=day("02-25"), end=day("03-10"), **term)
    here.enforce()
    assert here.windows() == ["02-25/03-01", "03-02/03-08", "03-09/03-10"]


def test_within_a_day_of_an_incident_and_within_three_working_days() -> None:
    for within, last in (("days_within: 1", "10-01"), ("workdays_within: 3", "10-10")):
        here = place(does="[written_report]", when=f"{{after_event: incident, {within}}}", liability="{rounding: none}")
        here.log(here.one, "incident", "09-30")
        assert here.windows() == [f"09-30/{last}"]
        assert not here.judge()
        here.log(here.one, "written_report", last)
        assert here.judge()
        Obligation.objects.all().delete()


def test_three_days_before_a_meeting() -> None:
    here = place(
        does="[written_report]", when="{before_event: democratic_life_meeting, days_before: 3, days_within: 30}"
    )
    here.log(here.one, "democratic_life_meeting", "06-20")
    here.log(here.one, "written_report", "06-18")
    assert not here.judge()
    here.log(here.one, "written_report", "06-17")
    assert here.judge()


def test_three_working_days_before_a_meeting() -> None:
    here = place(
        does="[written_report]", when="{before_event: democratic_life_meeting, workdays_before: 3, days_within: 30}"
    )
    # 1 to 7 October is off: the third working day before the 9th is 29 September.
    here.log(here.one, "democratic_life_meeting", "10-09")
    here.log(here.one, "written_report", "09-30")
    assert here.windows() == ["08-30/09-29"] and not here.judge()
    here.log(here.one, "written_report", "09-29")
    assert here.judge()


@pytest.mark.parametrize(
    ("how", "inside"),
    [("every_day", ["03-10/03-10", "03-11/03-11"]), ("every_week", ["03-10/03-11"])],
)
def test_denser_in_a_declared_special_period(how: str, inside: list[str]) -> None:
    here = place(when=f"{{every: month, special_period: {how}}}")
    period = {"unit": here.root, "kind": "special", "code": "special", "name": "特殊时期"}
    OwnPeriod.objects.create(start=day("03-10"), end=day("03-11"), **period)
    assert here.windows(*MARCH) == ["03-01/03-31", *inside]


# --- grace, exemption --------------------------------------------------------------------------------


def test_grace_moves_the_due_date_and_not_the_window() -> None:
    here = place(when="{every: year, due_after_days: 60}")
    here.recompute(TODAY)
    row = owed("1", here.one)
    assert (row.due, row.window_end) == (day("03-02"), day("12-31"))


def test_lead_times_and_steps_are_as_the_rule_says() -> None:
    here = place(reminders="{days_before: [10], escalate: [{after: 2, to: leader}]}")
    here.recompute(TODAY)
    told = owed("1", here.one).rule.parsed.reminders
    assert (told.days_before, [(step.after, step.to) for step in told.escalate]) == ((10,), [(2, "leader")])


def test_exempt_while_seconded_unless_the_rule_says_otherwise() -> None:
    for liability, exempt in (("{}", "seconded"), ("{secondment: false}", "")):
        parts = {} if liability == "{}" else {"liability": liability}
        here = place(when="{every: month}", **parts)
        Secondment.objects.create(cadre=here.one, host=here.unit("village"), start=day("03-01"), end=day("03-31"))
        here.recompute(TODAY)
        assert owed("1", here.one, "03-01").exempt == exempt
        assert isinstance(here.one, Cadre)
        Obligation.objects.all().delete()
