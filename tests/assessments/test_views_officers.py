"""Pages of liaison officers: the list, a record, one's own work, settings, the mark, the meeting."""

import datetime

import pytest

from assessments.actions import officers_keeping as keeping
from assessments.actions.rewards_items import report_item
from assessments.models import OfficerMark, OfficerSettings
from petitions.models import Meeting
from tests.assessments.officer_pages import freeze, number_of_queries, page, status, text_of
from tests.factories import make_unit
from tests.factories_assessments_officers import (
    DAY,
    NOON,
    make_election,
    make_incident,
    make_mine,
    make_officer,
    make_reading,
)
from tests.factories_assessments_rewards import make_closed_sheet

pytestmark = pytest.mark.django_db
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def mine():
    return make_mine()


@pytest.fixture(autouse=True)
def today(monkeypatch):
    freeze(monkeypatch)


@pytest.mark.parametrize("name", ["officers", "officers_mine", "officer_settings", "officers_meeting"])
def test_a_stranger_is_asked_to_log_in(client, mine, name):
    assert "login" in client.get(page(name)).url


# --- the list


def test_a_reader_sees_terms_and_what_is_open(client, mine):
    make_election(mine.team, mine.officer.cadre, term_end=DAY + 5 * ONE_DAY)
    make_incident(mine.officer.cadre, mine.team, by=mine.officer)
    make_reading(mine.mine)
    make_reading(mine.other_team, title="中班的")
    text = text_of(client, mine.auditor, page("officers"))
    for said in ("刘建军", "即将届满", "未培训", "待书面报告1", "待反馈1", "待阅读1", "还没有联络员的班组", "中班"):
        assert said in text
    assert "登记推选" not in text


def test_the_filter_finds_what_is_open(client, mine):
    done = make_officer("李梅", mine.other_team)
    make_election(mine.other_team, done)
    keeping.record_training(mine.mine, title="职责", on=DAY, hours=1, cadres=[done], by=mine.personnel, at=NOON)
    client.force_login(mine.leader)

    def names(**query):
        return [post.cadre.name for post in client.get(page("officers"), query).context["object_list"]]

    assert names() == ["刘建军", "李梅"]
    assert names(what="open") == ["刘建军"]
    assert names(q="李") == ["李梅"]
    assert names(unit=mine.team.pk) == ["刘建军"]


def test_a_colleague_sees_who_the_officer_is_and_no_more(client, mine):
    make_incident(mine.officer.cadre, mine.team, by=mine.officer)
    text = text_of(client, mine.worker, page("officers"))
    assert mine.officer.cadre.get_absolute_url() in text
    assert page("officer", mine.officer.cadre_id) not in text
    assert not any(word in text for word in ("待书面报告", "未培训", "突发情况</a>"))
    assert status(client, mine.worker, page("officer", mine.officer.cadre_id)) == 404


def test_another_unit_does_not_find_them(client, mine):
    assert "刘建军" not in text_of(client, mine.stranger, page("officers"))
    assert status(client, mine.stranger, page("officer", mine.officer.cadre_id)) == 404


def test_the_list_takes_the_same_number_of_queries_with_one_row_and_with_three(client, mine):
    client.force_login(mine.secretary)
    make_election(mine.team, mine.officer.cadre)
    one = number_of_queries(client, page("officers"))
    for number in range(2):
        team = make_unit(f"班{number}", parent=mine.section, kind="work_team")
        make_election(team, make_officer(f"联络员{number}", team))
        make_incident(mine.officer.cadre, mine.team, by=mine.officer)
    assert number_of_queries(client, page("officers")) == one


# --- a record


def test_the_record_is_read_by_the_officer_and_those_above(client, mine):
    make_election(mine.team, mine.officer.cadre)
    url = page("officer", mine.officer.cadre_id)
    for user in (mine.officer, mine.secretary, mine.leader, mine.personnel, mine.admin, mine.auditor):
        assert status(client, user, url) == 200
    assert status(client, mine.officer, page("officer", mine.secretary.cadre_id)) == 404


def test_the_record_holds_everything_on_one_officer(client, mine):
    cadre = mine.officer.cadre
    make_election(mine.team, cadre)
    make_incident(cadre, mine.team, by=mine.officer)
    make_reading(mine.mine)
    keeping.record_training(mine.mine, title="职责", on=DAY, hours=1, cadres=[cadre], by=mine.personnel, at=NOON)
    keeping.give_mark(cadre, reason="工作扎实", on=DAY, by=mine.personnel, at=NOON)
    report_item(cadre, title="班车晚点", text="夜班职工反映。", on=DAY, by=mine.officer, at=NOON)
    make_closed_sheet(cadre, mine.team)
    text = text_of(client, mine.auditor, page("officer", cadre.pk))
    for said in (
        "班车晚点",
        "共1条，奖金0.00元",
        "90.0分",
        "选举产生",
        "职责",
        "皮带机着火",
        "安全生产新规",
        "工作扎实",
        "专职岗位优先考虑人选",
    ):
        assert said in text
    assert page("mark_end", OfficerMark.objects.get().pk) not in text


