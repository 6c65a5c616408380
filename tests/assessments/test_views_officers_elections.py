"""Pages of elections and trainings of officers."""

import pytest

from assessments.actions import officers_keeping as keeping
from assessments.models import OfficerElection, OfficerTraining, Scorecard, Subject
from tests.assessments.officer_pages import freeze, number_of_queries, page, status, text_of
from tests.factories import make_unit
from tests.factories_assessments_officers import DAY, NOON, make_election, make_mine, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_mine()


@pytest.fixture(autouse=True)
def today(monkeypatch):
    freeze(monkeypatch)


def ballots(mine, **fields):
    data = {"unit": mine.team.pk, "on": "2026-03-02", "mode": "elected", "term_start": "2026-03-02"}
    data |= {"eligible": 12, "issued": 11, "returned": 10, "valid": 9, "chosen": mine.worker.cadre_id}
    return data | {"candidates": "王强 6\n赵磊：3票"} | fields


@pytest.mark.parametrize("name", ["elections", "election_record", "trainings", "training_record"])
def test_a_stranger_is_asked_to_log_in(client, mine, name):
    assert "login" in client.get(page(name)).url


def test_shifts_without_an_officer_are_named_where_officers_are_assessed(client, mine):
    make_unit("无人班", parent=mine.section, kind="work_team")
    assert "无人班" not in text_of(client, mine.secretary, page("elections"))
    Scorecard.objects.create(code="officers", unit=mine.mine, title="考核表", subject=Subject.OFFICER)
    found = text_of(client, mine.secretary, page("elections"))
    assert "还没有联络员的班组：" in found and "无人班" in found
    assert "无人班" not in text_of(client, mine.officer, page("elections"))


def test_an_election_is_recorded_from_the_form(client, mine):
    client.force_login(mine.secretary)
    assert client.get(page("election_record"), {"unit": mine.team.pk}).status_code == 200
    response = client.post(page("election_record"), ballots(mine))
    election = OfficerElection.objects.get()
    assert response.url == election.get_absolute_url()
    assert [(row.name, row.votes) for row in election.candidates.all()] == [("王强", 6), ("赵磊", 3)]
    text = client.get(response.url).content.decode()
    assert "当选" in text and "赵磊" in text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"candidates": "王强 6\n赵磊 4"}, "第2行“赵磊”得票4"),
        ({"candidates": "王强"}, "第1行“王强”看不出姓名和得票"),
        ({"valid": 11}, "不能多于收回的10张"),
        ({"valid": ""}, "没有有效选票"),
        ({"mode": "appointed"}, "请写明原因"),
    ],
)
def test_a_refusal_stands_in_the_form_and_nothing_is_written(client, mine, wrong, said):
    client.force_login(mine.secretary)
    assert said in client.post(page("election_record"), ballots(mine, **wrong)).content.decode()
    assert not OfficerElection.objects.exists()


def test_who_sees_and_who_records_elections(client, mine):
    url = make_election(mine.team, mine.officer.cadre).get_absolute_url()
    for user in (mine.officer, mine.secretary, mine.leader, mine.auditor):
        assert status(client, user, url) == 200
        assert "早班" in text_of(client, user, page("elections"))
    for user in (mine.worker, mine.stranger):
        assert status(client, user, url) == 404
    for user in (mine.officer, mine.leader, mine.personnel, mine.auditor):
        assert status(client, user, page("election_record")) == 403


def test_a_unit_of_elsewhere_cannot_be_sent(client, mine):
    client.force_login(mine.stranger)
    assert client.post(page("election_record"), ballots(mine)).status_code == 200
    assert not OfficerElection.objects.exists()


def test_trainings_are_recorded_and_corrected(client, mine):
    client.force_login(mine.personnel)
    data = {
        "unit": mine.mine.pk,
        "title": "职责",
        "on": "2026-03-02",
        "hours": "1.5",
        "cadres": [mine.officer.cadre_id],
    }
    url = client.post(page("training_record"), data).url
    training = OfficerTraining.objects.get()
    assert url == training.get_absolute_url()
    change = page("training_change", training.pk)
    assert client.get(change).context["form"].initial["cadres"] == [mine.officer.cadre_id]
    client.post(change, data | {"hours": "2", "version": 0})
    training.refresh_from_db()
    assert training.hours == 2
    assert "已被他人修改" in client.post(change, data | {"version": 0}).content.decode()


def test_an_officer_sees_their_own_training_and_not_who_else_was_there(client, mine):
    other = make_officer("李梅", mine.other_team)
    training = keeping.record_training(
        mine.mine, title="职责", on=DAY, hours=1, cadres=[mine.officer.cadre, other], by=mine.personnel, at=NOON
    )
    text = text_of(client, mine.officer, training.get_absolute_url())
    assert "刘建军" in text and "李梅" not in text
    assert "李梅" in text_of(client, mine.auditor, training.get_absolute_url())
    assert "职责" in text_of(client, mine.auditor, page("trainings"))
    for user in (mine.officer, mine.leader, mine.auditor):
        assert status(client, user, page("training_change", training.pk)) == 403
        assert status(client, user, page("training_record")) == 403
    for user in (mine.worker, mine.stranger):
        assert status(client, user, training.get_absolute_url()) == 404


@pytest.mark.parametrize("name", ["elections", "trainings"])
def test_lists_take_the_same_number_of_queries_with_one_row_and_with_three(client, mine, name):
    client.force_login(mine.secretary)

    def count():
        team = make_unit(parent=mine.section, kind="work_team")
        officer = make_officer("联络员", team)
        make_election(team, officer)
        keeping.record_training(mine.mine, title="职责", on=DAY, hours=1, cadres=[officer], by=None, at=NOON)
        return number_of_queries(client, page(name))

    assert len({count() for _n in range(3)}) == 1
