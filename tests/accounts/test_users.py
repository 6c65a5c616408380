"""Log-ins, roles and the door: who may give what to whom, and what the door tells."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts import actions, selectors
from accounts.models import Post, Role, RoleGrant, User
from core.errors import DomainError
from tests.factories import PASSWORD, START, make_cadre, make_user

DAY = datetime.date(2026, 11, 20)
LOGIN = "/login/"


@pytest.fixture
def stamp(town: SimpleNamespace, noon: datetime.datetime) -> dict[str, Any]:
    return {"by": town.admin, "at": noon}


def knock(client: Client, username: str, password: str) -> Any:
    return client.post(LOGIN, {"username": username, "password": password})


class TestLogIns:
    def test_a_new_one_comes_with_a_password_that_is_shown_once(self, log_in: Any, town: SimpleNamespace) -> None:
        cadre = make_cadre("新人", unit=town.office)
        data = {"cadre": cadre.pk, "username": "xinren", "once_key": "8b2d3a5e-1111-4222-8333-944455556666"}
        client = log_in(town.admin)
        answer = client.post("/users/new/", data)
        user = User.objects.get(username="xinren")
        assert user.check_password(answer.context["password"]) and user.must_change_password
        assert answer["Cache-Control"] == "no-store"
        again = client.post("/users/new/", data)
        assert again.status_code == 302 and User.objects.filter(cadre=cadre).count() == 1

    def test_somebody_who_is_no_cadre_needs_a_role(self, town: SimpleNamespace, stamp: dict[str, Any]) -> None:
        with pytest.raises(DomainError):
            actions.create_user("guest", name="来宾", **stamp)
        user, _password = actions.create_user("guest", name="来宾", role=Role.AUDITOR, unit=town.office, **stamp)
        assert user in User.objects.visible_to(town.admin)

    @pytest.mark.parametrize(("fields", "field"), [({"username": "member"}, "username"), ({}, "cadre")])
    def test_names_and_cadres_have_one_log_in(
        self, town: SimpleNamespace, stamp: dict[str, Any], fields: dict[str, str], field: str
    ) -> None:
        with pytest.raises(DomainError) as refusal:
            actions.create_user(**{"username": "another", **fields}, cadre=town.clerk, **stamp)
        assert refusal.value.field == field

    def test_a_new_password_ends_a_lock_out(self, town: SimpleNamespace, stamp: dict[str, Any]) -> None:
        User.objects.filter(pk=town.member.pk).update(locked_until=stamp["at"] + datetime.timedelta(minutes=5))
        actions.reset_password(town.member, **stamp)
        assert User.objects.get(pk=town.member.pk).locked_until is None

    def test_the_page_shows_the_new_password(self, log_in: Any, town: SimpleNamespace) -> None:
        answer = log_in(town.admin).post(reverse("accounts:password_reset", args=[town.member.pk]))
        assert User.objects.get(pk=town.member.pk).check_password(answer.context["password"])

    def test_nobody_closes_their_own(self, town: SimpleNamespace, noon: datetime.datetime) -> None:
        with pytest.raises(DomainError, match="自己"):
            actions.set_active(town.system, is_active=False, by=town.system, at=noon)

    def test_a_closed_one_opens_no_door(self, client: Client, town: SimpleNamespace, stamp: dict[str, Any]) -> None:
        actions.set_active(town.member, is_active=False, **stamp)
        assert knock(client, "member", PASSWORD).status_code == 200

    def test_who_reaches_further_up_is_not_managed_from_below(
        self, town: SimpleNamespace, stamp: dict[str, Any]
    ) -> None:
        """A new password for somebody with a second post in the county would be a way up."""
        Post.objects.create(cadre=town.clerk, unit=town.county, title="兼职", is_main=False, start=START)
        assert not selectors.manages_user(town.admin, town.member, DAY)
        with pytest.raises(PermissionDenied):
            actions.reset_password(town.member, **stamp)

    def test_a_system_administrator_is_not_managed_by_an_organisation_administrator(
        self, town: SimpleNamespace
    ) -> None:
        local = make_user("local", role=Role.SYSTEM_ADMIN, unit=town.office)
        assert not selectors.manages_user(town.admin, local, DAY)
        assert selectors.manages_user(town.system, local, DAY)


class TestRoles:
    def test_a_role_is_given_inside_the_own_part(self, town: SimpleNamespace, stamp: dict[str, Any]) -> None:
        actions.grant_role(town.member, role=Role.LEADER, unit=town.section, start=DAY, **stamp)
        assert User.objects.get(pk=town.member.pk).access.covers(town.section.path, "leader")

    @pytest.mark.parametrize("where", ["county", "other"])
    def test_not_outside_it(self, town: SimpleNamespace, stamp: dict[str, Any], where: str) -> None:
        with pytest.raises(PermissionDenied):
            actions.grant_role(town.member, role=Role.LEADER, unit=getattr(town, where), start=DAY, **stamp)

    def test_only_a_system_administrator_makes_another(
        self, town: SimpleNamespace, stamp: dict[str, Any], noon: datetime.datetime
    ) -> None:
        wanted = {"role": Role.SYSTEM_ADMIN, "unit": town.office, "start": DAY}
        with pytest.raises(PermissionDenied):
            actions.grant_role(town.member, **wanted, **stamp)
        assert actions.grant_role(town.member, **wanted, by=town.system, at=noon).pk

    def test_nobody_grants_to_themselves(self, town: SimpleNamespace, stamp: dict[str, Any]) -> None:
        with pytest.raises(DomainError, match="自己"):
            actions.grant_role(town.admin, role=Role.PERSONNEL, unit=town.office, start=DAY, **stamp)

    def test_the_form_offers_no_role_that_may_not_be_given(self, log_in: Any, town: SimpleNamespace) -> None:
        form = log_in(town.admin).get(reverse("accounts:grant_create", args=[town.member.pk])).context["form"]
        assert "system_admin" not in dict(form.fields["role"].choices)
        assert set(form.fields["unit"].queryset) == {town.office, town.section}

    def test_a_role_that_is_taken_away_ended_yesterday(self, town: SimpleNamespace, stamp: dict[str, Any]) -> None:
        grant = town.secretary.grants.get()
        actions.revoke_role(grant, **stamp)
        assert RoleGrant.objects.get(pk=grant.pk).end == datetime.date(2026, 11, 19)
        assert not User.objects.get(pk=town.secretary.pk).access.has_role("secretary")

    def test_a_role_given_and_taken_on_one_day_never_was(self, town: SimpleNamespace, stamp: dict[str, Any]) -> None:
        grant = actions.grant_role(town.member, role=Role.LEADER, unit=town.section, start=DAY, **stamp)
        actions.revoke_role(grant, **stamp)
        assert not RoleGrant.objects.filter(user=town.member).exists()