def test_a_record_takes_the_same_number_of_queries_with_one_row_and_with_three(client, mine):
    client.force_login(mine.secretary)

    def count():
        make_incident(mine.officer.cadre, mine.team, by=mine.officer)
        make_reading(mine.mine)
        report_item(mine.officer.cadre, title="班车", text="职工反映。", on=DAY, by=mine.officer, at=NOON)
        return number_of_queries(client, page("officer", mine.officer.cadre_id))

    assert len({count() for _n in range(3)}) == 1


# --- one's own work


def test_an_officer_begins_with_their_own_work(client, mine):
    client.force_login(mine.officer)
    assert client.get(page("officers")).url == page("officers_mine")
    make_incident(mine.officer.cadre, mine.team, by=mine.officer)
    make_reading(mine.mine)
    report_item(mine.officer.cadre, title="班车晚点", text="夜班职工反映。", on=DAY, by=mine.officer, at=NOON)
    text = client.get(page("officers_mine")).content.decode()
    for said in (
        "报告突发情况",
        "不报告同事的言行",
        "书面报告应于2026年3月3日 12:00前提交",
        "安全生产新规",
        "24小时内",
    ):
        assert said in text


@pytest.mark.parametrize("user", ["worker", "secretary", "auditor", "stranger"])
def test_who_is_no_officer_has_no_such_page(client, mine, user):
    assert status(client, getattr(mine, user), page("officers_mine")) == 404


# --- settings, meeting, mark


def test_settings_are_made_by_personnel_and_read_by_those_below(client, mine):
    client.force_login(mine.personnel)
    data = {"unit": mine.mine.pk, "effective_from": "2026-03-02", "incident_hours": 12, "feedback_days": 10}
    assert client.post(page("officer_settings_save"), data).url == page("officer_settings")
    assert "已有自这一天起" in client.post(page("officer_settings_save"), data).content.decode()
    assert OfficerSettings.objects.values_list("incident_hours", "feedback_days").get() == (12, 10)
    assert "一号矿" in text_of(client, mine.officer, page("officer_settings"))
    assert "一号矿" not in text_of(client, mine.stranger, page("officer_settings"))
    for user in (mine.secretary, mine.auditor, mine.officer):
        assert status(client, user, page("officer_settings_save")) == 403


def test_the_meeting_is_called_with_all_officers(client, mine):
    client.force_login(mine.secretary)
    data = {"unit": mine.mine.pk, "title": "联络员例会", "on": "2026-03-09", "time": "09:00"}
    assert client.get(page("officers_meeting")).status_code == 200
    response = client.post(page("officers_meeting"), data)
    meeting = Meeting.objects.get()
    assert response.url == meeting.get_absolute_url()
    assert [row.cadre for row in meeting.attendances.all()] == [mine.officer.cadre]
    for user in (mine.auditor, mine.officer):
        assert status(client, user, page("officers_meeting")) == 403


def test_a_mark_is_given_and_ended(client, mine):
    client.force_login(mine.personnel)
    url = page("mark_give", mine.officer.cadre_id)
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": "工作扎实"}).url == page("officer", mine.officer.cadre_id)
    mark = OfficerMark.objects.get()
    url = page("mark_end", mark.pk)
    assert client.get(url).status_code == 200
    assert "已被他人修改" in client.post(url, {"reason": "转任", "version": 7}).content.decode()
    client.post(url, {"reason": "已转任专职", "version": 0})
    mark.refresh_from_db()
    assert mark.ended_on == DAY


def test_who_gives_no_marks(client, mine):
    cadre = mine.officer.cadre
    give = page("mark_give", cadre.pk)
    assert [status(client, user, give) for user in (mine.officer, mine.leader, mine.auditor)] == [403] * 3
    assert [status(client, user, give) for user in (mine.worker, mine.stranger)] == [404] * 2
    mark = keeping.give_mark(cadre, reason="好", on=DAY, by=mine.personnel, at=NOON)
    end = page("mark_end", mark.pk)
    assert [status(client, user, end) for user in (mine.officer, mine.auditor)] == [403] * 2
    assert [status(client, user, end) for user in (mine.worker, mine.stranger)] == [404] * 2
