"""A request that cannot be read is answered in words."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", [{"username": "字" * 2_000_000}, {f"f{n}": "" for n in range(20_001)}])
def test_a_form_with_too_much_in_it_is_refused_in_words(client, form):
    response = client.post(reverse("accounts:login"), form)
    assert response.status_code == 413 and "您填写的内容还在上一页" in response.content.decode()


def test_a_request_that_makes_no_sense_is_refused_in_other_words():
    response = Client().get("/", headers={"host": "bad host"})
    assert response.status_code == 400 and "请求无法处理" in response.content.decode()
