"""The pages for what goes wrong: they say what to do, and need nothing that may be broken."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests import factories as make


@pytest.mark.parametrize(("template", "heading"), [("500.html", "系统出现故障"), ("400.html", "请求无法处理")])
def test_a_fault_is_explained_without_user_request_or_database(template: str, heading: str) -> None:
    page = render_to_string(template)
    assert f"<h1>{heading}</h1>" in page
    assert "返回首页" in page


@pytest.mark.django_db
def test_a_page_that_is_not_there_keeps_the_menu(log_in: Any) -> None:
    response = log_in(make.make_user()).get("/no-such-page/")
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()
    assert "主菜单" in response.content.decode()


@pytest.mark.django_db
def test_a_form_that_waited_too_long_says_to_reload() -> None:
    response = Client(enforce_csrf_checks=True).post("/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "页面已经过期" in response.content.decode()


@pytest.mark.django_db
def test_what_somebody_may_not_do_is_told_from_what_is_not_there(log_in: Any) -> None:
    response = log_in(make.make_user()).get("/users/")
    assert response.status_code == 403
    assert "您没有权限进行这项操作" in response.content.decode()
