"""What was typed is gone after 放弃, log-out and a change of person. What it survives: test_in_a_minute.py."""

import re
from typing import Any

from playwright.sync_api import Page, expect

FORM = "form[data-draft] textarea"
KEPT = "() => Object.keys(localStorage).filter(key => key.startsWith('liaison-draft:')).length"


def typed(page: Page, text: str) -> None:
    page.goto("/visits/new/")
    page.locator(FORM).first.fill(text)
    page.wait_for_function(KEPT)


def test_a_draft_that_is_discarded_is_gone(browse_as: Any) -> None:
    page = browse_as("secretary")
    typed(page, "了解秋收情况")
    page.reload()
    page.get_by_role("button", name="放弃").click()
    assert page.evaluate(KEPT) == 0
    page.reload()
    expect(page.get_by_role("button", name="恢复")).to_have_count(0)


def test_nothing_is_kept_after_log_out(browse_as: Any) -> None:
    page = browse_as("secretary")
    typed(page, "了解秋收情况")
    page.get_by_label("我的账号").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/login/**")
    assert page.evaluate(KEPT) == 0


def test_nobody_finds_the_draft_of_another(browse_as: Any, scene: Any, log_in_window: Any) -> None:
    page = browse_as("secretary")
    typed(page, "了解秋收情况")
    log_in_window(page.context, scene.users["cadre"])
    page.goto("/")
    assert page.evaluate(KEPT) == 0


def test_a_page_left_open_records_nothing_in_the_name_of_who_logs_in_next(
    browse_as: Any, scene: Any, log_in_window: Any
) -> None:
    left = browse_as("secretary")
    left.goto("/me/")
    page = left.context.new_page()
    log_in_window(left.context, scene.users["cadre"])
    # Logging in gives another token.
    [token] = [cookie for cookie in left.context.cookies() if cookie["name"] == "csrftoken"]
    left.context.add_cookies([{**token, "value": "n" * 32}])
    page.goto("/")
    with left.expect_response(lambda answer: answer.request.method == "POST") as sent:
        left.locator("form:has([name=email])").evaluate("form => form.requestSubmit()")
    assert sent.value.status == 403
    page.goto("/me/")
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.locator("form:has([name=email])").evaluate("form => form.requestSubmit()")
    assert sent.value.status == 302


def test_back_shows_nothing_after_log_out(browse_as: Any) -> None:
    page = browse_as("secretary")
    page.goto("/me/")
    page.get_by_label("我的账号").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/login/**")
    page.go_back()
    expect(page).to_have_url(re.compile("/login/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
