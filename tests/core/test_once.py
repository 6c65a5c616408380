"""A form that is sent twice does its work once."""

import threading
import uuid

import pytest
from django.db import IntegrityError, connections

from core import inbox
from core.errors import DomainError
from core.models import InboxItem, OnceKey
from core.once import AlreadySent, first_result, parse_key, run_once
from tests.factories import make_user

KEY = uuid.UUID(int=7)


@pytest.mark.django_db
def test_the_second_sending_is_told_where_the_first_led(noon):
    user = make_user()
    assert run_once(KEY, user=user, at=noon, act=lambda: "/visits/1/") == "/visits/1/"
    with pytest.raises(AlreadySent) as caught:
        run_once(KEY, user=user, at=noon, act=lambda: pytest.fail("ran twice"))
    assert caught.value.url == first_result(KEY, user=user) == "/visits/1/"


@pytest.mark.django_db
def test_a_refusal_gives_the_key_back(noon):
    user = make_user()

    def refuse():
        raise DomainError("不行")

    with pytest.raises(DomainError, match="不行"):
        run_once(KEY, user=user, at=noon, act=refuse)
    assert run_once(KEY, user=user, at=noon, act=lambda: "/ok/") == "/ok/"


@pytest.mark.django_db
def test_a_key_of_another_user_leads_nowhere_and_tells_nothing(noon):
    run_once(KEY, user=make_user(), at=noon, act=lambda: "/secret/")
    stranger = make_user()
    assert first_result(KEY, user=stranger) is None
    with pytest.raises(DomainError) as caught:
        run_once(KEY, user=stranger, at=noon, act=lambda: pytest.fail("ran"))
    assert "secret" not in caught.value.message


@pytest.mark.django_db
def test_a_clash_in_the_actions_own_table_is_not_taken_for_a_second_sending(noon):
    user = make_user()
    inbox.notify("x", "", user, "一", at=noon)

    def clash():
        InboxItem.objects.create(what="x", step="", user=user, title="二", created_at=noon)
        return "/"

    with pytest.raises(IntegrityError):
        run_once(KEY, user=user, at=noon, act=clash)
    assert not OnceKey.objects.exists()


@pytest.mark.parametrize(("text", "key"), [(str(KEY), KEY), ("", None), (None, None), ("1; DROP", None)])
def test_a_key_that_was_tampered_with_is_no_key(text, key):
    assert parse_key(text) == key


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_the_same_moment_do_the_work_once(noon):
    user = make_user()
    start, results = threading.Barrier(2), []

    def work():
        inbox.notify(str(uuid.uuid4()), "", user, "做了一次", at=noon)
        return "/done/"

    def send():
        start.wait()
        try:
            results.append(run_once(KEY, user=user, at=noon, act=work))
        except AlreadySent as sent:
            results.append(sent.url)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results == ["/done/", "/done/"]
    assert InboxItem.objects.count() == 1
