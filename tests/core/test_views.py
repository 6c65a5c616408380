"""The parts that every page is made of, tried on small pages of their own (view_urls.py)."""

import re
from unittest import mock

import pytest
from django.contrib.messages import get_messages
from django.db import DatabaseError
from django.test import RequestFactory

from core import inbox, views
from core.models import InboxItem
from tests.core.versions import CURRENT
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.view_urls")]


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def client(client, user):
    client.force_login(user)
    return client


def notice_for(user, title, noon):
    inbox.notify(title, "", user, title, at=noon)
    return InboxItem.objects.get(user=user, what=title)


def key_on(client):
    return re.search(r'name="once_key" value="([^"]+)"', client.get("/create/").content.decode())[1]


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- lists


def test_a_list_shows_what_the_user_may_see_and_counts_it(client, user, noon):
    notice_for(user, "甲", noon)
    notice_for(make_user(), "乙", noon)
    assert client.get("/list/").content.decode() == "1|||甲,"


def test_a_filter_narrows_and_stays_in_the_links_to_other_pages(client, user, noon):
    for n in range(27):
        notice_for(user, f"村{n}", noon)
    notice_for(user, "镇", noon)
    count, query, _errors, titles = client.get("/list/?title=村&page=2").content.decode().split("|")
    assert (count, query, titles.count(",")) == ("27", "title=%E6%9D%91&amp;", 2)


def test_a_filter_that_makes_no_sense_narrows_nothing_and_says_so(client, user, noon):
    notice_for(user, "甲", noon)
    text = client.get("/list/?title=x&number=abc").content.decode()
    assert text.startswith("1|") and "errorlist" in text


# --- creating


def test_creating_runs_the_action_once_however_often_the_form_is_sent(client):
    data = {"title": "甲", "once_key": key_on(client)}
    first, second = client.post("/create/", data), client.post("/create/", {**data, "title": ""})
    assert first.url == second.url == f"/made/{InboxItem.objects.get().pk}/"
    assert messages_of(second) == ["已保存", "这张表单已经提交过，没有重复登记。"]


def test_two_forms_of_the_same_page_are_two_records(client):
    for _n in range(2):
        client.post("/create/", {"title": "甲", "once_key": key_on(client)})
    assert InboxItem.objects.count() == 2


@pytest.mark.parametrize(("title", "message"), [("bad field", "请换一个标题"), ("bad form", "今天不收")])
def test_a_refusal_is_shown_and_keeps_what_was_typed_and_the_key(client, title, message):
    key = key_on(client)
    text = client.post("/create/", {"title": title, "once_key": key}).content.decode()
    assert message in text and f"{title}|" in text and key in text
    assert client.post("/create/", {"title": "甲", "once_key": key}).status_code == 302


# --- editing


def test_an_edit_is_saved_when_nobody_else_changed_the_record(client, user, noon):
    item = notice_for(user, "甲", noon)
    assert f'name="version" value="{CURRENT["version"]}"' in client.get(f"/edit/{item.pk}/").content.decode()
    assert client.post(f"/edit/{item.pk}/", {"title": "乙", "version": "3"}).url == "/saved/"
    item.refresh_from_db()
    assert item.title == "乙"


def test_a_stale_edit_is_refused_keeps_what_was_typed_and_stays_stale(client, user, noon):
    item = notice_for(user, "甲", noon)
    text = client.post(f"/edit/{item.pk}/", {"title": "乙", "version": "2"}).content.decode()
    assert "已被他人修改" in text and "乙|" in text and 'value="2"' in text
    item.refresh_from_db()
    assert item.title == "甲"


def test_what_is_not_visible_is_404_and_what_is_not_permitted_is_403(client, user, noon):
    foreign, locked = notice_for(make_user(), "甲", noon), notice_for(user, "locked", noon)
    assert client.get(f"/edit/{foreign.pk}/").status_code == 404
    assert client.post(f"/press/{foreign.pk}/").status_code == 404
    assert client.get(f"/edit/{locked.pk}/").status_code == 403
    assert client.post(f"/edit/{locked.pk}/", {"title": "x"}).status_code == 403


# --- buttons


