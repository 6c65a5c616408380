"""Inviting people for the first time: by mail, by slips, and how they come in."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actions
from accounts.actions.invitations import find_invitation, redeem_code
from accounts.invitees import invitees
from accounts.models import Invitation, InvitationRound, RoleGrant, User
from accounts.usernames import usernames_for
from core import clock
from core.errors import DomainError
from core.models import AuditEntry, OutboxMessage
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/users/invite/"
TODAY = datetime.date(2026, 11, 20)
NEW = {"new_password1": "River-Stone-2026", "new_password2": "River-Stone-2026"}


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch, noon):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: noon)


@pytest.fixture
def county():
    return make.make_unit("清河县", kind="county")


@pytest.fixture
def town(county):
    return make.make_unit("柳溪镇", parent=county, kind="township")


@pytest.fixture
def admin(county):
    return make.make_user("admin", role="organisation_admin", unit=county)


@pytest.fixture
def li(town):
    return make.make_cadre("李建国", unit=town, email="li@example.com", position="head", title="党委书记")


@pytest.fixture
def wang(town):
    return make.make_cadre("王小梅", unit=town)


def invite(client, *cadres, way="mail", **data):
    return client.post(PAGE, {"people": [cadre.pk for cadre in cadres], "way": way, **data})


def letters():
    return OutboxMessage.objects.filter(what="accounts.invite")


def code_of(letter):
    return re.search(r"/invited/([\w-]+)/", letter.text)[1]


def slips_of(round_, admin, noon):
    return {row.user.name: code for row, code in actions.print_slips(round_, by=admin, at=noon)}


def test_only_administrators_invite(client, log_in, town, li):
    assert client.get(PAGE).url.startswith("/login/")
    for role in ("secretary", "auditor"):
        assert log_in(make.make_user(role=role, unit=town)).get(PAGE).status_code == 403


def test_user_names_are_spelt_and_numbered_where_they_are_taken():
    names = ["李建国", "李建国", "古丽·买买提", "Anna Li", "·"]
    assert usernames_for(names, taken={"lijianguo", "lijianguo2"}) == [
        "lijianguo3", "lijianguo4", "gulimaimaiti", "annali", "user",
    ]  # fmt: skip


def test_the_page_lists_who_never_logged_in(log_in, admin, town, li, wang, noon):
    make.make_user(cadre=make.make_cadre("来过的", unit=town), last_login=noon)
    make.make_cadre("离任的", unit=town, left_on=TODAY)
    page = log_in(admin).get(PAGE)
    assert [one.username for one in page.context["people"]] == ["lijianguo", "wangxiaomei"]
    assert [one.cadre for one in log_in(admin).get(f"{PAGE}?position=head").context["people"]] == [li]


def test_who_has_a_post_further_up_is_invited_from_there(county, town, li):
    make.make_cadre("赵敏", unit=county)
    li.posts.create(unit=county, title="常委", start=make.START)
    of_town = make.make_user(role="organisation_admin", unit=town)
    assert invitees(of_town, town, on=TODAY) == []
    with pytest.raises(DomainError):
        actions.invite([li.pk], unit=town, way="slip", by=of_town, at=clock.now())
    with pytest.raises(PermissionDenied):
        actions.invite([li.pk], unit=county, way="slip", by=of_town, at=clock.now())


def test_a_letter_leads_to_ones_own_password_and_in(client, log_in, admin, li, wang):
    page = invite(log_in(admin), li, wang, role="secretary")
    assert page.url == InvitationRound.objects.get().get_absolute_url()
    letter = letters().get()
    user = User.objects.get(cadre=li)
    assert letter.recipient == user
    assert not user.has_usable_password()
    assert RoleGrant.objects.get(user=user).unit == li.posts.get().unit
    assert not User.objects.filter(cadre=wang).exists()
    client.logout()
    way_in = f"/invited/{code_of(letter)}/"
    assert "lijianguo" in client.get(way_in).content.decode()
    assert client.post(way_in, NEW | {"new_password2": "another-one"}).context["form"].errors
    assert client.post(way_in, NEW).url == "/"
    assert client.get("/").context["user"] == user
    client.logout()
    assert client.get(way_in).status_code == 404
    assert client.login(username="lijianguo", password=NEW["new_password1"])


def test_the_code_is_kept_nowhere_but_in_the_letter(log_in, admin, li):
    invite(log_in(admin), li)
    code = code_of(letters().get())
    kept = [*Invitation.objects.values(), *User.objects.values(), *AuditEntry.objects.values()]
    assert code not in str(kept)


def test_slips_are_new_each_time_and_work_once_as_a_password(client, log_in, admin, li, wang, noon):
    invite(log_in(admin), li, wang, way="slip")
    round_ = InvitationRound.objects.get()
    first, second = slips_of(round_, admin, noon), slips_of(round_, admin, noon)
    client.logout()
    assert not client.login(username="wangxiaomei", password=first["王小梅"])
    assert not client.login(username="lijianguo", password=second["王小梅"])
    assert client.post("/login/", {"username": "wangxiaomei", "password": second["王小梅"]}).status_code == 302
    assert client.get("/").url == "/password/"
    assert set(slips_of(round_, admin, noon)) == {"李建国"}


def test_a_slip_is_no_way_up_where_somebody_rose_after_the_invitation(client, county, town, li, noon):
    of_town = make.make_user(role="organisation_admin", unit=town)
    round_ = actions.invite([li.pk], unit=town, way="slip", by=of_town, at=noon)
    code = slips_of(round_, of_town, noon)["李建国"]
    RoleGrant.objects.create(user=User.objects.get(cadre=li), role="system_admin", unit=county, start=make.START)
    with pytest.raises(DomainError, match="没有待打印"):
        actions.print_slips(round_, by=of_town, at=noon)
    assert client.get(f"/invited/{code}/").status_code == 404
    assert not client.login(username="lijianguo", password=code)


def test_a_code_that_was_taken_back_in_the_meantime_opens_nothing(admin, li, town, noon):
    round_ = actions.invite([li.pk], unit=town, way="slip", by=admin, at=noon)
    found = find_invitation(slips_of(round_, admin, noon)["李建国"], on=TODAY)
    actions.withdraw_round(round_, by=admin, at=noon)
    with pytest.raises(DomainError, match="已经使用"):
        actions.accept_invitation(found, password=NEW["new_password1"], at=noon)


@pytest.mark.either
def test_the_slips_are_a_paper_that_is_not_kept(log_in, admin, li):
    client = log_in(admin)
    invite(client, li, way="slip")
    paper = client.post(f"{InvitationRound.objects.get().get_absolute_url()}slips/")
    assert paper.content.startswith(b"%PDF")
    assert paper["Cache-Control"] == "no-store"


def test_an_invitation_ends_after_thirty_days(client, log_in, admin, li, monkeypatch):
    invite(log_in(admin), li)
    code = code_of(letters().get())
    client.logout()
    monkeypatch.setattr(clock, "today", lambda: TODAY + datetime.timedelta(days=30))
    assert client.get(f"/invited/{code}/").status_code == 200
    monkeypatch.setattr(clock, "today", lambda: TODAY + datetime.timedelta(days=31))
    assert client.get(f"/invited/{code}/").status_code == 404
    User.objects.filter(cadre=li).update(is_active=False)
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    assert client.get(f"/invited/{code}/").status_code == 404


def test_the_code_of_somebody_who_came_in_another_way_is_void(client, log_in, admin, li, wang, noon):
    invite(log_in(admin), li, wang, way="slip")
    round_ = InvitationRound.objects.get()
    code = slips_of(round_, admin, noon)["李建国"]
    User.objects.filter(cadre=li).update(last_login=noon)
    client.logout()
    assert client.get(f"/invited/{code}/").status_code == 404
    assert not client.login(username="lijianguo", password=code)
    assert set(slips_of(round_, admin, noon)) == {"王小梅"}
    assert InvitationRound.objects.counted().get().came == 1


def test_a_round_is_taken_back_with_its_log_ins_as_long_as_nobody_came(log_in, admin, li, wang, noon):
    client = log_in(admin)
    invite(client, li, wang, way="slip")
    round_ = InvitationRound.objects.get()
    redeem_code(User.objects.get(cadre=wang), slips_of(round_, admin, noon)["王小梅"], at=noon)
    page = client.post(f"{round_.get_absolute_url()}withdraw/", follow=True).content.decode()
    assert "已撤回1份" in page
    assert list(User.objects.exclude(pk=admin.pk).values_list("cadre__name", flat=True)) == ["王小梅"]
    assert "都已登录" in client.post(f"{round_.get_absolute_url()}withdraw/", follow=True).content.decode()


def test_a_letter_that_waits_is_not_sent_after_the_round_was_taken_back(log_in, admin, li):
    client = log_in(admin)
    page = client.get(invite(client, li).url).content.decode()
    assert page.count("/withdraw/") == 2
    client.post(f"{InvitationRound.objects.get().get_absolute_url()}withdraw/")
    assert not letters().exists()
    assert not InvitationRound.objects.exists()


def test_who_did_not_come_is_invited_anew_and_the_log_in_still_goes_with_it(log_in, admin, li):
    client = log_in(admin)
    invite(client, li)
    assert client.get(PAGE).context["people"] == []
    assert [one.cadre for one in client.get(f"{PAGE}?again=on").context["people"]] == [li]
    invite(client, li, way="slip")
    assert "请至少选择一人" in invite(client).content.decode()
    client.post(f"{PAGE}?again=on", {"people": [li.pk], "way": "slip"})
    assert Invitation.objects.get().made_user
    assert InvitationRound.objects.count() == 2


def test_only_those_with_an_address_are_reached_by_mail(log_in, admin, wang):
    assert "没有电子邮箱" in invite(log_in(admin), wang).content.decode()
    assert not User.objects.filter(cadre=wang).exists()


def test_a_round_is_seen_by_those_who_administer_its_unit(log_in, admin, county, li):
    invite(log_in(admin), li)
    round_ = InvitationRound.objects.get()
    other = make.make_user(role="organisation_admin", unit=make.make_unit("河口镇"))
    for client in (log_in(other), log_in(make.make_user(role="secretary", unit=county))):
        assert client.get(round_.get_absolute_url()).status_code == 404
        assert client.post(f"{round_.get_absolute_url()}withdraw/").status_code == 404
        assert client.post(f"{round_.get_absolute_url()}slips/").status_code == 404


def test_inviting_costs_the_same_for_one_and_for_three(admin, town, noon):
    counts, _once_asked = [], admin.access
    for number in (1, 3):
        cadres = [make.make_cadre(unit=town, email="a@example.com") for _n in range(number)]
        with CaptureQueriesContext(connection) as asked:
            actions.invite([c.pk for c in cadres], unit=town, way="mail", role="secretary", by=admin, at=noon)
        counts.append(len(asked))
    assert counts[0] == counts[1]
