"""Inbox, audit trail and mail pages: stranger, other part of the tree, own, auditor."""

import datetime

import pytest
from django.urls import reverse

from core import audit, inbox, outbox
from core.models import AuditEntry, InboxItem, OutboxMessage
from tests.factories import make_cadre, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_unit("甲镇")


@pytest.fixture
def admin(town):
    return make_user("admin", role="organisation_admin", unit=town)


@pytest.fixture
def auditor(town):
    return make_user("auditor", role="auditor", unit=town)


def notice_for(user, at, what="x", **fields):
    inbox.notify(what, "", user, f"通知{what}", at=at, **fields)
    return InboxItem.objects.get(user=user, what=what)


def letter_to(user, at, what="x", **fields):
    outbox.post(what, "", user, f"提醒{what}", "正文", at=at)
    OutboxMessage.objects.filter(what=what, recipient=user).update(**fields)
    return OutboxMessage.objects.get(recipient=user, what=what)


@pytest.mark.parametrize("page", ["core:inbox", "core:audit", "core:outbox"])
def test_a_stranger_is_sent_to_log_in(client, page):
    response = client.get(reverse(page))
    assert response.status_code == 302 and response.url.startswith(reverse("accounts:login"))


# --- inbox


def test_an_inbox_shows_ones_own_notices_only(log_in, noon):
    me = make_user()
    notice_for(me, noon, "mine")
    notice_for(make_user(), noon, "foreign")
    text = log_in(me).get(reverse("core:inbox")).content.decode()
    assert "通知mine" in text and "通知foreign" not in text


def test_opening_a_notice_marks_it_and_leads_to_what_it_is_about(log_in, noon):
    me = make_user()
    item = notice_for(me, noon, url="/visits/1/")
    client = log_in(me)
    assert client.get(reverse("core:open_notice", args=[item.pk])).status_code == 405
    assert client.post(reverse("core:open_notice", args=[item.pk])).url == "/visits/1/"
    item.refresh_from_db()
    assert item.read_at is not None


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_a_notice_never_leads_off_the_site(log_in, noon, url):
    me = make_user()
    item = notice_for(me, noon, url=url)
    assert log_in(me).post(reverse("core:open_notice", args=[item.pk])).url == reverse("core:inbox")


def test_a_notice_of_another_user_is_404_and_stays_unread(log_in, noon):
    item = notice_for(make_user(), noon)
    client = log_in(make_user())
    for page in ("core:open_notice", "core:read_notice"):
        assert client.post(reverse(page, args=[item.pk])).status_code == 404
    client.post(reverse("core:read_all"))
    item.refresh_from_db()
    assert item.read_at is None


def test_all_of_ones_own_notices_are_marked_as_read(log_in, noon):
    me = make_user()
    for n in range(3):
        notice_for(me, noon, str(n))
    log_in(me).post(reverse("core:read_notice", args=[InboxItem.objects.first().pk]))
    assert me.inbox.unread().count() == 2
    log_in(me).post(reverse("core:read_all"))
    assert me.inbox.unread().count() == 0


# --- audit trail


@pytest.mark.parametrize("role", ["cadre", "secretary", "organisation_admin"])
def test_the_audit_trail_does_not_exist_for_other_roles(log_in, town, role):
    assert log_in(make_user(role=role, unit=town)).get(reverse("core:audit")).status_code == 404


def test_an_auditor_sees_what_happened_in_their_part_of_the_tree(log_in, noon, town, auditor):
    other = make_unit("乙镇")
    audit.record("core.retry_letter", town, by=make_user(name="张三"), at=noon, unit_path=town.path, data={"a": 1})
    audit.record("core.load_calendar", other, by=None, at=noon, unit_path=other.path)
    text = log_in(auditor).get(reverse("core:audit")).content.decode()
    assert "重发邮件" in text and "张三" in text and "甲镇" in text
    assert "乙镇" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=张", ["one"]),
        ("action=two", ["two"]),
        ("action=重发", ["core.retry_letter"]),
        ("object=甲镇", ["one", "two"]),
        ("since=2026-11-21&until=2026-11-22", ["two"]),
        ("until=2026-11-20", ["one"]),
        ("since=2026-11-20&until=2026-11-21", ["one", "two"]),
    ],
)
def test_the_trail_is_narrowed_by_who_what_and_local_day(log_in, town, auditor, query, found):
    # 16:30 UTC is half past midnight in Shanghai: already the 21st there.
    late = datetime.datetime(2026, 11, 20, 16, 30, tzinfo=datetime.UTC)
    audit.record("one", town, by=make_user(name="张三"), at=late - datetime.timedelta(hours=1), unit_path=town.path)
    audit.record("two", town, by=make_user(name="李四"), at=late, unit_path=town.path)
    far = late + datetime.timedelta(days=9)
    audit.record("core.retry_letter", make_unit("乙村"), by=None, at=far, unit_path=town.path)
    entries = log_in(auditor).get(f"{reverse('core:audit')}?{query}").context["object_list"]
    assert sorted(entry.action for entry in entries) == found


