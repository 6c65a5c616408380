"""R7, help for hardship: every duty by hand-made logs and hand-computed answers."""

import pytest

from contacts.models import HelpPlan
from duties.models import Obligation
from tests.factories import make_household
from tests.factories_duties import County, day, figures, load_announced_days, owed
from visits.models import Goods

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    load_announced_days()
    return County("r07")


def with_goods(log):
    Goods.objects.create(log=log, item="大米")
    return log


def test_r7_1_one_household_in_difficulty(county):
    paired, unpaired = county.leader("department"), county.leader("department")
    clerk = county.cadre("department", rank="staff")
    county.pair(paired, make_household(unit=county.unit("village")), "hardship_household")
    county.recompute("11-20")
    assert figures(owed("7.1", paired, "01-01")) == (1, 1, True)
    assert figures(owed("7.1", unpaired, "01-01")) == (1, 0, False)
    assert not Obligation.objects.filter(cadre=clerk).exists()


def test_r7_2_at_new_year_and_at_spring_festival_with_help(county):
    leader = county.leader("department")
    home = make_household(unit=county.unit("village"))
    county.pair(leader, home, "hardship_household")
    with_goods(county.log(leader, "courtesy_visit", "02-10", "", home))
    county.recompute("11-20")
    spring = owed("7.2", leader, "01-28")
    # 2026: Spring Festival is 17 February, days off to the 23rd.
    assert (spring.window_end, figures(spring)) == (day("02-23"), (1, 1, True))
    # The pairing begins on 1 January, so the window of New Year's Day has three days left: still owed once.
    new_year = owed("7.2", leader, "2025-12-12")
    assert (new_year.window_end, figures(new_year)) == (day("01-03"), (1, 0, False))


def test_r7_2_a_visit_without_help_does_not_count(county):
    leader = county.leader("department")
    home = make_household(unit=county.unit("village"))
    county.pair(leader, home, "hardship_household")
    county.log(leader, "home_visit", "02-10", "", home)
    county.recompute("11-20")
    assert figures(owed("7.2", leader, "01-28")) == (1, 0, False)


def test_r7_2_each_household_by_itself(county):
    leader = county.leader("department")
    visited, other = (make_household(unit=county.unit("village")) for _number in range(2))
    first = county.pair(leader, visited, "hardship_household")
    second = county.pair(leader, other, "hardship_household")
    with_goods(county.log(leader, "courtesy_visit", "02-24", "", visited))
    with_goods(county.log(leader, "courtesy_visit", "02-23", "", visited))
    county.recompute("11-20")
    assert figures(owed("7.2", leader, "01-28", pairing=first)) == (1, 1, True)
    assert figures(owed("7.2", leader, "01-28", pairing=second)) == (1, 0, False)


def test_r7_2_a_help_plan_is_kept(county):
    planning, idle = county.leader("department"), county.leader("department")
    home = make_household(unit=county.unit("village"))
    HelpPlan.objects.create(
        household=home, unit=county.unit("department"), cadre=planning, cause="", start=day("02-01"), end=day("12-31")
    )
    county.recompute("11-20")
    assert figures(owed("7.2-2", planning, "01-01")) == (1, 1, True)
    assert figures(owed("7.2-2", idle, "01-01")) == (1, 0, False)


@pytest.mark.parametrize(
    ("start", "end", "visited"),
    [
        ("03-01", "04-30", "04-30"),
        ("09-15", "10-31", "09-15"),
        ("07-22", "08-01", "08-01"),
        ("01-28", "02-23", "02-01"),
    ],
)
def test_r7_3_a_department_helps_its_household_on_each_occasion(county, start, end, visited):
    office, home = county.unit("department"), make_household(unit=county.unit("village"))
    county.pair(None, home, "entitled_household", unit=office)
    county.recompute("11-20")
    row = owed("7.3", office, start)
    assert (row.window_end, figures(row)) == (day(end), (1, 0, False))
    county.log(None, "home_visit", visited, "", home, unit=office)
    county.recompute("11-20")
    assert figures(owed("7.3", office, start)) == (1, 1, True)


def test_r7_3_a_department_names_its_household(county):
    office, idle = county.unit("department"), county.unit("department", "水利局")
    county.pair(None, make_household(unit=county.unit("village")), "entitled_household", unit=office)
    county.recompute("11-20")
    assert figures(owed("7.3-1", office, "01-01")) == (1, 1, True)
    assert figures(owed("7.3-1", idle, "01-01")) == (1, 0, False)


def test_r7_4_civil_affairs_union_and_towns_visit_the_listed_groups(county):
    bureau, town, union = county.unit("department", "民政局"), county.unit("township"), county.unit("trade_union")
    village = county.unit("village")
    listed, ordinary = make_household(unit=village, kind="five_guarantee"), make_household(unit=village)
    county.log(None, "courtesy_visit", "02-01", "", listed, unit=bureau)
    county.log(None, "courtesy_visit", "02-01", "", ordinary, unit=town)
    county.recompute("11-20")
    assert figures(owed("7.4", bureau, "01-28")) == (1, 1, True)
    assert figures(owed("7.4", town, "01-28")) == (1, 0, False)
    assert figures(owed("7.4", union, "01-28")) == (1, 0, False)


def test_r7_4_other_departments_owe_no_such_visit(county):
    other = county.unit("department", "水利局")
    county.recompute("11-20")
    assert not Obligation.objects.filter(rule__code="7.4", unit=other).exists()
