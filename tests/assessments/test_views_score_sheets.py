"""Pages of a score sheet: who sees what, and each step's page."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessments.views.score_sheets import STEPS
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_assessments_quarter import OPENED, at, make_mine, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_mine()


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: OPENED)
    monkeypatch.setattr("core.clock.now", lambda: at(OPENED))


def step_url(sheet, action):
    return reverse("assessments:sheet_step", args=[sheet.pk, action])


def test_a_stranger_is_asked_to_log_in(client, mine):
    sheet = sheet_of(mine)
    for url in (sheet.get_absolute_url(), step_url(sheet, "score"), reverse("assessments:sheet_xlsx", args=[sheet.pk])):
        assert "login" in client.get(url).url


def test_colleagues_and_other_units_do_not_find_it(client, mine):
    sheet = sheet_of(mine, "announced")
    other = make_user(role="leader", unit=make_unit("另一矿", kind="mine"))
    for user in (mine.colleague, other):
        client.force_login(user)
        assert client.get(sheet.get_absolute_url()).status_code == 404
        assert client.get(step_url(sheet, "see")).status_code == 404
        assert client.get(reverse("assessments:sheet_xlsx", args=[sheet.pk])).status_code == 404


def test_the_auditor_reads_and_has_no_step(log_in, mine):
    sheet = sheet_of(mine, "confirming")
    client = log_in(mine.auditor)
    assert client.get(sheet.get_absolute_url()).context["steps"] == []
    assert {client.post(step_url(sheet, action)).status_code for action in STEPS} == {403}


def shown(client, sheet):
    """The scores, totals and reasons that stand on the page and in the workbook."""
    text = client.get(sheet.get_absolute_url()).content.decode()
    content = b"".join(client.get(reverse("assessments:sheet_xlsx", args=[sheet.pk])).streaming_content)
    cells = [
        row[6:8] for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=4, values_only=True)
    ]
    return "迟到一次" in text, "27.0" in text, any(row[1] == "迟到一次" for row in cells)


@pytest.mark.parametrize(("state", "sees"), [("confirming", False), ("announced", True), ("closed", True)])
def test_the_assessed_sees_scores_from_the_announcement_on(log_in, mine, state, sees):
    sheet = sheet_of(mine, state)
    sheet.scores.filter(criterion__number=3).update(reason="迟到一次")
    assert shown(log_in(mine.officer), sheet) == (sees, sees, sees)
    assert shown(log_in(mine.scorer), sheet) == (True, True, True)


def test_who_scored_and_what_for_is_not_told_before_the_announcement(log_in, mine):
    sheet = sheet_of(mine, "confirming")
    sheet.entries.create(action="score", to_state="confirming", by=mine.scorer, at=at(OPENED))
    assert log_in(mine.officer).get(sheet.get_absolute_url()).context["entries"] == []
    assert len(log_in(mine.scorer).get(sheet.get_absolute_url()).context["entries"]) == 1


def test_an_objection_is_read_by_who_rules_and_the_auditor_only(log_in, mine):
    sheet = sheet_of(mine, "objected")
    sheet.entries.create(action="object", to_state="objected", by=mine.officer, at=at(OPENED))
    reads = {}
    for name in ("officer", "leader", "auditor", "scorer", "secretary"):
        page = log_in(getattr(mine, name)).get(sheet.get_absolute_url())
        reads[name] = "第三项扣分没有依据" in page.content.decode()
        assert [step.who for step in page.context["entries"]] == ["被考核方"]
    assert reads == {"officer": True, "leader": True, "auditor": True, "scorer": False, "secretary": False}


def test_each_is_offered_their_own_steps(log_in, mine):
    def offered(user, sheet):
        return [step.action for step in log_in(user).get(sheet.get_absolute_url()).context["steps"]]

    sheet = sheet_of(mine)
    assert (offered(mine.officer, sheet), offered(mine.scorer, sheet)) == (["self_score"], [])
    mine.officer.cadre.posts.update(end=OPENED.replace(month=3))
    assert offered(mine.scorer, sheet) == ["close_leaver"]


def test_proposals_stand_in_the_boxes(log_in, mine):
    page = log_in(mine.officer).get(step_url(sheet_of(mine), "self-score"))
    assert [row.score.value() for row in page.context["form"].form_lines] == [8, 8, 10]


def test_all_that_is_wrong_is_shown_at_once_and_what_was_typed_stays(log_in, mine):
    sheet = sheet_of(mine, "scoring")
    data = {"score_1": "11", "score_2": "7", "reason_2": "", "score_3": "9", "version": 0}
    answer = log_in(mine.scorer).post(step_url(sheet, "score"), data)
    assert set(answer.context["form"].errors) == {"score_1", "reason_2", "reason_3"}
    assert 'value="11"' in answer.content.decode()
    sheet.refresh_from_db()
    assert sheet.state == "scoring"


def test_a_sheet_goes_its_way_through_the_pages(client, mine):
    sheet = sheet_of(mine)

    def take(user, action, **data):
        client.force_login(user)
        sheet.refresh_from_db()
        answer = client.post(step_url(sheet, action), {"version": sheet.version} | data)
        assert answer.status_code == 302, answer.context["form"].errors
        sheet.refresh_from_db()
        return sheet.state

    scores = {"score_1": "8", "score_2": "8", "score_3": "9"}
    assert take(mine.officer, "self-score", **scores) == "scoring"
    assert take(mine.scorer, "score", **scores, reason_3="迟到一次") == "confirming"
    assert take(mine.leader, "send-back", reason="核实第三项") == "scoring"
    assert take(mine.scorer, "score", **scores, reason_3="迟到一次") == "confirming"
    assert take(mine.leader, "confirm") == "announced"
    assert take(mine.officer, "object", text="没有迟到") == "objected"
    new = scores | {"score_3": "10", "reason_3": ""}
    assert take(mine.leader, "rule", is_upheld="yes", ruling="经核实没有迟到", **new) == "closed"
    assert (sheet.total, sheet.is_upheld) == (26, True)
    page = client.get(sheet.get_absolute_url())
    assert "第3项由9.0分改为10.0分" in page.content.decode()


def test_the_official_form_is_as_on_paper(log_in, mine):
    sheet = sheet_of(mine, "closed")
    url = reverse("assessments:sheet_xlsx", args=[sheet.pk])
    content = b"".join(log_in(mine.officer).get(url).streaming_content)
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    assert "".join(rows[2]) == "序号项目标准分值数据来源自评核分扣分原因"
    assert [row[6] for row in rows[3:6]] == [9, 9, 9] and rows[6][6] == "=SUM(G4:G6)"


@pytest.mark.parametrize("action", STEPS)
def test_every_step_has_a_page(client, mine, action):
    state = {"self_score": "self", "score": "scoring", "rule": "objected", "see": "announced", "object": "announced"}
    sheet = sheet_of(mine, state.get(action, "confirming"))
    answers = set()
    for user in (mine.officer, mine.scorer, mine.leader):
        client.force_login(user)
        answers.add(client.get(step_url(sheet, action.replace("_", "-"))).status_code)
    assert answers == {200, 403}


def test_a_step_that_there_is_not_is_not_found(log_in, mine):
    client, sheet = log_in(mine.scorer), sheet_of(mine)
    assert [client.get(step_url(sheet, action)).status_code for action in ("burn", "expire")] == [404, 404]


def test_the_page_takes_the_same_queries_however_many_criteria(log_in, mine, django_assert_max_num_queries):
    sheet = sheet_of(mine, "scoring", cadre=make_cadre(unit=mine.shift))
    client = log_in(mine.scorer)
    client.get(sheet.get_absolute_url())
    with django_assert_max_num_queries(16):
        client.get(sheet.get_absolute_url())
