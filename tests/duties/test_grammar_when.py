"""When something is owed, and what follows: each element of the grammar as a small rulebook of its own."""

import pytest

from accounts.models import Cadre, OwnPeriod, Secondment
from duties.models import Obligation
from tests.duties.place import TODAY, Place, place
from tests.factories_duties import day, owed

pytestmark = pytest.mark.django_db


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
