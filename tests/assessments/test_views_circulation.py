"""The files of a result, and the form of the organisation's verdicts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions import surveys_closing
from assessments.models import Verdict
from tests.factories_assessments_paper import codes, make_appraisal
from tests.factories_assessments_surveys import AT, TODAY, send

pytestmark = pytest.mark.django_db
VERDICT_QUERIES = 10
FILES = ["survey_circulation", "survey_book"]


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.fixture
def scene():
    scene = make_appraisal()
    for code in codes(scene):
        send(code, ["excellent", "qualified"])
    scene.survey = surveys_closing.close_survey(scene.survey, by=scene.keeper, at=AT)
    return scene


def url(scene, name):
    return reverse(f"assessments:{name}", args=[scene.survey.pk])


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_for_who_reads_the_unit(scene, client, log_in, name):
    assert client.get(url(scene, name)).status_code == 302
    assert log_in(scene.stranger).get(url(scene, name)).status_code == 404
    for user in (scene.keeper, scene.auditor):
        assert log_in(user).get(url(scene, name)).status_code == 200
    surveys_closing.publish_survey(scene.survey, by=scene.keeper, at=AT)
    assert log_in(scene.member_user).get(url(scene, name)).status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_there_is_no_file_before_it_is_counted(log_in, name):
    scene = make_appraisal()
    assert log_in(scene.keeper).get(url(scene, name)).status_code == 404


def test_verdicts_are_entered_beside_votes_and_records(scene, client, log_in):
    page = url(scene, "survey_verdicts")
    assert client.get(page).status_code == 302
    assert log_in(scene.stranger).get(page).status_code == 404
    assert log_in(scene.auditor).get(page).status_code == 403
    shown = log_in(scene.keeper).get(page).content.decode()
    assert "优秀6票" in shown
    assert "走访联系0次" in shown
    first, second = (subject.pk for subject in scene.subjects)
    data = {f"grade-{first}": "excellent", f"grade-{second}": "excellent"}
    refused = log_in(scene.keeper).post(page, data).content.decode()
    assert "请填写理由" in refused
    assert not Verdict.objects.exists()
    assert log_in(scene.keeper).post(page, data | {f"reason-{second}": "记录完整"}).status_code == 302
    assert Verdict.objects.count() == 2


def test_one_does_not_see_oneself_among_those_to_decide_on(scene, log_in):
    shown = log_in(scene.head_user).get(url(scene, "survey_verdicts")).content.decode()
    assert f"grade-{scene.subjects[0].pk}" not in shown
    assert f"grade-{scene.subjects[1].pk}" in shown


def test_after_publication_there_is_no_form(scene, log_in):
    surveys_closing.publish_survey(scene.survey, by=scene.keeper, at=AT)
    assert log_in(scene.keeper).get(url(scene, "survey_verdicts")).status_code == 403


@pytest.mark.parametrize("others", [0, 2])
def test_the_form_asks_the_same_number_of_queries_however_many_are_assessed(log_in, others):
    scene = make_appraisal(others=others)
    scene.survey = surveys_closing.close_survey(scene.survey, by=scene.keeper, at=AT)
    client = log_in(scene.keeper)
    client.get(url(scene, "survey_verdicts"))
    with CaptureQueriesContext(connection) as caught:
        client.get(url(scene, "survey_verdicts"))
    assert len(caught) == VERDICT_QUERIES