def test_dates_the_wrong_way_round_are_refused(log_in, auditor):
    page = log_in(auditor).get(reverse("core:audit"), {"since": "2026-02-01", "until": "2026-01-01"})
    assert "不能早于" in page.content.decode()


# --- mail


@pytest.mark.parametrize("role", ["cadre", "secretary", "auditor"])
def test_mail_does_not_exist_for_other_roles(log_in, town, noon, role):
    client = log_in(make_user(role=role, unit=town))
    letter = letter_to(make_user(cadre=make_cadre(unit=town)), noon, given_up_at=noon)
    assert client.get(reverse("core:outbox")).status_code == 404
    assert client.post(reverse("core:test_letter")).status_code == 404
    assert client.post(reverse("core:retry_letter", args=[letter.pk])).status_code == 404


def test_an_administrator_sees_letters_to_their_own_people(log_in, town, noon, admin):
    letter_to(make_user(name="张三", cadre=make_cadre(unit=town)), noon, "near")
    foreign = letter_to(make_user(cadre=make_cadre(unit=make_unit())), noon, "far", given_up_at=noon)
    client = log_in(admin)
    page = client.get(reverse("core:outbox"))
    text = page.content.decode()
    assert "提醒near" in text and "张三" in text and "提醒far" not in text
    assert page.context["health"] == {"waiting": 1, "sent": 0, "failed": 0}
    assert client.post(reverse("core:retry_letter", args=[foreign.pk])).status_code == 404


def test_a_missing_mail_server_is_said(log_in, admin, settings):
    notice = "没有设置邮件服务器"
    assert notice in log_in(admin).get(reverse("core:outbox")).content.decode()
    settings.EMAIL_HOST = "127.0.0.1"
    assert notice not in log_in(admin).get(reverse("core:outbox")).content.decode()


@pytest.mark.parametrize(("state", "found"), [("waiting", "w"), ("sent", "s"), ("failed", "f")])
def test_letters_are_narrowed_by_what_became_of_them(log_in, town, noon, admin, state, found):
    user = make_user(cadre=make_cadre(unit=town))
    letter_to(user, noon, "w")
    letter_to(user, noon, "s", sent_at=noon)
    letter_to(user, noon, "f", given_up_at=noon)
    letters = log_in(admin).get(reverse("core:outbox"), {"state": state}).context["object_list"]
    assert [letter.what for letter in letters] == [found]


def test_a_letter_that_was_given_up_is_queued_again(log_in, town, noon, admin):
    user = make_user(cadre=make_cadre(unit=town))
    letter = letter_to(user, noon, given_up_at=noon, attempts=3, refusals=3)
    log_in(admin).post(reverse("core:retry_letter", args=[letter.pk]))
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.refusals) == ("waiting", 0, 0)
    assert AuditEntry.objects.get(action="core.retry_letter").actor == admin


def test_a_letter_that_did_not_fail_is_not_queued_again(log_in, town, noon, admin):
    letter = letter_to(make_user(cadre=make_cadre(unit=town)), noon, sent_at=noon)
    page = log_in(admin).post(reverse("core:retry_letter", args=[letter.pk]), follow=True)
    assert "不需要重发" in page.content.decode()
    assert OutboxMessage.objects.sent().count() == 1


def test_a_test_mail_goes_to_oneself(log_in, admin, smtp_sink):
    from core import clock
    from core.sweep import sweep

    log_in(admin).post(reverse("core:test_letter"))
    assert sweep(clock.now()).sent == 1
    assert smtp_sink.recipients == [admin.email]


def test_without_an_address_of_ones_own_no_test_mail_is_queued(log_in, admin):
    admin.email = ""
    admin.save()
    page = log_in(admin).post(reverse("core:test_letter"), follow=True)
    assert "没有填写电子邮箱" in page.content.decode()
    assert not OutboxMessage.objects.exists()


# --- the same number of queries for one row and for three


@pytest.mark.parametrize("page", ["core:inbox", "core:audit", "core:outbox"])
def test_a_list_takes_the_same_queries_for_one_row_and_for_three(log_in, town, noon, page, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    me = make_user("both", role="system_admin", unit=town)
    client = log_in(me)

    def add(n):
        someone = make_user(cadre=make_cadre(unit=town))
        notice_for(me, noon, str(n))
        letter_to(someone, noon, str(n))
        audit.record("x", town, by=someone, at=noon, unit_path=town.path)

    add(1)
    client.get(reverse(page))
    with CaptureQueriesContext(connection) as first:
        client.get(reverse(page))
    add(2)
    add(3)
    with django_assert_num_queries(len(first)):
        assert len(client.get(reverse(page)).context["object_list"]) == 3
