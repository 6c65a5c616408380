"""The menu: entries follow from roles, the current page is marked, and the badge counts what is unread."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from accounts.models import User
from core import clock
from core.models import InboxItem
from liaison.navigation import Navigation
from tests import factories as make

pytestmark = pytest.mark.django_db


def navigation(user: Any, path: str = "/") -> Navigation:
    request = RequestFactory().get(path)
    request.user = user
    return Navigation(request)


def holder(role: str, *, is_cadre: bool = True) -> User:
    unit = make.make_unit()
    return make.make_user(cadre=make.make_cadre(unit=unit) if is_cadre else None, role=role, unit=unit)


def labels(menu: Navigation) -> set[str]:
    return {str(entry.label) for section in menu.sections for entry in section.entries}


def current(menu: Navigation) -> list[str]:
    return [str(entry.label) for section in menu.sections for entry in section.entries if entry.current]


def test_a_stranger_has_no_menu() -> None:
    menu = navigation(AnonymousUser())
    assert menu.sections == []
    assert menu.primary is None
    assert menu.inbox is None


def test_a_cadre_sees_their_own_work_but_not_the_settings() -> None:
    seen = labels(navigation(make.make_user(cadre=make.make_cadre())))
    assert {"我的职责", "走访记录", "联系户"} <= seen
    assert not {"用户", "邮件", "操作记录", "落实情况"} & seen


def test_an_auditor_reads_the_trail_and_has_no_button_that_writes() -> None:
    menu = navigation(holder("auditor", is_cadre=False))
    assert "操作记录" in labels(menu)
    assert "纸质补录" not in labels(menu)
    assert menu.primary is None


def test_a_secretary_without_a_cadre_still_logs_visits_for_the_unit() -> None:
    menu = navigation(holder("secretary", is_cadre=False))
    assert menu.primary is not None
    assert menu.primary.url == "/visits/new/"


def test_a_petition_clerk_writes_down_who_comes_to_the_door() -> None:
    menu = navigation(holder("petition_clerk"))
    assert menu.primary is not None
    assert menu.primary.url == "/receptions/now/"


def test_mail_is_for_administrators() -> None:
    assert "邮件" in labels(navigation(holder("system_admin")))
    assert "邮件" not in labels(navigation(holder("secretary")))


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/", "首页"),
        ("/visits/12/change/", "走访记录"),
        ("/visits/batch/", "纸质补录"),
        ("/duties/behind/", "落实情况"),
    ],
)
def test_the_entry_that_a_page_belongs_to_is_marked(path: str, entry: str) -> None:
    assert current(navigation(holder("secretary"), path)) == [entry]


def test_the_badge_counts_only_what_is_unread_and_ones_own() -> None:
    user, other = make.make_user(), make.make_user()
    for number, (owner, read_at) in enumerate([(user, None), (user, clock.now()), (other, None)]):
        InboxItem.objects.create(user=owner, what=str(number), title="通知", created_at=clock.now(), read_at=read_at)
    assert navigation(user).unread == 1


def test_the_menu_costs_nothing_where_it_is_not_drawn(django_assert_num_queries: Any) -> None:
    user = make.make_user()
    with django_assert_num_queries(0):
        navigation(user)
