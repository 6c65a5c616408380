"""What was said in a talk is read by those who took part and the superior of the leader who held it; by nobody else."""

import datetime
import io
import json

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse

from accounts.models import Delegation, Position
from core.errors import DomainError
from core.models import AuditEntry
from tests.factories import make_cadre, make_user
from tests.visits.conftest import NOW, TODAY
from visits.actions import change_log, log_visit, withdraw_log
from visits.entries import MatterHeard
from visits.models import Attachment, VisitLog
from visits.selectors import ledger_rows, may_read_content

SECRET = "家中老人病重想调回县城"
NEW_SECRET = "后来又说想辞职"


@pytest.fixture
def people(town):
    """Those who might read it: a head above, a clerk who typed it, and all the roles."""
    town.head = make_cadre("县委书记", unit=town.county, position=Position.HEAD, title="县委书记")
    town.mayor = make_cadre("镇党委书记", unit=town.unit, position=Position.HEAD, title="党委书记")
    town.head_user, town.mayor_user = make_user("head", cadre=town.head), make_user("mayor", cadre=town.mayor)
    for role in ("leader", "personnel", "petition_clerk", "system_admin"):
        setattr(town, f"{role}_user", make_user(role, role=role, unit=town.county))
    return town


@pytest.fixture
def talk(people):
    """王建国 talked with 李秀英; the secretary typed it for them."""
    return log_visit(
        by=people.keeper,
        at=NOW,
        kind="heart_to_heart",
        first_day=TODAY,
        cadres=[people.wang, people.li],
        content=SECRET,
        matters=[MatterHeard("希望增加值班室暖气")],
    )


def outsiders(people):
    names = ["keeper", "auditor", "admin", "root", "leader_user", "personnel_user", "petition_clerk_user"]
    return [getattr(people, name) for name in [*names, "system_admin_user", "head_user", "zhao_user"]]


def test_it_is_read_by_those_who_took_part_and_by_the_leaders_superior(people, talk):
    for user in (people.wang_user, people.li_user, people.mayor_user):
        assert may_read_content(user, talk), user
    for user in outsiders(people):
        assert not may_read_content(user, talk), user


def test_a_head_s_talk_is_read_by_the_head_above(people):
    talk = log_visit(
        by=people.mayor_user, at=NOW, kind="heart_to_heart", first_day=TODAY, cadres=[people.mayor, people.li]
    )
    assert may_read_content(people.head_user, talk)
    assert not may_read_content(people.wang_user, talk)


def test_acting_for_somebody_does_not_open_what_was_said_to_them(people, talk):
    people.zhao_user.acting_for = people.wang_user
    assert VisitLog.objects.visible_to(people.zhao_user).filter(pk=talk.pk).exists()
    assert not may_read_content(people.zhao_user, talk)


def test_a_deputy_neither_opens_the_change_form_nor_changes_it(people, talk, log_in, monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: NOW)
    Delegation.objects.create(principal=people.wang_user, deputy=people.zhao_user, start=TODAY, end=TODAY)
    browser = log_in(people.zhao_user)
    browser.post(reverse("accounts:delegation_act", args=[Delegation.objects.get().pk]))
    answer = browser.get(reverse("visits:change", args=[talk.pk]))
    assert answer.status_code == 403
    assert SECRET not in answer.content.decode()
    assert browser.get(talk.get_absolute_url()).status_code == 200, "the fact is seen all the same"


def test_no_page_shows_it_to_anybody_else(people, talk, log_in):
    pages = [
        talk.get_absolute_url(),
        reverse("visits:saved", args=[talk.pk]),
        reverse("visits:change", args=[talk.pk]),
        reverse("visits:list"),
        reverse("visits:matters"),
        talk.matters.get().get_absolute_url(),
    ]
    for user in outsiders(people):
        client = log_in(user)
        assert all(SECRET not in client.get(page).content.decode() for page in pages), user
    assert SECRET in log_in(people.li_user).get(talk.get_absolute_url()).content.decode()


def test_others_see_that_the_talk_took_place(people, talk, log_in):
    page = log_in(people.auditor).get(talk.get_absolute_url()).content.decode()
    assert "谈话内容保密" in page
    assert "李秀英" in page


def test_no_search_finds_it(people, talk, log_in):
    for user in (people.wang_user, people.root, people.auditor):
        assert not log_in(user).get(reverse("visits:list"), {"q": SECRET[:4]}).context["object_list"]


def test_it_is_nowhere_in_the_database_in_plain_text(people, talk):
    change_log(talk, by=people.wang_user, at=NOW, version=0, reason="补充", content=NEW_SECRET)
    dump = io.StringIO()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            dump.write(repr(cursor.fetchall()))
    assert SECRET not in dump.getvalue()
    assert NEW_SECRET not in dump.getvalue()
    assert "希望增加值班室暖气" in dump.getvalue()


def test_the_audit_trail_says_that_it_was_changed_and_not_what(people, talk):
    change_log(talk, by=people.wang_user, at=NOW, version=0, reason="补充", content=NEW_SECRET)
    entry = AuditEntry.objects.about(talk).get(action="visits.change_log")
    assert entry.data["talk_changed"] is True
    assert SECRET not in json.dumps(entry.data, ensure_ascii=False)


def test_the_ledger_holds_only_what_was_entered_as_a_matter(people, talk):
    (row,) = ledger_rows(VisitLog.objects.all())
    assert row.content == "（谈话内容保密）"
    assert row.matters == "希望增加值班室暖气"
    assert SECRET not in repr(row)


def test_whoever_typed_it_takes_it_back_unread_and_cannot_change_it(people, talk):
    with pytest.raises(DomainError):
        change_log(talk, by=people.keeper, at=NOW, version=0, reason="改", content="")
    assert withdraw_log(talk, by=people.keeper, at=NOW, reason="填错").state == "withdrawn"


def test_a_change_of_kind_does_not_make_it_public(people, talk):
    from visits.models import VisitKind

    with pytest.raises(DomainError) as caught:
        change_log(talk, by=people.wang_user, at=NOW, version=0, reason="改", kind=VisitKind.objects.get(code="forum"))
    assert caught.value.field == "kind"
    talk.refresh_from_db()
    assert (talk.kind.code, talk.content, talk.talk) == ("heart_to_heart", "", SECRET)


def test_its_files_are_served_to_its_readers_only(people, talk, log_in):
    file = Attachment(log=talk, name="记录.pdf", content_type="application/pdf", size=4, added_at=NOW)
    file.file.save("x.pdf", ContentFile(b"%PDF"))
    url = reverse("visits:download", args=[file.pk])
    for user in outsiders(people):
        client = log_in(user)
        assert client.get(url).status_code == 404, user
        assert "记录.pdf" not in client.get(talk.get_absolute_url()).content.decode()
    assert log_in(people.li_user).get(url).status_code == 200


def test_a_talk_entered_late_is_read_by_who_was_superior_on_the_day(people):
    earlier = TODAY - datetime.timedelta(days=300)
    people.mayor.posts.update(start=TODAY - datetime.timedelta(days=10))
    talk = log_visit(by=people.wang_user, at=NOW, kind="heart_to_heart", first_day=earlier, cadres=[people.wang])
    assert not may_read_content(people.mayor_user, talk)
    assert may_read_content(people.head_user, talk)