def test_a_button_acts_on_post_only(client, user, noon):
    item = notice_for(user, "甲", noon)
    assert client.get(f"/press/{item.pk}/").status_code == 405
    response = client.post(f"/press/{item.pk}/")
    assert (response.url, messages_of(response)) == ("/pressed/", ["已撤回"])
    assert not InboxItem.objects.exists()


def test_a_button_that_is_refused_says_why_and_changes_nothing(client, user, noon):
    item = notice_for(user, "bad form", noon)
    response = client.post(f"/press/{item.pk}/")
    assert (response.url, messages_of(response)) == ("/pressed/", ["今天不收"])
    assert InboxItem.objects.exists()


@pytest.mark.parametrize(
    ("next_page", "url"),
    [("/visits/?page=2", "/visits/?page=2"), ("https://evil.example/", "/pressed/"), ("//evil.example", "/pressed/")],
)
def test_a_button_leads_back_to_pages_of_this_site_only(client, user, noon, next_page, url):
    item = notice_for(user, "甲", noon)
    assert client.post(f"/press/{item.pk}/", {"next": next_page}).url == url


# --- undo


def test_a_change_is_confirmed_with_a_button_that_takes_it_back(client):
    made = client.post("/create/", {"title": "甲", "once_key": key_on(client)})
    page = client.get("/inbox/").content.decode()
    form = re.search(r"<form[^>]*data-undo>.*?</form>", page, re.DOTALL)[0]
    assert f'action="/press/{made.url.split("/")[2]}/"' in form and "csrfmiddlewaretoken" in form and "撤销" in form
    fields = re.findall(r'name="(reason|row)" value="([^"]*)"', form)
    assert fields == [("reason", "写错了"), ("row", "1"), ("row", "2")]
    assert "data-undo" not in client.get("/inbox/").content.decode()


def test_a_button_offers_its_own_way_back_in_words_of_its_own(client, user, noon):
    client.post(f"/press/{notice_for(user, '甲', noon).pk}/")
    assert "再登记</button>" in client.get("/inbox/").content.decode()


def test_an_edit_is_undone_by_the_form_with_what_stood_there_before(client, user, noon):
    item = notice_for(user, "甲", noon)
    client.post(f"/edit/{item.pk}/", {"title": "乙", "version": "3"})
    form = re.search(r"<form[^>]*data-undo>.*?</form>", client.get("/inbox/").content.decode(), re.DOTALL)[0]
    back = dict(re.findall(r'name="(title|version|undoing)" value="([^"]*)"', form))
    assert back == {"title": "甲", "version": str(CURRENT["version"]), "undoing": "1"}
    undone = client.post(f"/edit/{item.pk}/", back)
    assert messages_of(undone)[-1] == "已恢复修改前的内容。"
    item.refresh_from_db()
    assert item.title == "甲"


def test_what_did_not_change_has_nothing_to_undo(client, user, noon):
    client.post(f"/edit/{notice_for(user, '甲', noon).pk}/", {"title": "甲", "version": "3"})
    assert "data-undo" not in client.get("/inbox/").content.decode()


def test_what_cannot_be_undone_says_why(client, user, noon):
    client.post(f"/final/{notice_for(user, '甲', noon).pk}/")
    page = client.get("/inbox/").content.decode()
    assert "已送达，不能撤回。" in page and "data-undo" not in page


def test_what_stood_in_a_form_before_is_not_readable_on_its_way(client, user, noon):
    response = client.post(f"/edit/{notice_for(user, 'SECRET', noon).pk}/", {"title": "乙", "version": "3"})
    assert "SECRET" not in str(response.cookies)


def test_a_refusal_has_nothing_to_undo(client, user, noon):
    client.post(f"/press/{notice_for(user, 'bad form', noon).pk}/")
    page = client.get("/inbox/").content.decode()
    assert "今天不收" in page and "data-undo" not in page


# --- health


def test_health_needs_no_log_in(client):
    client.logout()
    response = client.get("/healthz")
    assert (response.status_code, response.json()["status"]) == (200, "ok")


def test_health_is_503_when_the_database_does_not_answer():
    with mock.patch.object(views.connection, "cursor", side_effect=DatabaseError):
        assert views.healthz(RequestFactory().get("/healthz")).status_code == 503
