"""Rows of a rollup, the two ways of organising, figures over time, and who may ask."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core import periods
from reports.asking import Organised, Question
from reports.rollup import records, rollup, series
from tests import factories as make
from tests.factories_rollup import TODAY, YEAR, make_obligation, make_rule, make_scene, move

pytestmark = pytest.mark.django_db
MARCH = datetime.date(2026, 3, 10)
NOW, THEN = Organised.NOW, Organised.THEN


class Tree:
    """A county of two towns; the village of the first went to the second after its log of March."""

    def __init__(self):
        self.county = make.make_unit("青山县", kind="county")
        self.towns = [make.make_unit(f"镇{n}", parent=self.county, kind="township") for n in range(2)]
        self.village = make.make_unit("村", parent=self.towns[0], kind="village")
        self.admin = make.make_user(role="organisation_admin", unit=self.county)
        self.log(self.village)
        move(self.village, self.towns[1])

    def log(self, unit, day=MARCH, **fields):
        return make.make_log(unit=unit, by=self.admin, day=day, **fields)

    def found(self, unit=None, organised=NOW, period=YEAR, reader=None):
        return rollup(Question(unit or self.county, period, organised), reader=reader or self.admin, on=TODAY)

    def logs(self, *args, **kwargs):
        """(unit, whether it is its own work, logs) of each row."""
        return [(str(row.unit), row.is_own, row.value("logs")) for row in self.found(*args, **kwargs).rows]


@pytest.fixture
def tree():
    return Tree()


def test_the_rows_are_the_unit_itself_and_the_units_right_below(tree):
    tree.log(tree.county)
    assert tree.logs() == [("青山县", True, 1), ("镇0", False, 0), ("镇1", False, 1)]


def test_a_log_counts_where_its_unit_stands_now_or_where_it_stood_then(tree):
    assert tree.logs(organised=THEN) == [("青山县", True, 0), ("镇0", False, 1), ("镇1", False, 0)]
    assert tree.found(tree.towns[1]).total.value("logs") == 1
    assert tree.found(tree.towns[1], THEN).total.value("logs") == 0


def test_then_a_town_shows_the_village_that_left_it(tree):
    assert tree.logs(tree.towns[0], THEN) == [("镇0", True, 0), ("村", False, 1)]


def test_then_a_unit_that_moved_has_what_it_did_before_and_after(tree):
    tree.log(tree.village)
    assert tree.found(tree.village, THEN).total.value("logs") == 2


def test_what_one_opens_from_a_row_is_what_the_row_counted(tree):
    tree.log(tree.village)
    row = tree.found(tree.towns[0], THEN).rows[1]
    assert rollup(row.question, reader=tree.admin, on=TODAY).total.value("logs") == row.value("logs") == 1
    assert "under=" in row.question.query() and "under=" not in tree.found().rows[1].question.query()


def test_a_town_that_moved_takes_the_earlier_places_of_its_villages_with_it(tree):
    move(tree.towns[1], tree.towns[0])
    move(tree.towns[1], tree.county)
    tree.log(tree.village)
    assert tree.found(tree.village, THEN).total.value("logs") == 2


def test_then_a_reader_of_a_part_counts_only_what_they_may_open(tree):
    left, got = (make.make_user(role="secretary", unit=town) for town in tree.towns)
    assert tree.found(tree.towns[0], THEN, reader=left).total.value("logs") == 0
    assert tree.found(tree.village, THEN, reader=got).total.value("logs") == 1


def test_a_unit_that_was_closed_before_the_period_has_a_row_only_for_what_it_did_in_it(tree):
    for name in ("旧镇一", "旧镇二"):
        closed = make.make_unit(name, parent=tree.county, closed_on=datetime.date(2025, 6, 1))
    tree.log(closed)
    assert [name for name, _own, _logs in tree.logs()] == ["青山县", "镇0", "镇1", "旧镇二"]


def test_a_household_that_two_towns_visited_counts_once_in_the_county(tree):
    household = make.make_household(unit=tree.village)
    for town in tree.towns:
        tree.log(town, targets=(household,))
    found = tree.found()
    assert [row.value("visit_households") for row in (found.total, *found.rows)] == [1, 0, 1, 1]


def test_who_visits_a_resident_has_reached_the_household(tree):
    household = make.make_household(unit=tree.village)
    make.make_pairing(None, household, unit=tree.village, category="ordinary_household")
    tree.log(tree.village, targets=(make.make_resident(unit=tree.village, household=household),))
    total = tree.found().total
    assert [total.value(code) for code in ("visit_households", "visit_residents", "covered", "coverage")] == [
        1,
        1,
        1,
        1,
    ]


def test_withdrawn_logs_and_other_years_do_not_count(tree):
    tree.log(tree.county, state="withdrawn", withdrawn_reason="重复")
    tree.log(tree.county, day=datetime.date(2025, 12, 31))
    assert tree.found().total.value("logs") == 1


@pytest.mark.parametrize(
    ("met_on", "counted"),
    [
        (datetime.date(2026, 1, 9), ["owed", "done", "on_time", "settled"]),
        (datetime.date(2026, 1, 10), ["owed", "done", "late", "settled"]),
        (None, ["owed", "overdue", "settled"]),
    ],
)
def test_what_is_owed_is_met_in_time_too_late_or_not_at_all(tree, met_on, counted):
    row = make_obligation(make_rule(tree.county), tree.county, _Always(""), 0)
    type(row).objects.update(met_on=met_on)
    total = tree.found().total
    codes = ("owed", "done", "on_time", "late", "overdue", "settled", "exempt")
    assert [code for code in codes if total.value(code)] == counted


@pytest.mark.parametrize(("exempt", "is_counted"), [("leave", 1), ("counted", 0)])
def test_only_who_is_excused_is_exempt(tree, exempt, is_counted):
    make_obligation(make_rule(tree.county), tree.county, _Always(exempt), 0)
    total = tree.found().total
    assert (total.value("exempt"), total.value("owed"), total.value("done_rate")) == (is_counted, 0, None)


class _Always:
    def __init__(self, exempt):
        self.exempt = exempt

    def choice(self, values):
        return self.exempt if self.exempt in values else None


def test_figures_over_time_add_up_to_the_year(tree):
    tree.log(tree.county, day=datetime.date(2026, 5, 1))
    trend = series(Question(tree.county, YEAR), ["logs", "done_rate"], reader=tree.admin, on=TODAY)
    assert [(part.start.month, found["logs"]) for part, found in trend if found["logs"]] == [(3, 1), (5, 1)]
    assert len(trend) == 12 and str(trend[0][0]) == "2026年1月" and trend[0][1]["done_rate"] is None


def test_an_own_period_is_cut_into_whole_and_partial_months(tree):
    period = periods.Period(datetime.date(2026, 2, 11), datetime.date(2026, 3, 31))
    trend = series(Question(tree.county, period), ["logs"], reader=tree.admin, on=TODAY)
    assert [part.kind for part, _found in trend] == ["own", "month"]


def test_what_is_held_is_counted_for_each_step(tree):
    household = make.make_household(unit=tree.village)
    start, end = datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)
    make.make_pairing(None, household, unit=tree.village, category="ordinary_household", start=start, end=end)
    trend = series(Question(tree.county, YEAR), ["households"], reader=tree.admin, on=TODAY, step="quarter")
    assert [found["households"] for _quarter, found in trend] == [1, 1, 0, 0]


def test_a_unit_that_one_does_not_read_is_refused(tree):
    secretary = make.make_user(role="secretary", unit=tree.towns[0])
    question = Question(tree.county, YEAR)
    with pytest.raises(PermissionDenied):
        rollup(question, reader=secretary, on=TODAY)
    with pytest.raises(PermissionDenied):
        records(question, "logs", reader=secretary, on=TODAY)
    with pytest.raises(PermissionDenied):
        series(question, ["logs"], reader=secretary, on=TODAY)


@pytest.mark.parametrize("organised", Organised.values)
def test_the_number_of_queries_does_not_grow_with_the_tree(tree, organised, django_assert_num_queries):
    scene, most = make_scene(), 28 if organised == NOW else 30
    for user in (tree.admin, scene.admin):
        assert user.access.has_role("organisation_admin")
    with django_assert_num_queries(most):
        tree.found(organised=organised)
    with django_assert_num_queries(most):
        rollup(Question(scene.county, YEAR, organised), reader=scene.admin, on=TODAY)
