"""The key under which a browser keeps drafts."""

import base64

import pytest

from core.drafts import draft_key
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_it_is_as_long_as_the_cipher_takes_and_each_user_s_own():
    wang, li = make_user("wang"), make_user("li")
    assert len(base64.b64decode(draft_key(wang))) == 32
    assert draft_key(wang) == draft_key(wang)
    assert draft_key(wang) != draft_key(li)


def test_a_new_password_is_a_new_key():
    user = make_user("wang")
    before = draft_key(user)
    user.set_password("Another-Path-26")
    assert draft_key(user) != before


def test_it_stands_in_pages_of_that_user_only(client):
    user = make_user("wang")
    assert "data-draft-key" not in client.get("/login/").content.decode()
    client.force_login(user)
    assert f'data-draft-key="{draft_key(user)}"' in client.get("/").content.decode()
