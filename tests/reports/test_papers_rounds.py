"""The report of a round (R14): households by place, problems, suggestions, the four meetings, both satisfactions."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit
from assessments.models import Question, Survey, SurveyResult, SurveySubject
from core import periods
from core.periods import Period
from petitions.models import Decision, Meeting, Rating, Topic
from reports.papers.round_words import sentences
from reports.papers.rounds import Satisfaction, in_order, round_of
from tests import factories as make
from tests.factories_petitions import AT as NOON
from tests.factories_petitions import make_case
from visits.models import Matter

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
YEAR = periods.year(TODAY)
MARCH = datetime.date(2026, 3, 10)
BEFORE = datetime.date(2025, 6, 1)
DAYS = {"opens_on": BEFORE, "closes_on": MARCH, "drawn_on": BEFORE, "state": "closed"}


class Town:
    """A town cut into two areas, the first of them into two blocks: three households in each block, two beside."""

    def __init__(self):
        self.town = make.make_unit("东街镇", kind="township")
        self.areas = [make.make_unit(f"片区{n}", parent=self.town, kind="area") for n in range(2)]
        self.blocks = [make.make_unit(f"块区{n}", parent=self.areas[0], kind="block") for n in range(2)]
        self.reader = make.make_user(role="auditor", unit=self.town)
        homes = [*self.blocks * 3, *[self.areas[1]] * 2]
        self.households = [make.make_household(unit=unit, registered_on=BEFORE) for unit in homes]

    def visit(self, *targets, unit=None, day=MARCH, kind="home_visit"):
        return make.make_log(unit=unit or self.town, by=self.reader, day=day, kind=kind, targets=targets)

    def matter(self, log, **fields):
        return Matter.objects.create(log=log, unit=log.unit, unit_path=log.unit.path, text="路灯不亮", **fields)

    def report(self, period=YEAR):
        return round_of(self.town, period, reader=self.reader, on=TODAY)


@pytest.fixture
def town():
    return Town()


def counts(report):
    return [(str(place.unit), place.level, place.visited, place.households) for place in report.places]


def test_households_are_counted_once_and_on_three_levels(town):
    first, second = town.households[0], town.households[-1]
    resident = make.make_resident(unit=second.unit, household=second)
    town.visit(first)
    town.visit(first, resident, unit=town.areas[0])
    assert counts(town.report()) == [
        ("东街镇", 0, 2, 8),
        ("片区0", 1, 1, 6),
        ("块区0", 2, 1, 3),
        ("块区1", 2, 0, 3),
        ("片区1", 1, 1, 2),
    ]


def test_a_call_another_towns_visit_and_another_round_reach_nobody(town):
    elsewhere = make.make_unit("西街镇", kind="township")
    town.visit(town.households[0], kind="phone")
    town.visit(town.households[1], unit=elsewhere)
    town.visit(town.households[2], day=BEFORE)
    assert town.report().total.visited == 0


def test_the_register_is_that_of_the_first_day(town):
    make.make_household(unit=town.areas[1], registered_on=MARCH)
    removed = town.households[0]
    removed.removed_on = BEFORE
    removed.save()
    assert town.report().total.households == 7
    assert town.report(Period(MARCH, TODAY)).total.households == 8


def test_the_published_figures_in_a_sentence(town):
    log = town.visit(*town.households)
    for number in range(20):
        solved = {"state": "solved", "solved_on": MARCH} if number < 19 else {}
        town.matter(log, **solved)
    make_case(town.town, kind="suggestion")
    assert sentences(town.report())[:2] == [
        "本轮应走访8户，已全部走访，覆盖率100%。",
        "本轮走访收集问题20件，解决19件，解决率95.0%，收到建议1条。",
    ]


def test_what_became_a_suggestion_is_no_problem_and_what_is_sealed_is_nothing(town):
    log = town.visit(town.households[0])
    make_case(town.town, kind="suggestion", matter=town.matter(log))
    town.matter(log, sealed=True)
    report = town.report()
    assert (report.total.problems, report.suggestions) == (0, 1)


def test_the_four_meetings_with_what_became_of_their_decisions(town):
    for unit in (town.areas[0], town.areas[1], town.town):
        make.make_log(unit=unit, by=town.reader, day=MARCH, kind="briefing")
    meeting = Meeting.objects.create(unit=town.town, kind="briefing", title="通气会", on=MARCH)
    topic = Topic.objects.create(
        unit=town.town,
        meeting=meeting,
        title="路灯",
        text="修",
        handed_in_by=town.reader,
        handed_in_at=NOON,
    )
    for done in (MARCH, None):
        Decision.objects.create(topic=topic, text="修", unit=town.town, done_on=done)
    report = town.report()
    line = report.meetings[0]
    assert (line.name, line.by_town, line.below, line.held, line.decisions, line.done) == ("通气会", 1, 2, 3, 2, 1)
    assert sentences(report)[2:4] == ["召开通气会3次。", "“四会”议定事项2项，已落实1项。"]


def test_the_last_rating_of_solved_problems_counts(town):
    log = town.visit(town.households[0])
    for number in range(5):
        case = make_case(town.town, matter=town.matter(log, state="solved", solved_on=MARCH))
        for value in ("not", "satisfied") if number else ("not",):
            Rating.objects.create(case=case, value=value, at=NOON)
    rating = town.report().satisfaction[0]
    assert (rating.answers, rating.good, rating.rate) == (5, 4, 0.8)


def test_of_few_answers_no_rate_is_told():
    assert Satisfaction("", 4, 4, "").rate is None
    assert Satisfaction("", 5, 4, "").rate == 0.8


def test_places_follow_the_order_of_their_units(town):
    Unit.objects.filter(pk=town.areas[0].pk).update(order=9)
    units = in_order(Unit.objects.filter(path__startswith=town.town.path))
    assert [str(unit) for unit in units] == ["东街镇", "片区1", "片区0", "块区0", "块区1"]


def test_the_number_of_queries_does_not_grow(town, django_assert_num_queries):
    town.report()
    with CaptureQueriesContext(connection) as first:
        town.report()
    for _number in range(3):
        block = make.make_unit(parent=town.areas[1], kind="block")
        town.matter(town.visit(make.make_household(unit=block), unit=block))
    with django_assert_num_queries(len(first)):
        town.report()


def test_both_satisfactions_come_from_the_surveys_that_were_closed_in_the_round(town):
    cadre = make.make_cadre(unit=town.town)
    for closed, votes in ((MARCH, {"satisfied": 8, "not": 2}), (BEFORE, {"not": 10})):
        survey = Survey.objects.create(**DAYS, unit=town.town, unit_path=town.town.path, closed_on=closed)
        question = Question.objects.create(survey=survey, number=1, kind="satisfaction", text="满意吗")
        for number, about in enumerate(({"unit": town.town, "kind": "branch"}, {"cadre": cadre, "kind": "member"}), 1):
            subject = SurveySubject.objects.create(survey=survey, number=number, name=str(number), **about)
            SurveyResult.objects.create(
                survey=survey, question=question, subject=subject, is_total=True, answers=10, votes=votes
            )
    assert [(row.answers, row.good, row.rate) for row in town.report().satisfaction[1:]] == [(10, 8, 0.8)] * 2
    assert sentences(town.report())[-1] == "群众满意率：对党组织80.0%、对党员干部80.0%。"
