"""Pages on which a survey is drafted."""

import datetime

import pytest

from assessments.actions import surveys
from assessments.models import Question, Survey, SurveySubject
from tests.factories import make_cadre, make_point, make_unit, make_user
from tests.factories_assessments_surveys import AT, make_question, make_survey

pytestmark = pytest.mark.django_db
DAYS = {"opens_on": "2026-11-20", "closes_on": "2026-11-30"}


@pytest.fixture
def unit():
    return make_unit("河口镇", kind="township")


@pytest.fixture
def by(unit):
    return make_user(role="personnel", unit=unit)


@pytest.fixture
def survey(unit, by):
    return make_survey(unit, by)


def paths(survey, question, subject) -> list[str]:
    top = "/assessments/surveys/"
    of_survey = [f"{top}{survey.pk}/{name}/" for name in ("edit", "copy", "questions/new", "subjects/new", "draw")]
    buttons = [f"{top}{survey.pk}/{name}/" for name in ("drop", "open", "close", "publish")]
    rows = [f"{top}questions/{question.pk}/{name}" for name in ("", "drop/", "raise/")]
    return [*of_survey, *buttons, *rows, f"{top}subjects/{subject.pk}/drop/"]


@pytest.fixture
def addresses(survey, unit, by):
    question = make_question(survey, by)
    surveys.add_subjects(survey, kind="department", subjects=[unit], by=by, at=AT)
    return paths(survey, question, survey.subjects.get())


def test_who_is_logged_out_goes_to_the_log_in(client, addresses):
    for path in ["/assessments/surveys/new/", *addresses]:
        assert client.post(path).headers["Location"].startswith("/login/")


def test_who_belongs_elsewhere_finds_nothing(log_in, addresses):
    client = log_in(make_user(role="secretary", unit=make_unit("别处")))
    assert {client.post(path).status_code for path in addresses} == {404}


def test_who_only_reads_changes_nothing(log_in, addresses, unit):
    client = log_in(make_user(role="auditor", unit=unit))
    assert {client.post(path).status_code for path in ["/assessments/surveys/new/", *addresses]} == {403}


def test_a_survey_is_drafted(log_in, unit, by):
    client = log_in(by)
    assert client.get("/assessments/surveys/new/").status_code == 200
    data = {**DAYS, "unit": unit.pk, "kind": "appraisal", "title": "民主评议"}
    page = client.post("/assessments/surveys/new/", data, follow=True)
    assert "总体评价" in page.text


def test_days_in_the_wrong_order_are_said_at_the_field_and_nothing_is_lost(log_in, unit, by):
    data = {**DAYS, "unit": unit.pk, "kind": "survey", "title": "民意调查", "closes_on": "2026-11-01"}
    page = log_in(by).post("/assessments/surveys/new/", data)
    assert "截止日期不能早于开始日期" in page.text
    assert 'value="民意调查"' in page.text
    assert not Survey.objects.exists()


def test_a_draft_is_edited_and_a_stale_form_refused(log_in, survey, by):
    client, path = log_in(by), f"/assessments/surveys/{survey.pk}/edit/"
    assert "群众满意度调查" in client.get(path).text
    data = {**DAYS, "title": "新标题", "introduction": "", "version": "0"}
    assert client.post(path, data).status_code == 302
    assert "已被他人修改" in client.post(path, data).text
    assert Survey.objects.get().title == "新标题"


def test_a_survey_is_copied_once_however_often_it_is_sent(log_in, survey, by):
    client, path = log_in(by), f"/assessments/surveys/{survey.pk}/copy/"
    key = client.get(path).context["once_key"]
    for _twice in range(2):
        assert client.post(path, {**DAYS, "once_key": str(key)}).status_code == 302
    assert Survey.objects.count() == 2


def test_questions_are_added_changed_moved_and_dropped(log_in, survey, by):
    client, top = log_in(by), "/assessments/surveys/"
    path = f"{top}{survey.pk}/questions/new/"
    assert client.get(path).status_code == 200
    assert "请填写2至12个不同的选项" in client.post(path, {"kind": "single", "text": "是否上门"}).text
    client.post(path, {"kind": "single", "text": "是否上门", "options": "是\n\n否"})
    client.post(path, {"kind": "scale", "text": "打分", "is_required": "on"})
    first, second = survey.questions.all()
    assert (first.options, first.is_required, second.is_required) == (["是", "否"], False, True)
    assert "是\n否" in client.get(f"{top}questions/{first.pk}/").text
    client.post(f"{top}questions/{first.pk}/", {"kind": "text", "text": "建议"})
    client.post(f"{top}questions/{second.pk}/raise/")
    assert [question.text for question in survey.questions.all()] == ["打分", "建议"]
    client.post(f"{top}questions/{second.pk}/drop/")
    assert Question.objects.get().text == "建议"


def test_a_survey_that_is_not_a_draft_keeps_its_questions(log_in, survey, by):
    question = make_question(survey, by)
    Survey.objects.update(state="open", drawn_on="2026-11-20")
    page = log_in(by).post(f"/assessments/surveys/questions/{question.pk}/drop/", follow=True)
    assert "已经开始，不能再修改" in page.text
    assert Question.objects.exists()


def test_a_draft_is_dropped(log_in, survey, by):
    page = log_in(by).post(f"/assessments/surveys/{survey.pk}/drop/", follow=True)
    assert "已删除草稿" in page.text
    assert not Survey.objects.exists()


def test_subjects_are_picked_or_all_taken_and_taken_out(log_in, survey, unit, by):
    client, path = log_in(by), f"/assessments/surveys/{survey.pk}/subjects/new/"
    member = make_cadre("甲", unit=unit, is_party_member=True)
    other = make_cadre("乙", unit=unit)
    point, branch = make_point("柳林村", unit=unit), make_unit("一支部", parent=unit, kind="party_branch")
    assert client.get(path).status_code == 200
    for data in (
        {"kind": "member", "takes_all": "on"},
        {"kind": "cadre", "subjects": [other.pk]},
        {"kind": "contact_point", "points": [point.pk]},
        {"kind": "branch", "takes_all": "on"},
        {"kind": "service_window", "units": [unit.pk]},
    ):
        assert client.post(path, data).status_code == 302, data
    found = [(row.kind, row.cadre or row.contact_point or row.unit) for row in survey.subjects.all()]
    assert found == [
        ("member", member),
        ("cadre", other),
        ("contact_point", point),
        ("branch", branch),
        ("service_window", unit),
    ]
    client.post(f"/assessments/surveys/subjects/{survey.subjects.first().pk}/drop/")
    assert SurveySubject.objects.count() == 4


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"kind": "cadre"}, "没有选出新的对象"),
        ({"kind": "leading_team", "takes_all": "on"}, "请在下面逐个选择单位"),
    ],
)
def test_what_picks_nobody_is_said(log_in, survey, by, data, said):
    assert said in log_in(by).post(f"/assessments/surveys/{survey.pk}/subjects/new/", data).text
    assert not SurveySubject.objects.exists()


def test_the_first_day_offered_is_today(log_in, survey, by):
    page = log_in(by).get(f"/assessments/surveys/{survey.pk}/copy/")
    assert isinstance(page.context["form"].initial["opens_on"], datetime.date)
