"""The boxes to type in find what the user may pick, and nothing else."""

import pytest
from django.urls import reverse


def found(client, name, **query):
    return [row["label"] for row in client.get(reverse(f"visits:{name}"), query).json()]


@pytest.mark.parametrize("name", ["find_targets", "find_cadres", "find_pairings"])
def test_a_stranger_finds_nothing(client, db, name):
    assert client.get(reverse(f"visits:{name}")).status_code == 302


def test_targets_are_found_by_name_in_what_one_sees(town, log_in):
    assert found(log_in(town.keeper), "find_targets", q="张大") == ["张大山"]
    assert found(log_in(town.auditor), "find_targets", q="张大") == ["张大山"]
    assert found(log_in(town.zhao_user), "find_targets", q="张大") == []


def test_cadres_are_found_by_name_with_their_post(town, log_in):
    rows = log_in(town.wang_user).get(reverse("visits:find_cadres"), {"q": "李秀"}).json()
    assert rows == [{"value": town.li.pk, "label": "李秀英", "note": "青石镇 干部"}]
    assert found(log_in(town.zhao_user), "find_cadres", q="李秀") == []


def test_the_secretary_is_offered_the_pairings_of_the_cadre_that_was_chosen(town, log_in):
    query = {"cadres": town.wang.pk}
    assert "张大山" in log_in(town.keeper).get(reverse("visits:find_pairings"), query).content.decode()


def test_others_are_offered_their_own_whatever_they_ask_for(town, log_in):
    for user in (town.li_user, town.zhao_user, town.auditor):
        page = log_in(user).get(reverse("visits:find_pairings"), {"cadres": town.wang.pk}).content.decode()
        assert "张大山" not in page


def test_a_secretary_is_not_offered_the_pairings_of_another_units_cadre(town, log_in):
    from tests.factories import make_household, make_pairing

    theirs = make_household("钱外人", unit=town.other)
    make_pairing(town.zhao, theirs, unit=town.other, category="registered_poor_household")
    page = log_in(town.keeper).get(reverse("visits:find_pairings"), {"cadres": town.zhao.pk}).content.decode()
    assert "钱外人" not in page


@pytest.mark.parametrize("cadre", ["²", "9" * 30, "9" * 5000, "x"])
def test_a_number_that_is_none_finds_nobody(log_in, town, cadre):
    browser = log_in(town.keeper)
    assert browser.get(reverse("visits:find_pairings"), {"cadres": cadre}).status_code == 200
    assert browser.get(reverse("visits:create"), {"cadre": cadre}).status_code == 200


def test_a_link_to_a_kind_that_no_database_can_look_up_opens_the_form(log_in, town):
    assert log_in(town.wang_user).get(reverse("visits:create"), {"kind": "home\x00visit"}).status_code == 200
