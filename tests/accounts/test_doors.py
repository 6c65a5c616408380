"""The door and what lies behind it for oneself: log-in, lock-out, password, own settings, acting for somebody."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import Role, User
from core.errors import DomainError
from core.models import AuditEntry
from tests.factories import PASSWORD, make_user

DAY = datetime.date(2026, 11, 20)
LOGIN = "/login/"


@pytest.fixture
def stamp(town: SimpleNamespace, noon: datetime.datetime) -> dict[str, Any]:
    return {"by": town.admin, "at": noon}


def knock(client: Client, username: str, password: str) -> Any:
    return client.post(LOGIN, {"username": username, "password": password})


class TestTheDoor:
    def test_the_right_password_opens_and_is_noted(self, client: Client, town: SimpleNamespace) -> None:
        assert knock(client, "member", PASSWORD).status_code == 302
        assert AuditEntry.objects.get(action="accounts.log_in").actor == town.member

    def test_five_failures_lock_the_name_even_for_the_right_password(
        self, client: Client, town: SimpleNamespace
    ) -> None:
        for _try in range(5):
            knock(client, "member", "wrong")
        assert knock(client, "member", PASSWORD).status_code == 200
        assert AuditEntry.objects.about(town.member).filter(action="accounts.lock_user").count() == 1

    def test_the_lock_opens_by_itself(
        self, client: Client, town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, noon: datetime.datetime
    ) -> None:
        for _try in range(5):
            knock(client, "member", "wrong")
        monkeypatch.setattr("core.clock.now", lambda: noon + datetime.timedelta(minutes=16))
        assert knock(client, "member", PASSWORD).status_code == 302

    def test_four_failures_are_forgotten_after_a_success(self, client: Client, town: SimpleNamespace) -> None:
        for _try in range(4):
            knock(client, "member", "wrong")
        knock(client, "member", PASSWORD)
        assert User.objects.get(pk=town.member.pk).failed_log_ins == 0

    def test_the_refusal_does_not_tell_whether_the_name_exists_is_closed_or_locked(
        self, client: Client, town: SimpleNamespace
    ) -> None:
        User.objects.filter(pk=town.stranger.pk).update(is_active=False)
        for _try in range(5):
            knock(client, "member", "wrong")
        answers = {
            tuple(knock(client, name, password).context["form"].non_field_errors())
            for name, password in [("nobody", "x"), ("member", PASSWORD), ("admin", "x"), ("stranger", PASSWORD)]
        }
        assert len(answers) == 1

    def test_no_password_is_written_into_the_audit_trail(self, client: Client, town: SimpleNamespace) -> None:
        knock(client, "member", "geheim-123")
        knock(client, "geheim-456", "x")
        assert "geheim" not in str(list(AuditEntry.objects.values()))
        assert AuditEntry.objects.filter(action="accounts.fail_log_in").count() == 2

    def test_leaving_is_noted(self, log_in: Any, town: SimpleNamespace) -> None:
        log_in(town.member).post("/logout/")
        assert AuditEntry.objects.get(action="accounts.log_out").actor == town.member

    def test_an_idle_session_ends(
        self, client: Client, town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, noon: datetime.datetime
    ) -> None:
        knock(client, "member", PASSWORD)
        client.get("/me/")
        monkeypatch.setattr("core.clock.now", lambda: noon + datetime.timedelta(minutes=61))
        answer = client.get("/me/")
        assert answer.status_code == 302 and "idle=1" in answer["Location"]
        assert "没有操作" in client.get(answer["Location"]).content.decode()

    def test_who_was_idle_is_told_that_what_they_sent_was_not_saved_and_comes_back_to_its_page(
        self, client: Client, town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, noon: datetime.datetime
    ) -> None:
        knock(client, "member", PASSWORD)
        client.get("/me/")
        monkeypatch.setattr("core.clock.now", lambda: noon + datetime.timedelta(minutes=61))
        page = "http://testserver/feedback/new/?page=%2Fme%2F"
        answer = client.post("/feedback/1/withdraw/", {}, headers={"referer": page})
        text = client.get(answer["Location"]).content.decode()
        assert "没有保存" in text and f'name="next" value="{page}"' in text

    def test_a_one_time_password_must_be_changed_first(self, client: Client, town: SimpleNamespace) -> None:
        User.objects.filter(pk=town.member.pk).update(must_change_password=True)
        knock(client, "member", PASSWORD)
        assert client.get("/me/")["Location"] == "/password/"
        new = {"old_password": PASSWORD, "new_password1": "River-Bank-2027", "new_password2": "River-Bank-2027"}
        assert client.post("/password/", new).status_code == 302
        assert client.get("/me/").status_code == 200

    @pytest.mark.parametrize("bad", ["short-1", "12345678901234", "password123", PASSWORD])
    def test_a_weak_or_kept_password_is_refused(self, log_in: Any, town: SimpleNamespace, bad: str) -> None:
        new = {"old_password": PASSWORD, "new_password1": bad, "new_password2": bad}
        answer = log_in(town.member).post("/password/", new)
        assert answer.status_code == 200 and answer.context["form"].errors


class TestDelegation:
    @pytest.fixture
    def given(self, town: SimpleNamespace, noon: datetime.datetime) -> Any:
        return actions.give_delegation(town.member, start=DAY, end=DAY, by=town.secretary, at=noon)

    def test_the_deputy_is_told(self, town: SimpleNamespace, given: Any) -> None:
        assert "周立群" in town.member.inbox.get().title

    def test_the_deputy_acts_and_every_page_says_so(self, log_in: Any, town: SimpleNamespace, given: Any) -> None:
        client = log_in(town.member)
        client.post(reverse("accounts:delegation_act", args=[given.pk]))
        assert "您正在代周立群办理" in client.get("/me/").content.decode()
        client.post(f"/cadres/{town.clerk.pk}/leave/new/", {"kind": "annual", "start": DAY, "end": DAY})
        entry = AuditEntry.objects.get(action="accounts.add_leave")
        assert (entry.actor, entry.on_behalf_of) == (town.member, town.secretary)
        client.post("/delegations/stop/")
        assert "您正在代" not in client.get("/me/").content.decode()
        assert AuditEntry.objects.filter(action="accounts.stop_acting", on_behalf_of=town.secretary).exists()

    def test_what_was_lent_is_taken_back_at_once(
        self, log_in: Any, town: SimpleNamespace, given: Any, noon: datetime.datetime
    ) -> None:
        client = log_in(town.member)
        client.post(reverse("accounts:delegation_act", args=[given.pk]))
        actions.revoke_delegation(given, by=town.secretary, at=noon)
        assert "您正在代" not in client.get("/me/").content.decode()

    def test_nobody_else_uses_or_revokes_it(self, log_in: Any, town: SimpleNamespace, given: Any) -> None:
        for name in ("delegation_act", "delegation_revoke"):
            assert log_in(town.stranger).post(reverse(f"accounts:{name}", args=[given.pk])).status_code == 404

    def test_roles_are_not_given_on_somebodys_behalf(self, town: SimpleNamespace, noon: datetime.datetime) -> None:
        town.member.acting_for = town.admin
        with pytest.raises(DomainError, match="代他人办理"):
            actions.grant_role(town.stranger, role=Role.LEADER, unit=town.office, start=DAY, by=town.member, at=noon)

    @pytest.mark.parametrize(
        ("start", "end", "field"),
        [
            ("2026-11-19", "2026-11-20", "start"),
            ("2026-11-21", "2026-11-20", "end"),
            ("2026-11-21", "2028-11-20", "end"),
        ],
    )
    def test_past_reversed_and_endless_days_are_refused(
        self, town: SimpleNamespace, noon: datetime.datetime, start: str, end: str, field: str
    ) -> None:
        days = {"start": datetime.date.fromisoformat(start), "end": datetime.date.fromisoformat(end)}
        with pytest.raises(DomainError) as refusal:
            actions.give_delegation(town.member, **days, by=town.secretary, at=noon)
        assert refusal.value.field == field


def test_everybody_sets_language_and_mail_for_themselves(log_in: Any, town: SimpleNamespace) -> None:
    client = log_in(town.member)
    data = {"email": "new@example.com", "language": "en", "mail_preference": "off", "version": "0"}
    client.post("/me/", data)
    user = User.objects.get(pk=town.member.pk)
    assert (user.email, user.language, user.mail_preference) == ("new@example.com", "en", "off")
    # The same form once more is stale; it is refused in the language just chosen, so the words are not asked about.
    assert client.post("/me/", data).context["form"].non_field_errors()


def test_the_first_administrator_is_made_once(db: Any, capsys: pytest.CaptureFixture[str], client: Client) -> None:
    from django.core.management import CommandError, call_command

    call_command("first_admin")
    password = capsys.readouterr().out.split("：")[-1].split("（")[0]
    assert knock(client, "admin", password).status_code == 302
    with pytest.raises(CommandError):
        call_command("first_admin", username="second")


def test_an_empty_installation_leads_its_administrator_to_found_the_organisation(db: Any, log_in: Any) -> None:
    client = log_in(make_user("first", is_superuser=True))
    for page in ("/units/", "/petitions/settings/", "/reports/rollup/", "/reports/annual/"):
        assert client.get(page)["Location"] == "/units/found/"
    answer = client.post("/units/found/", {"name": "青山县", "kind": "county"})
    assert answer.status_code == 302 and client.get("/units/found/").status_code == 403


def test_pages_are_for_one_reader_and_gone_after_log_out(log_in, town):
    client = log_in(town.member)
    assert client.get("/me/")["Cache-Control"] == "private, no-cache"
    assert client.post("/logout/")["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize("way", ["log out", "idle", "gone"])
def test_what_was_said_to_one_is_not_said_to_the_next(client, town, way, monkeypatch, noon):
    client.force_login(town.admin)
    client.get("/me/")
    said = {"path": "/cadres/", "query": "q=%E5%91%A8", "name": "周姓"}
    assert "messages" in client.post("/views/save/", said).cookies
    if way == "log out":
        client.post("/logout/")
    elif way == "idle":
        monkeypatch.setattr("core.clock.now", lambda: noon + datetime.timedelta(days=1))
        client.get("/cadres/")
    else:
        del client.cookies["sessionid"]
    answer = client.post("/login/", {"username": "member", "password": PASSWORD}, follow=True)
    assert answer.context["user"] == town.member and "周姓" not in answer.content.decode()
