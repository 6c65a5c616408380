"""The annual summary, compared with a naive recount."""

import datetime
import random

import pytest

from contacts.models import HelpMeasure, HelpPlan
from core import periods
from reports.selectors import annual_summary, logs_of
from tests import factories as make
from visits.models import Goods, Matter, VisitLog

pytestmark = pytest.mark.django_db
YEAR = periods.year(datetime.date(2026, 1, 1))
TODAY = datetime.date(2026, 11, 20)
KINDS = ["home_visit", "forum", "heart_to_heart", "reception", "outreach", "appointment", "phone", "volunteer_day"]


@pytest.fixture
def county():
    """A county of two towns with two villages each; a cadre, a log-in and four households in every unit."""
    rng = random.Random(7)
    root = make.make_unit("青山县", kind="county")
    towns = [make.make_unit(f"镇{n}", parent=root, kind="township") for n in range(2)]
    villages = [make.make_unit(f"村{n}", parent=town, kind="village") for town in towns for n in range(2)]
    units = [root, *towns, *villages]
    cadres = {unit: make.make_cadre(unit=unit) for unit in units}
    households = [make.make_household(unit=unit) for unit in villages for _n in range(4)]
    by = make.make_user()
    for number in range(120):
        unit = rng.choice(units)
        people = {cadres[unit], cadres[rng.choice(units)]}
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=rng.randrange(-60, 320))
        targets = tuple(rng.sample(households, rng.randrange(3)))
        state = {"state": "withdrawn", "withdrawn_reason": "重复"} if number % 9 == 0 else {}
        log = make.make_log(*people, unit=unit, by=by, day=day, kind=rng.choice(KINDS), targets=targets, **state)
        if number % 3 == 0:
            solved = {"state": "solved", "solved_on": day} if number % 2 else {}
            promise = "修路" if number % 4 == 0 else ""
            Matter.objects.create(log=log, unit=unit, unit_path=unit.path, text="路不通", promise=promise, **solved)
        if number % 5 == 0:
            Goods.objects.create(log=log, item="大米", amount="120.50")
    for household in households[::2]:
        make.make_pairing(cadres[villages[0]], household, unit=villages[0], category="ordinary_household")
    return root


def naive_logs(path, *, exactly):
    """Logs of 2026 that count, read one by one in Python."""
    found = []
    for log in VisitLog.objects.select_related("unit", "kind"):
        inside = log.unit.path == path if exactly else log.unit.path.startswith(path)
        if log.state == "recorded" and log.first_day.year == 2026 and inside:
            found.append(log)
    return found


def test_every_figure_equals_a_naive_recount(county):
    for row in annual_summary(county, YEAR, on=TODAY):
        logs = naive_logs(row.unit.path, exactly=row.is_own)
        matters = [m for log in logs for m in log.matters.all()]
        assert row.values["visit_people"] == sum(log.cadres.count() for log in logs if log.kind.is_on_site)
        assert row.values["visit_households"] == len({t.household_id for log in logs for t in log.targets.all()})
        assert row.values["forums"] == sum(log.kind.code == "forum" for log in logs)
        assert row.values["talks"] == sum(log.kind.code == "heart_to_heart" for log in logs)
        assert row.values["volunteering"] == sum(log.kind.code == "volunteer_day" for log in logs)
        assert row.values["matters"] == len(matters)
        assert row.values["solved"] == sum(m.state == "solved" for m in matters)
        assert row.values["promises"] == sum(bool(m.promise) for m in matters)
        assert row.values["fulfilled"] == sum(bool(m.promise) and m.state == "solved" for m in matters)
        assert row.values["goods"] == sum(g.amount for log in logs for g in log.goods.all())


def test_the_rows_are_the_unit_itself_and_the_units_directly_below(county):
    rows = annual_summary(county, YEAR, on=TODAY)
    assert [(str(row.unit), row.is_own) for row in rows] == [("青山县", True), ("镇0", False), ("镇1", False)]


def test_a_cadre_of_a_village_counts_for_its_town(county):
    assert [row.values["cadres"] for row in annual_summary(county, YEAR, on=TODAY)] == [1, 3, 3]


def test_coverage_is_of_paired_households_reached_by_the_unit_itself(county):
    village = county.children.first().children.first()
    (own,) = annual_summary(village, YEAR, on=TODAY)
    paired = {p.household_id for p in village.pairings.all()}
    reached = {t.household_id for log in naive_logs(village.path, exactly=False) for t in log.targets.all()}
    assert own.values["households"] == len(paired) == 8
    assert own.rate(("covered", "households")) == len(paired & reached) / len(paired)


def test_who_visits_a_resident_has_reached_the_household(county):
    village = county.children.first().children.first()
    home = make.make_household(unit=village)
    make.make_pairing(village.posts.get().cadre, home, unit=village, category="ordinary_household")
    (before,) = annual_summary(village, YEAR, on=TODAY)
    resident = make.make_resident(unit=village, household=home)
    make.make_log(village.posts.get().cadre, unit=village, by=make.make_user(), day=TODAY, targets=(resident,))
    (after,) = annual_summary(village, YEAR, on=TODAY)
    for figure in ("visit_households", "covered"):
        assert after.values[figure] == before.values[figure] + 1


def test_help_counts_measures_by_the_day_on_which_they_were_carried_out(county):
    village = county.children.first().children.first()
    plan = HelpPlan.objects.create(
        household=village.households.first(), unit=village, cause="病", start=TODAY, end=TODAY
    )  # fmt: skip
    for day in (None, datetime.date(2025, 12, 31), datetime.date(2026, 1, 1)):
        HelpMeasure.objects.create(plan=plan, text="送医", done_on=day)
    assert [row.values["practical_help"] for row in annual_summary(county, YEAR, on=TODAY)] == [0, 1, 0]


def test_the_ledger_lists_the_logs_that_the_summary_counts(county):
    counted = {log.pk for log in naive_logs(county.path, exactly=False)}
    assert set(logs_of(county, YEAR).values_list("pk", flat=True)) == counted


def test_the_number_of_queries_does_not_grow_with_the_tree(county, django_assert_num_queries):
    with django_assert_num_queries(10):
        annual_summary(county, YEAR, on=TODAY)
    for number in range(3):
        make.make_unit(f"镇{number + 2}", parent=county, kind="township")
    with django_assert_num_queries(10):
        annual_summary(county, YEAR, on=TODAY)
