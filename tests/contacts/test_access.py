"""Every page of contacts, asked for by a stranger, another unit, the own unit, and an auditor."""

import pytest
from django.urls import NoReverseMatch, reverse

from contacts.models import Arrangement, HelpMeasure, HelpPlan
from tests.addresses import addresses
from tests.contacts.conftest import DAY
from tests.factories import make_pairing, make_resident
from tests.factories_cards import make_card, make_issue, make_style

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

LISTS = ["points", "pairings", "households", "residents", "categories", "mine", "arrangement", "help_plans"]
DETAILS = ["point", "household", "resident", "pairing", "arrangement_detail", "help_plan"]
DETAILS += ["arrangement_document", "arrangement_pdf", "card", "card_holders"]
LISTS += ["cards", "cards_stale", "cards_print"]
KEEPER_FORMS = ["point_create", "household_create", "resident_create", "pair", "arrangement_create", "duplicates"]
KEEPER_FORMS += ["card_create", "cards_make", "card_styles", "card_style_create"]
OBJECT_FORMS = ["point_edit", "point_withdraw", "household_edit", "household_remove", "household_resident_create"]
OBJECT_FORMS += ["resident_edit", "resident_remove", "pairing_end", "pairing_replace", "pairing_change", "hand_over"]
OBJECT_FORMS += ["arrangement_publish", "help_plan_edit", "help_plan_close", "measure_create", "measure_done"]
OBJECT_FORMS += ["card_edit", "card_withdraw", "card_hand_over", "card_issue_end", "card_style_edit"]
BUTTONS = ["pairing_remove", "arrangement_copy", "measure_remove"]
ADMIN_FORMS = ["category_create", "category_edit"]
ADMIN_BUTTONS = ["category_retire", "category_restore"]
ELSEWHERE_TESTED = ["merge", "help_plan_create", "card_pdf"]


@pytest.fixture
def pages(world):
    """The address of every page, about an object of the county."""
    draft = Arrangement.objects.create(unit=world.county, year=2027, title="2027年度安排")
    published = Arrangement.objects.create(
        unit=world.county,
        year=2026,
        title="2026年度安排",
        number="长办发〔2026〕5号",
        state="published",
        published_on=DAY,
    )
    year = {"start": DAY.replace(year=2027), "end": DAY.replace(year=2027, month=12, day=31)}
    in_draft = make_pairing(world.wang, world.point, unit=world.office, arrangement=draft, **year)
    single = make_pairing(world.zhao, world.point, unit=world.office)
    plan = HelpPlan.objects.create(household=world.household, unit=world.office, cause="因病", start=DAY, end=DAY)
    measure = HelpMeasure.objects.create(plan=plan, text="送技术")
    resident = make_resident(unit=world.village, household=world.household)
    style = make_style(world.office)
    card = make_card(world.office, world.wang)
    keys = {
        "card": card,
        "card_issue": make_issue(card, world.household),
        "card_style": style,
        "point": world.point,
        "household": world.household,
        "resident": resident,
        "pairing": single,
        "pairing_change": in_draft,
        "pairing_remove": in_draft,
        "hand_over": world.zhao,
        "arrangement_detail": published,
        "arrangement": draft,
        "arrangement_document": published,
        "arrangement_pdf": published,
        "help_plan": plan,
        "measure": measure,
        "measure_create": plan,
        "category": world.category("key_project"),
    }

    def address(name):
        found = keys.get(name) or keys.get(name.rsplit("_", 1)[0]) or keys.get(name.split("_")[0])
        try:
            return reverse(f"contacts:{name}")
        except NoReverseMatch:
            return reverse(f"contacts:{name}", args=[found.pk])

    return address


def status(log_in, user, address, method="get"):
    return getattr(log_in(user), method)(address).status_code


def test_every_page_stands_in_one_of_the_lists_of_this_test():
    forms = {*KEEPER_FORMS, *OBJECT_FORMS, *ADMIN_FORMS}
    known = {*LISTS, *DETAILS, *forms, *BUTTONS, *ADMIN_BUTTONS, *ELSEWHERE_TESTED}
    there = [address.name for address in addresses()]
    assert {name.removeprefix("contacts:") for name in there if name.startswith("contacts:")} == known


@pytest.mark.parametrize("name", LISTS + DETAILS + KEEPER_FORMS + OBJECT_FORMS + ADMIN_FORMS)
def test_a_stranger_is_asked_to_log_in(client, pages, name):
    response = client.get(pages(name))
    assert response.status_code == 302
    assert response.url.startswith(reverse("accounts:login"))


@pytest.mark.parametrize("name", LISTS + DETAILS + KEEPER_FORMS + OBJECT_FORMS + ADMIN_FORMS)
def test_who_keeps_the_place_sees_the_page(log_in, world, pages, name):
    assert status(log_in, world.keeper, pages(name)) == 200


@pytest.mark.parametrize("name", DETAILS + OBJECT_FORMS + BUTTONS)
def test_another_unit_does_not_find_it(log_in, world, pages, name):
    method = "post" if name in BUTTONS else "get"
    assert status(log_in, world.stranger, pages(name), method) == 404


@pytest.mark.parametrize("name", LISTS + DETAILS)
def test_an_auditor_reads(log_in, world, pages, name):
    assert status(log_in, world.auditor, pages(name)) == 200


@pytest.mark.parametrize("name", KEEPER_FORMS + OBJECT_FORMS + BUTTONS + ADMIN_FORMS + ADMIN_BUTTONS)
def test_an_auditor_never_writes(log_in, world, pages, name):
    # A draft is not even visible to somebody who does not keep it.
    hidden = {"pairing_change", "pairing_remove", "arrangement_publish", "arrangement_copy"}
    address = pages(name)
    assert status(log_in, world.auditor, address, "post") == (404 if name in hidden else 403)


@pytest.mark.parametrize("name", KEEPER_FORMS + ADMIN_FORMS)
def test_a_colleague_without_a_role_gets_no_form(log_in, world, pages, name):
    assert status(log_in, world.member, pages(name)) == 403


@pytest.mark.parametrize("name", BUTTONS + ADMIN_BUTTONS)
def test_buttons_answer_to_posts_only(log_in, world, pages, name):
    assert status(log_in, world.keeper, pages(name)) == 405
