"""What the pages of contacts show of visits, and to whom."""

import datetime

import pytest

from tests.factories import make_cadre, make_household, make_log, make_pairing, make_point, make_unit, make_user
from visits.panels import last_days, visit_address, visits_to

DAY = datetime.date(2026, 6, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    county = make_unit(kind="county")
    village = make_unit(parent=county, kind="village")
    office = make_unit(parent=county)
    cadre = make_cadre(unit=office)
    secretary = make_user(role="secretary", unit=county)
    household, point = make_household(unit=village), make_point(unit=village)
    for day in (DAY, datetime.date(2025, 6, 1)):
        make_log(cadre, unit=office, by=secretary, day=day, targets=(household, point))
    make_log(
        cadre, unit=office, by=secretary, day=DAY, targets=(point,), state="withdrawn", withdrawn_reason="登记错误"
    )
    return {"village": village, "cadre": cadre, "secretary": secretary, "household": household, "point": point}


def test_visits_are_counted_this_year_and_in_all_without_the_withdrawn(place):
    facts = visits_to(place["secretary"], place["point"], on=DAY).context
    assert (facts["this_year"], facts["in_all"], len(facts["latest"])) == (1, 2, 2)


def test_a_points_count_is_nobodys_secret_but_its_logs_are(place):
    colleague = make_user(cadre=make_cadre(unit=place["village"]))
    facts = visits_to(colleague, place["point"], on=DAY).context
    assert (facts["in_all"], list(facts["latest"])) == (2, [])


def test_a_households_visits_are_for_those_who_help_it(place):
    assert visits_to(make_user(cadre=make_cadre(unit=place["village"])), place["household"], on=DAY) is None
    holder = make_user(cadre=make_cadre(unit=place["village"]))
    make_pairing(holder.cadre, place["household"], unit=place["village"], category="hardship_household")
    assert visits_to(holder, place["household"], on=DAY).context["in_all"] == 2


def test_the_last_day_is_that_of_the_latest_visit(place):
    key = make_pairing(
        place["cadre"], place["household"], unit=place["village"], category="hardship_household"
    ).target_key
    other = make_pairing(place["cadre"], make_point(unit=place["village"]), unit=place["village"]).target_key
    assert last_days([key, other]) == {key: DAY}


def test_a_link_leads_to_the_form_with_the_target_filled_in():
    assert visit_address("point-12") == "/visits/new/?target=point-12"
