"""The records behind a score: who reads them, what is kept from whom, and what stays once the sheet is closed."""

import datetime

import pytest
from django.urls import reverse

from assessments.actions.opening import open_quarter
from assessments.models import Evidence, Score, ScoreSheet, SheetState
from assessments.selectors.evidence import evidence_of
from tests import factories as make
from tests.factories_assessments_engine import AT, IN_QUARTER, OPENING, make_mine, make_officer, make_scorecard
from visits.models import Matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_mine()


def heard(mine, text="浴池水不热"):
    log = make.make_log(mine.officer, unit=mine.team, by=mine.user, day=IN_QUARTER)
    return Matter.objects.create(log=log, text=text, unit=mine.unit, unit_path=mine.unit.path)


def opened(mine, source):
    card = make_scorecard(mine.unit, source)
    return open_quarter(card, year=2026, quarter=3, by=None, at=AT, on=OPENING).sheets.get().scores.get()


def url(score):
    return reverse("assessments:score", args=[score.sheet_id, score.pk])


def test_logged_out_leads_to_the_log_in(mine, client):
    assert client.get(url(opened(mine, {}))).url.startswith(reverse("accounts:login"))


def test_the_assessed_and_those_who_read_the_unit_see_it_others_do_not(mine, log_in):
    score = opened(mine, {"of": "matters", "least": 1})
    auditor = make.make_user(role="auditor", unit=mine.unit)
    colleague = make.make_user(cadre=make_officer(mine.team))
    seen = [log_in(user).get(url(score)).status_code for user in (mine.user, mine.scorer, auditor, colleague)]
    assert seen == [200, 200, 200, 404]
    assert log_in(mine.user).get(reverse("assessments:score", args=[score.sheet_id + 1, score.pk])).status_code == 404


def test_every_record_is_one_click_away(mine, log_in):
    matter = heard(mine)
    text = log_in(mine.user).get(url(opened(mine, {"of": "matters", "least": 2}))).content.decode()
    assert matter.get_absolute_url() in text and "浴池水不热" in text
    assert "1，应为2" in text


def test_a_record_that_the_reader_may_not_see_counts_without_what_it_says(mine):
    heard(mine)
    score = opened(mine, {"of": "matters", "least": 2})
    stranger = make.make_user(role="auditor", unit=make.make_unit())
    record = evidence_of(score, stranger)[0]
    assert (record.label, record.url, record.counted) == ("入户走访中听到的诉求", "", True)


def test_what_is_kept_says_nothing_that_only_some_may_read(mine):
    heard(mine)
    assert [record.label for record in evidence_of(opened(mine, {"of": "matters", "least": 2}))] == [
        "入户走访中听到的诉求"
    ]


def test_a_judged_line_has_no_records(mine, log_in):
    assert "由评分人评定" in log_in(mine.user).get(url(opened(mine, {}))).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_records(mine, log_in, django_assert_max_num_queries):
    heard(mine)
    score = opened(mine, {"of": "matters", "least": 2})
    client = log_in(mine.scorer)
    client.get(url(score))
    with django_assert_max_num_queries(30) as one:
        client.get(url(score))
    for _number in range(2):
        heard(mine)
    with django_assert_max_num_queries(len(one)):
        client.get(url(score))


def test_that_records_moved_after_scoring_is_said(mine, log_in):
    heard(mine)
    score = opened(mine, {"of": "matters", "least": 2})
    said = "评分以后记录有变动"
    assert said not in log_in(mine.user).get(url(score)).content.decode()
    heard(mine)
    assert said in log_in(mine.user).get(url(score)).content.decode()


def test_a_closed_sheet_shows_what_was_kept_with_links_to_what_is_still_there(mine):
    matter = heard(mine)
    score = opened(mine, {"of": "matters", "least": 2})
    for object_id, label in ((matter.pk, "入户走访中听到的诉求"), (matter.pk + 100, "已不在的诉求")):
        Evidence.objects.create(score=score, what="matter", object_id=object_id, on=IN_QUARTER, label=label)
    ScoreSheet.objects.update(total=5, closed_on=datetime.date(2026, 11, 1), state=SheetState.CLOSED)
    heard(mine, "后来的")
    records = evidence_of(Score.objects.get(), mine.user)
    assert [(record.label, bool(record.url)) for record in records] == [
        ("入户走访中听到的诉求", True),
        ("已不在的诉求", False),
    ]


def test_that_nothing_was_due_is_said(mine, log_in):
    text = log_in(mine.user).get(url(opened(mine, {"of": "answers"}))).content.decode()
    assert "本季度没有应完成的事项，按满分计" in text
