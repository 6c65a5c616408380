"""Counted once, shown in groups of five and more, never changed."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assessments import sweeps
from assessments.actions import surveys, surveys_closing
from assessments.models import AnswerSheet, AnswerToken, FreeText, Slip, Survey, SurveyResult
from assessments.selectors.surveys import by_unit, progress_of, texts_of
from core.errors import DomainError
from core.models import AuditEntry, InboxItem
from tests.factories import make_cadre, make_pairing, make_resident, make_unit, make_user
from tests.factories_assessments_surveys import (
    AT,
    LAST_DAY,
    codes_of,
    draw,
    make_open_survey,
    make_question,
    make_residents,
    make_survey,
    open_survey,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_unit("河口镇", kind="township")


@pytest.fixture
def by(town):
    return make_user(role="secretary", unit=town)


def make_villages(town, **sizes: int) -> None:
    for name, size in sizes.items():
        make_residents(make_unit(name, parent=town, kind="village"), size)


def send_all(survey: Survey, by, **values: list) -> None:
    """What each pool answers, by its name."""
    for name, answers in values.items():
        codes = codes_of(survey.pools.get(name=name), by)
        for code, value in zip(codes, answers, strict=False):
            send(code, [value] if isinstance(value, str) else value)


def figures(survey: Survey, **narrow) -> list[tuple]:
    rows = SurveyResult.objects.filter(survey=survey, **narrow)
    return [(row.group or "合计", row.drawn, row.answers, row.votes) for row in rows]


def close(survey: Survey, by) -> Survey:
    return surveys_closing.close_survey(survey, by=by, at=AT)


def test_pools_under_five_answers_are_shown_together(town, by):
    make_villages(town, 东村=6, 西村=8, 南村=7)
    survey = make_open_survey(town, by)
    send_all(survey, by, 东村=["very"] * 3, 西村=["very"] * 5 + ["not"], 南村=["satisfied"] * 4)
    close(survey, by)
    assert figures(survey, question=None) == [
        ("东村、南村", 13, 7, {}),
        ("西村", 8, 6, {}),
        ("合计", 21, 13, {}),
    ]
    assert figures(survey, question__isnull=False) == [
        ("东村、南村", None, 7, {"very": 3, "satisfied": 4}),
        ("西村", None, 6, {"very": 5, "not": 1}),
        ("合计", None, 13, {"very": 8, "not": 1, "satisfied": 4}),
    ]


def test_fewer_than_five_answers_in_all_leave_no_figure_and_no_text(town, by):
    make_residents(town, 6)
    survey = make_survey(town, by)
    make_question(survey, by)
    make_question(survey, by, kind="text", text="建议", is_required=False)
    survey = open_survey(draw(survey, by), by)
    for code in codes_of(survey.pools.get(), by)[:4]:
        send(code, ["very"], "多来走走。")
    close(survey, by)
    assert not SurveyResult.objects.exists()
    assert not FreeText.objects.exists()


def test_a_question_that_few_answered_is_grouped_by_itself(town, by):
    make_villages(town, 东村=6, 西村=6)
    survey = make_survey(town, by)
    first = make_question(survey, by)
    second = make_question(survey, by, is_required=False)
    survey = open_survey(draw(survey, by), by)
    few = [["very", "not"]] * 2 + [["very", ""]] * 4
    send_all(survey, by, 东村=few, 西村=[["very", "not"]] * 6)
    close(survey, by)
    assert [row[2] for row in figures(survey, question=first)] == [6, 6, 12]
    assert [row[2] for row in figures(survey, question=second)] == [8, 8]


def test_what_is_asked_of_each_is_counted_for_each(town, by):
    make_residents(town, 5)
    survey = make_survey(town, by, kind="appraisal")
    surveys.add_subjects(survey, kind="cadre", subjects=[make_cadre("甲"), make_cadre("乙")], by=by, at=AT)
    survey = open_survey(draw(survey, by), by)
    send_all(survey, by, 河口镇=[["excellent", "qualified"]] * 4 + [["qualified", ""]])
    close(survey, by)
    first, second = survey.subjects.all()
    assert figures(survey, subject=first, is_total=True) == [("合计", None, 5, {"excellent": 4, "qualified": 1})]
    assert figures(survey, subject=second) == []


def test_contacts_judge_whom_they_are_contacts_of_and_short_lists_nobody_alone(town, by):
    branch = make_unit("机关支部", parent=town, kind="party_branch")
    members = {name: make_cadre(name, unit=branch, position="party_member") for name in "甲乙丙"}
    for name, count in {"甲": 5, "乙": 3, "丙": 2}.items():
        for _one in range(count):
            make_pairing(members[name], make_resident(unit=town), unit=branch, category="contact_person")
    survey = make_survey(town, by, kind="appraisal")
    surveys.add_subjects(survey, kind="member", subjects=members.values(), by=by, at=AT)
    survey = open_survey(draw(survey, by, draw="contacts"), by)
    send_all(survey, by, 甲=["excellent"] * 5, 机关支部=["qualified"] * 5)
    close(survey, by)
    graded = SurveyResult.objects.filter(survey=survey, question__kind="grade")
    assert [(row.group, row.subject and row.subject.name, row.votes) for row in graded] == [
        ("甲", "甲", {"excellent": 5}),
        ("机关支部", None, {"qualified": 5}),
        ("", None, {"excellent": 5, "qualified": 5}),
    ]


def test_multiple_choices_are_counted_by_choice(town, by):
    make_residents(town, 5)
    survey = make_survey(town, by)
    make_question(survey, by, kind="multiple", options=["态度", "效率"])
    survey = open_survey(draw(survey, by), by)
    send_all(survey, by, 河口镇=[[["1", "2"]]] * 3 + [[["2"]]] * 2)
    close(survey, by)
    row = SurveyResult.objects.get(question__isnull=False, is_total=True)
    assert (row.answers, row.votes, row.cells) == (5, {"1": 3, "2": 5}, [("态度", 3, 60.0), ("效率", 5, 100.0)])


def test_closing_voids_the_codes_and_publishing_destroys_the_sheets(town, by):
    make_residents(town, 6)
    cadre = make_cadre("甲", unit=town)
    user = make_user(cadre=cadre)
    survey = make_survey(town, by, kind="appraisal")
    surveys.add_subjects(survey, kind="cadre", subjects=[cadre], by=by, at=AT)
    survey = open_survey(draw(survey, by), by)
    send_all(survey, by, 河口镇=["excellent"] * 5)
    close(survey, by)
    assert (AnswerToken.objects.count(), Slip.objects.count(), AnswerSheet.objects.count()) == (0, 0, 5)
    before = figures(survey)
    surveys_closing.publish_survey(survey, by=by, at=AT)
    assert (AnswerSheet.objects.count(), figures(survey)) == (0, before)
    assert [item.user for item in InboxItem.objects.filter(step="published")] == [user]
    for act in (close, lambda *args: surveys_closing.publish_survey(survey, by=by, at=AT)):
        with pytest.raises(DomainError):
            act(survey, by)
    assert figures(survey) == before


def test_a_figure_of_four_is_refused_by_the_database(town, by):
    survey = make_survey(town, by)
    with pytest.raises(IntegrityError), transaction.atomic():
        SurveyResult.objects.create(survey=survey, answers=4)


def test_it_is_closed_by_itself_the_day_after_the_last(town, by):
    make_residents(town, 5)
    on_paper = make_open_survey(town, by, paper_until=LAST_DAY + datetime.timedelta(3))
    survey = make_open_survey(town, by)
    sweeps.close_surveys(AT, LAST_DAY)
    assert not AuditEntry.objects.filter(action="assessments.close_survey").exists()
    sweeps.close_surveys(AT, LAST_DAY + datetime.timedelta(1))
    survey.refresh_from_db()
    on_paper.refresh_from_db()
    assert (survey.state, on_paper.state) == ("closed", "open")
    sweeps.close_surveys(AT, LAST_DAY + datetime.timedelta(4))
    on_paper.refresh_from_db()
    assert on_paper.state == "closed"


def test_who_only_reads_closes_and_publishes_nothing(town, by):
    make_residents(town, 5)
    survey = make_open_survey(town, by)
    auditor = make_user(role="auditor", unit=town)
    for act in (surveys_closing.close_survey, surveys_closing.publish_survey):
        with pytest.raises(PermissionDenied):
            act(survey, by=auditor, at=AT)


# --- what is shown


def test_progress_says_nothing_under_five(town, by):
    make_villages(town, 东村=6, 西村=6)
    survey = make_open_survey(town, by)
    send_all(survey, by, 东村=["very"] * 4)
    assert progress_of(survey) == []
    send_all(survey, by, 西村=["very"] * 5)
    assert [(row.group, row.drawn, row.answers) for row in progress_of(survey)] == [("东村、西村", 12, 9), ("", 12, 9)]


def test_texts_and_units_are_shown_after_closing(town, by):
    make_villages(town, 东村=6, 西村=6)
    survey = make_survey(town, by)
    make_question(survey, by)
    make_question(survey, by, kind="text", text="建议", is_required=False)
    survey = open_survey(draw(survey, by), by)
    for pool in survey.pools.all():
        for number, code in enumerate(codes_of(pool, by)):
            send(code, ["very"], f"{pool.name}{number}")
    assert texts_of(survey) == []
    survey = close(survey, by)
    ((question, texts),) = texts_of(survey)
    assert (question.text, len(texts), len(set(texts))) == ("建议", 12, 12)
    (breakdown,) = by_unit(survey)
    assert [(row.group, row.answers) for row in breakdown.rows] == [("东村", 6), ("西村", 6)]
