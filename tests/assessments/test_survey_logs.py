"""What a survey that ended leaves for the duties: nobody enters it again (R9.1, R20.1, R11.7)."""

import datetime

import pytest

from assessments.actions import surveys, surveys_closing
from core.models import InboxItem
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_assessments_surveys import (
    AT,
    LAST_DAY,
    codes_of,
    draw,
    make_open_survey,
    make_residents,
    make_survey,
    open_survey,
    send,
)
from visits.models import VisitLog

pytestmark = pytest.mark.django_db
DAY_AFTER = datetime.datetime(2026, 12, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def branch():
    return make_unit("一车间党支部", kind="party_branch")


@pytest.fixture
def head(branch):
    return make_cadre("王书记", unit=branch, position="head", is_party_member=True)


@pytest.fixture
def by(branch):
    return make_user(role="organisation_admin", unit=branch)


def answered(survey, by, values):
    (pool,) = survey.pools.all()
    for code in codes_of(pool, by):
        send(code, values)


def test_a_survey_that_was_answered_is_a_log_of_its_last_day(branch, head, by):
    make_residents(branch, 6)
    survey = make_open_survey(branch, by)
    answered(survey, by, ["very"])
    surveys_closing.close_those_over(on=DAY_AFTER.date(), at=DAY_AFTER)
    log = VisitLog.objects.get(kind__code="survey")
    assert (log.unit, log.first_day, log.people_count) == (branch, LAST_DAY, 6)
    assert list(log.cadres.all()) == [head]


def test_an_appraisal_of_members_is_one_of_the_branch_and_a_review_of_each_member(branch, head, by):
    member = make_cadre("李秀英", unit=branch, is_party_member=True)
    make_residents(branch, 6)
    survey = make_survey(branch, by, kind="appraisal")
    surveys.add_subjects(survey, kind="member", subjects=[head, member], by=by, at=AT)
    survey = open_survey(draw(survey, by), by)
    answered(survey, by, ["excellent", "qualified"])
    surveys_closing.close_survey(survey, by=by, at=AT)
    assert VisitLog.objects.get(kind__code="appraisal").unit == branch
    review = VisitLog.objects.get(kind__code="work_review")
    assert (set(review.cadres.all()), review.unit) == ({head, member}, branch)


def test_a_survey_that_nobody_answered_settles_nothing(branch, head, by):
    make_residents(branch, 6)
    surveys_closing.close_survey(make_open_survey(branch, by), by=by, at=AT)
    assert not VisitLog.objects.exists()


def test_who_drafted_it_is_told_where_there_is_nobody_to_record_it_for(branch, by):
    make_residents(branch, 6)
    survey = make_open_survey(branch, by)
    answered(survey, by, ["very"])
    surveys_closing.close_survey(survey, by=by, at=AT)
    assert not VisitLog.objects.exists()
    assert InboxItem.objects.filter(user=by, step=f"log-{branch.pk}").count() == 1
