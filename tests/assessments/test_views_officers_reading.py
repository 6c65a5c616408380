"""Pages of what officers read first."""

import pytest

from assessments.models import Reading, ReadingItem
from tests.assessments.officer_pages import freeze, number_of_queries, page, status, text_of
from tests.factories_assessments_officers import DAY, make_mine, make_officer, make_reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_mine()


@pytest.fixture(autouse=True)
def today(monkeypatch):
    freeze(monkeypatch)


@pytest.fixture
def item(mine):
    return make_reading(mine.mine)


def test_a_stranger_is_asked_to_log_in(client, item):
    for url in (page("reading"), page("reading_add"), item.get_absolute_url()):
        assert "login" in client.get(url).url


def test_it_is_listed_read_and_retired(client, mine):
    client.force_login(mine.personnel)
    data = {"unit": mine.mine.pk, "title": "新规", "issued_on": "2026-03-01", "text": "第一条"}
    assert "第一条" not in client.post(page("reading_add"), data | {"text": "", "link": ""}).content.decode()
    url = client.post(page("reading_add"), data).url
    item = ReadingItem.objects.get()
    client.force_login(mine.officer)
    assert "我已阅读" in client.get(url).content.decode()
    client.post(page("reading_tick", item.pk))
    text = client.get(url).content.decode()
    assert "登记阅读" in text and "我已阅读" not in text
    assert "已读" in client.get(page("reading")).content.decode()
    client.force_login(mine.secretary)
    client.post(page("reading_retire", item.pk))
    item.refresh_from_db()
    assert item.retired_on == DAY


def test_only_those_above_see_who_has_not_read_it(client, mine, item):
    make_officer("李梅", mine.other_team)
    for user in (mine.secretary, mine.leader, mine.auditor):
        assert "李梅" in text_of(client, user, item.get_absolute_url())
    for user in (mine.officer, mine.worker):
        text = text_of(client, user, item.get_absolute_url())
        assert "第一条" in text and "李梅" not in text
    assert status(client, mine.stranger, item.get_absolute_url()) == 404


def test_who_lists_retires_and_ticks(client, mine, item):
    for user in (mine.officer, mine.worker, mine.leader, mine.auditor):
        assert status(client, user, page("reading_add")) == 403
        assert client.post(page("reading_retire", item.pk)).status_code == 403
    client.force_login(mine.worker)
    assert client.post(page("reading_tick", item.pk), follow=True).status_code == 200
    assert not Reading.objects.exists()


def test_the_list_takes_the_same_number_of_queries_with_one_row_and_with_three(client, mine):
    client.force_login(mine.officer)

    def count():
        make_reading(mine.mine)
        return number_of_queries(client, page("reading"))

    assert len({count() for _n in range(3)}) == 1
