"""Pages of surveys: who sees them, and how many queries they take."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions import surveys, surveys_closing
from core import clock
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_assessments_surveys import (
    AT,
    codes_of,
    draw,
    make_question,
    make_residents,
    make_survey,
    open_survey,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit("河口镇", kind="township")


@pytest.fixture
def by(unit):
    return make_user(role="secretary", unit=unit)


@pytest.fixture
def assessed(unit):
    return make_user(cadre=make_cadre("王芳", unit=unit))


@pytest.fixture
def survey(unit, by, assessed):
    """An appraisal of one cadre by six residents, which is open."""
    make_residents(unit, 6)
    survey = make_survey(unit, by, kind="appraisal", title="年中民主评议")
    make_question(survey, by, kind="text", text="意见和建议", is_required=False)
    surveys.add_subjects(survey, kind="cadre", subjects=[assessed.cadre], by=by, at=AT)
    return open_survey(draw(survey, by), by)


def finish(survey, by, *, publish: bool = True):
    for code in codes_of(survey.pools.get(), by):
        send(code, ["excellent"], "多下村。")
    surveys_closing.close_survey(survey, by=by, at=AT)
    return surveys_closing.publish_survey(survey, by=by, at=AT) if publish else survey


def pages(survey):
    paths = ["", "preview/"]
    return [f"/assessments/surveys/{survey.pk}/{path}" for path in paths]


def test_who_is_logged_out_goes_to_the_log_in(client, survey):
    for path in ["/assessments/surveys/", *pages(survey)]:
        assert client.get(path).headers["Location"].startswith("/login/")


def test_who_belongs_elsewhere_finds_nothing(log_in, survey):
    elsewhere = make_unit("别处")
    page = log_in(make_user(role="secretary", unit=elsewhere)).get("/assessments/surveys/")
    assert "年中民主评议" not in page.text
    for path in [*pages(survey), f"/assessments/surveys/pools/{survey.pools.get().pk}/"]:
        assert log_in(make_user(role="secretary", unit=elsewhere)).get(path).status_code == 404


def test_the_organiser_sees_questions_subjects_and_how_many_of_each_unit(log_in, survey, by):
    page = log_in(by).get(survey.get_absolute_url())
    assert all(word in page.text for word in ("总体评价", "意见和建议", "王芳", "河口镇", "收到的答卷不足五份"))
    assert "总体评价" in log_in(by).get(f"{survey.get_absolute_url()}preview/").text


def test_the_auditor_reads_and_is_offered_nothing_to_do(log_in, survey, unit):
    page = log_in(make_user(role="auditor", unit=unit)).get(survey.get_absolute_url())
    assert "总体评价" in page.text
    assert "截止并统计" not in page.text
    pool = f"/assessments/surveys/pools/{survey.pools.get().pk}/"
    assert log_in(make_user(role="auditor", unit=unit)).get(pool).status_code == 403


def test_who_was_drawn_is_listed_for_the_organiser(log_in, survey, by):
    page = log_in(by).get(f"/assessments/surveys/pools/{survey.pools.get().pk}/")
    assert page.text.count("未发放") == 6


def test_the_assessed_see_nothing_before_publication_and_then_what_is_about_them(log_in, survey, by, assessed):
    path = f"{survey.get_absolute_url()}results/"
    finish(survey, by, publish=False)
    assert log_in(assessed).get(path).status_code == 404
    survey.refresh_from_db()
    surveys_closing.publish_survey(survey, by=by, at=AT)
    page = log_in(assessed).get(path)
    assert "王芳" in page.text
    assert "多下村。" not in page.text
    assert "收回有效票" not in page.text


def test_nobody_sees_a_result_while_it_is_open(log_in, survey, by):
    assert log_in(by).get(f"{survey.get_absolute_url()}results/").status_code == 404


def test_the_organiser_reads_result_response_and_texts(log_in, survey, by):
    finish(survey, by)
    page = log_in(by).get(f"{survey.get_absolute_url()}results/")
    assert all(word in page.text for word in ("多下村。", "100.0%", "王芳", "优秀"))
    assert log_in(by).get(survey.get_absolute_url()).status_code == 200


def test_the_filter_narrows_the_list(log_in, survey, by):
    client = log_in(by)
    assert "年中民主评议" in client.get("/assessments/surveys/?kind=appraisal&state=open").text
    assert "年中民主评议" not in client.get("/assessments/surveys/?kind=survey").text


def test_who_takes_part_finds_the_survey_on_top(log_in, unit, by, assessed):
    today = clock.today()
    for _one in range(5):
        make_cadre(unit=unit)
    survey = make_survey(unit, by, opens_on=today, closes_on=today)
    make_question(survey, by)
    open_survey(draw(survey, by, register="cadres"), by)
    page = log_in(assessed).get("/assessments/surveys/")
    assert "请您参加" in page.text
    assert "领取答题码" in page.text


def queries_of(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_pages_take_the_same_queries_with_one_row_and_with_three(log_in, unit, by):
    make_residents(unit, 6)
    client, counts = log_in(by), []
    for number in (1, 3):
        for _one in range(number):
            survey = make_survey(unit, by, kind="appraisal")
            for _question in range(number - 1):
                make_question(survey, by)
            cadres = [make_cadre(unit=unit) for _cadre in range(number)]
            surveys.add_subjects(survey, kind="cadre", subjects=cadres, by=by, at=AT)
            open_survey(draw(survey, by), by)
        for code in codes_of(survey.pools.get(), by):
            send(code, ["excellent"] * number + ["very"] * (number - 1))
        opened = queries_of(client, survey.get_absolute_url())
        surveys_closing.close_survey(survey, by=by, at=AT)
        paths = ["/assessments/surveys/", f"/assessments/surveys/{survey.pk}/preview/"]
        paths += [survey.get_absolute_url(), f"{survey.get_absolute_url()}results/"]
        paths += [f"/assessments/surveys/pools/{survey.pools.get().pk}/"]
        counts.append([opened, *(queries_of(client, path) for path in paths)])
    assert counts[0] == counts[1]
