"""Who is told that a step of a quarter begins or is late: once, and by one letter a day."""

import datetime

import pytest

from assessments.actions.quarter_reminding import remind
from assessments.models import QuarterlyAssessment
from core.models import InboxItem, OutboxMessage
from tests.factories import make_cadre, make_user
from tests.factories_assessments_quarter import (
    CONFIRMING_UNTIL,
    SCORING_UNTIL,
    SELF_UNTIL,
    at,
    make_mine,
    make_quarter,
    make_sheet,
    sheet_of,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def mine():
    return make_mine()


def sweep(day):
    return remind(at=at(day), on=day)


def told(user):
    return set(InboxItem.objects.filter(user=user).values_list("step", flat=True))


def test_nobody_is_told_before_the_time(mine):
    sheet_of(mine)
    assert sweep(SELF_UNTIL) == 0


def test_a_self_score_that_is_missing_is_told_once_and_scoring_begins(mine):
    sheet_of(mine)
    sweep(SELF_UNTIL + DAY)
    assert (told(mine.officer), told(mine.scorer)) == ({"late-self"}, {"scoring"})
    assert told(mine.secretary) == {"scoring"} and told(mine.leader) == set()
    assert sweep(SELF_UNTIL + DAY) == sweep(SELF_UNTIL + 2 * DAY) == 0


def test_a_sweep_that_was_missed_loses_nothing(mine):
    sheet_of(mine)
    sheet_of(mine, "confirming", cadre=make_cadre(unit=mine.shift))
    sweep(CONFIRMING_UNTIL + 30 * DAY)
    assert told(mine.scorer) == {"scoring", "late-scoring"}
    assert told(mine.leader) == {"late-confirming"}


def test_only_those_under_whom_a_sheet_waits_are_told(mine):
    sheet = sheet_of(mine, "scoring")
    sheet.unit_path = mine.mine.path
    sheet.save()
    sweep(SCORING_UNTIL + DAY)
    assert told(mine.scorer) and not told(mine.secretary)


def test_an_objection_that_waits_too_long_is_told_to_the_leaders(mine):
    sheet_of(mine, "objected")
    sweep(datetime.date(2026, 4, 28))
    assert told(mine.leader) == {"late-ruling"}


def test_late_ones_get_one_letter_a_day_without_names(mine):
    sheet_of(mine)
    sheet_of(mine, "scoring", cadre=make_cadre("李四", unit=mine.shift))
    sweep(SCORING_UNTIL + DAY)
    letter = OutboxMessage.objects.get(recipient=mine.scorer)
    assert "评分已过截止日期" in letter.text and "李四" not in letter.text and "officer" not in letter.text
    assert OutboxMessage.objects.filter(recipient=mine.officer).count() == 1


def test_who_wants_no_mail_gets_none(mine):
    type(mine.officer).objects.filter(pk=mine.officer.pk).update(mail_preference="off")
    sheet_of(mine)
    sweep(SELF_UNTIL + DAY)
    assert told(mine.officer) and not OutboxMessage.objects.filter(recipient=mine.officer).exists()


def test_of_a_branch_its_head_is_told(mine):
    head = make_user(cadre=make_cadre(unit=mine.section, position="head"))
    make_sheet(make_quarter(mine.mine, subject="branch"), unit=mine.section, home=mine.section)
    sweep(SELF_UNTIL + DAY)
    assert told(head) == {"late-self"}


def test_a_closed_quarter_is_left_alone(mine):
    sheet_of(mine)
    QuarterlyAssessment.objects.update(closed_on=SELF_UNTIL)
    assert sweep(CONFIRMING_UNTIL + DAY) == 0
