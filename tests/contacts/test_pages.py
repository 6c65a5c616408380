"""What the pages show and hide, keep when refused, and do once."""

import datetime
import re
import uuid

import pytest
from django.urls import reverse

from contacts import panels
from contacts.models import (
    Arrangement,
    ContactCategory,
    ContactPoint,
    HelpMeasure,
    HelpPlan,
    Household,
    Pairing,
)
from core import clock
from tests.contacts.conftest import DAY, page, send
from tests.factories import make_household, make_pairing, make_point, make_resident, make_unit, make_user

pytestmark = pytest.mark.django_db
SECRETS = ("13900000002", "因病", "石门村三组12号")
END = datetime.date(2026, 12, 31)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)


# --- what is shown to whom ------------------------------------------------------------------------


@pytest.mark.parametrize("user", ["keeper", "village_secretary", "auditor"])
def test_readers_of_the_place_see_what_helping_needs(log_in, world, user):
    shown = page(log_in(getattr(world, user)), "household", world.household.pk)
    assert all(secret in shown for secret in SECRETS)


def test_the_holder_sees_it_too(log_in, world, holder):
    assert SECRETS[0] in page(log_in(holder), "household", world.household.pk)


def test_a_colleague_of_the_village_sees_name_and_village_only(log_in, world):
    make_resident("李小山", unit=world.village, household=world.household)
    client = log_in(world.member)
    shown = page(client, "household", world.household.pk) + page(client, "households")
    assert "李大山" in shown
    assert not any(text in shown for text in (*SECRETS, "李小山"))
    assert set(re.findall(r'data-label="户类型"[^>]*>([^<]*)<', shown)) <= {""}
    assert "仅结对干部和负责人员可见" in shown


def test_what_is_hidden_cannot_be_found_out_by_filtering_for_it(log_in, world):
    assert "李大山" not in page(log_in(world.member), "households", kind="hardship")
    assert "李大山" in page(log_in(world.village_secretary), "households", kind="hardship")


def test_buttons_that_write_are_shown_to_those_who_may(log_in, world):
    edit = reverse("contacts:household_edit", args=[world.household.pk])
    assert edit in page(log_in(world.village_secretary), "household", world.household.pk)
    assert edit not in page(log_in(world.auditor), "household", world.household.pk)


def test_the_points_page_filters_by_who_holds_them_and_by_part_of_the_tree(log_in, world):
    free = make_point("闲置点", unit=world.office)
    make_pairing(world.wang, world.point, unit=world.office)
    client = log_in(world.keeper)
    assert "闲置点" in page(client, "points", held="none")
    assert "石门村服务站" not in page(client, "points", held="none")
    assert "闲置点" not in page(client, "points", held="held")
    assert "闲置点" not in page(client, "points", unit=world.village.pk)
    assert "闲置点" not in page(client, "points", q="服务站")
    assert "石门村服务站" not in page(client, "points", category=world.category("key_project").pk)
    free.withdrawn_on = DAY
    free.save()
    assert "闲置点" not in page(client, "points")
    assert "闲置点" in page(client, "points", state="withdrawn")
    assert "闲置点" in page(client, "points", state="all")


def test_the_households_page_finds_those_who_are_not_paired(log_in, world, holder):
    make_household("张三", unit=world.village)
    client = log_in(world.keeper)
    assert "李大山" not in page(client, "households", held="none")
    assert "张三" not in page(client, "households", held="held")
    assert "张三" not in page(client, "households", q="李")
    assert "没有符合条件的内容" in page(client, "households", state="removed")


def test_an_empty_list_says_what_to_do_and_how_to_see_more(log_in, world):
    assert "还没有登记群众" in page(log_in(world.keeper), "residents")
    narrowed = page(log_in(world.keeper), "residents", q="没有这个人")
    assert "没有符合条件的内容" in narrowed
    assert f'href="{reverse("contacts:residents")}">清除条件' in narrowed


def test_my_contacts_have_telephone_numbers_and_what_floors_above_know(log_in, world, holder, monkeypatch):
    key = world.household.pairings.get().target_key
    monkeypatch.setattr(panels, "_last_visits", [lambda keys: {key: DAY}])
    monkeypatch.setattr(panels, "_visit_links", [lambda value: f"/visits/new/?target={value}"])
    shown = page(log_in(holder), "mine")
    assert "tel:13900000002" in shown
    assert "2026-06-15" in shown
    assert f"/visits/new/?target=household-{world.household.pk}" in shown


def test_floors_above_show_their_panels(log_in, world, monkeypatch):
    panel = panels.Panel("components/alert.html", {})
    monkeypatch.setattr(panels, "_panels", [lambda user, target, on: panel, lambda user, target, on: None])
    assert panels.panels_for(world.keeper, world.point, on=DAY) == [panel]


# --- lists cost the same for one row and three -----------------------------------------------------


def fill(world, name, number):
    unit = world.village
    if name == "points":
        make_pairing(world.wang, make_point(unit=unit), unit=world.office)
    elif name == "households":
        make_pairing(world.wang, make_household(unit=unit), unit=world.office, category="hardship_household")
    elif name == "residents":
        make_pairing(world.wang, make_resident(unit=unit), unit=world.office, category="veteran_member")
    elif name == "arrangement":
        Arrangement.objects.create(unit=unit, year=2020 + number, title=f"{number}")
    elif name == "help_plans":
        plan = HelpPlan.objects.create(household=world.household, unit=world.office, cause="x", start=DAY, end=DAY)
        HelpMeasure.objects.create(plan=plan, text="送技术")
    elif name == "categories":
        ContactCategory.objects.create(code=f"own{number}", name=f"自定{number}", target="point", order=number)
    else:
        make_pairing(world.wang, make_household(unit=unit), unit=world.office, category="hardship_household")


@pytest.mark.parametrize(
    "name", ["points", "households", "residents", "arrangement", "help_plans", "categories", "mine"]
)
def test_lists_cost_the_same_for_one_and_three(log_in, world, name, django_assert_max_num_queries):
    user = make_user(cadre=world.wang) if name == "mine" else world.keeper
    client, counts = log_in(user), []
    fill(world, name, 0)
    page(client, name)
    for numbers in ((), (1, 2)):
        for number in numbers:
            fill(world, name, number)
        with django_assert_max_num_queries(30) as captured:
            page(client, name)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- forms -----------------------------------------------------------------------------------------


def point_data(world, **changes):
    category = world.category("private_enterprise").pk
    return {"name": "红旗果园", "category": category, "unit": world.village.pk, "opened_on": "2026-06-01"} | changes


def test_a_point_is_set_up_and_shown(log_in, world):
    response = send(log_in(world.village_secretary), "point_create", **point_data(world))
    assert response.url == ContactPoint.objects.get(name="红旗果园").get_absolute_url()


def test_a_form_sent_twice_creates_once(log_in, world):
    client, key = log_in(world.keeper), str(uuid.uuid4())
    first = send(client, "point_create", once_key=key, **point_data(world))
    second = send(client, "point_create", once_key=key, **point_data(world))
    assert first.url == second.url
    assert ContactPoint.objects.filter(name="红旗果园").count() == 1


def test_a_refusal_is_shown_at_its_field_and_keeps_what_was_typed(log_in, world):
    response = send(log_in(world.keeper), "point_create", **point_data(world, name="石门村服务站", note="备用"))
    shown = response.content.decode()
    assert response.status_code == 200
    assert "“石门村”已有名为“石门村服务站”的联系点。" in shown
    assert 'value="备用"' in shown


def test_a_unit_that_one_does_not_keep_is_no_choice(log_in, world):
    response = send(log_in(world.village_secretary), "point_create", **point_data(world, unit=world.office.pk))
    assert response.status_code == 200
    assert not ContactPoint.objects.filter(name="红旗果园").exists()


def test_a_stale_edit_is_refused(log_in, world):
    client = log_in(world.keeper)
    send(client, "point_edit", world.point.pk, **point_data(world, version="0", opened_on="2026-01-01"))
    response = send(client, "point_edit", world.point.pk, **point_data(world, name="别名", version="0"))
    assert "已被他人修改" in response.content.decode()
    assert ContactPoint.objects.get(pk=world.point.pk).name == "红旗果园"


def test_withdrawing_offers_to_end_the_pairings_in_the_same_step(log_in, world):
    make_pairing(world.wang, world.point, unit=world.office)
    client = log_in(world.keeper)
    assert "同时结束这些结对" in page(client, "point_withdraw", world.point.pk)
    data = {"on": "2026-06-15", "reason": "撤并", "version": "0"}
    assert "仍有1个结对没有结束" in send(client, "point_withdraw", world.point.pk, **data).content.decode()
    send(client, "point_withdraw", world.point.pk, end_pairings="on", **data)
    assert Pairing.objects.get().end == datetime.date(2026, 6, 14)


def test_a_household_is_entered_edited_by_its_holder_and_removed(log_in, world, holder):
    client = log_in(world.keeper)
    data = {"head_name": "张三", "kind": "ordinary", "unit": world.village.pk, "registered_on": "2026-06-01"}
    send(client, "household_create", **data)
    assert Household.objects.filter(head_name="张三").exists()
    client = log_in(holder)
    shown = page(client, "household_edit", world.household.pk)
    assert 'name="unit"' not in shown
    send(client, "household_edit", world.household.pk, head_name="李大山", kind="hardship", phone="138", version="0")
    world.household.refresh_from_db()
    assert world.household.phone == "138"
    client = log_in(world.keeper)
    send(client, "household_remove", world.household.pk, on="2026-06-15", end_pairings="on", version="1")
    world.household.refresh_from_db()
    assert world.household.removed_on == DAY
    assert "已于2026年6月15日移出登记册" in page(client, "household", world.household.pk)


# --- merging -----------------------------------------------------------------------------------------


def test_duplicates_are_found_compared_and_merged(log_in, world):
    twin = make_household("李大山", unit=world.village)
    client = log_in(world.keeper)
    assert "户主同名" in page(client, "duplicates")
    query = f"?first={world.household.pk}&second={twin.pk}"
    assert "保留第一户" in page(client, "merge", first=world.household.pk, second=twin.pk)
    send(client, "merge", query=query, keep=str(twin.pk))
    world.household.refresh_from_db()
    assert world.household.merged_into == twin
    assert "已并入另一户" in page(client, "household", world.household.pk)


def test_merging_is_for_those_who_keep_both(log_in, client, world):
    twin = make_household("李大山", unit=world.village)
    query = f"?first={world.household.pk}&second={twin.pk}"
    address = reverse("contacts:merge")
    assert client.get(address + query).status_code == 302
    assert log_in(world.auditor).get(address + query).status_code == 403
    assert log_in(world.stranger).get(address + query).status_code == 404
    assert log_in(world.keeper).get(address + "?first=x&second=").status_code == 404


def test_two_villages_ask_for_a_confirmation(log_in, world):
    away = make_household("李大山", unit=make_unit("河口村", parent=world.county, kind="village"))
    client, query = log_in(world.keeper), f"?first={world.household.pk}&second={away.pk}"
    refused = send(client, "merge", query=query, keep=str(world.household.pk))
    assert "分属“石门村”和“河口村”" in refused.content.decode()
    send(client, "merge", query=query, keep=str(world.household.pk), other_village="on")
    away.refresh_from_db()
    assert away.merged_into == world.household


# --- pairings ----------------------------------------------------------------------------------------


def test_a_pairing_is_found_by_category_and_name_and_made(log_in, world):
    client = log_in(world.keeper)
    category = world.category("hardship_household")
    shown = page(client, "pair", category=category.pk, q="李")
    assert "李大山（石门村 · 无人联系）" in shown
    value, query = f"household-{world.household.pk}", f"?category={category.pk}"
    response = send(client, "pair", query=query, cadre=world.wang.pk, target=value, start="2026-06-15")
    pairing = Pairing.objects.get()
    assert response.url == pairing.get_absolute_url()
    assert (pairing.cadre, pairing.unit, pairing.category) == (world.wang, world.office, category)
    assert "王建国联系" in page(client, "pair", category=category.pk)


def test_a_unit_pairs_in_its_own_name(log_in, world):
    query = f"?category={world.category('entitled_household').pk}&by_unit=1&target=household-{world.household.pk}"
    data = {"unit": world.office.pk, "contact_person": world.zhao.pk, "start": "2026-06-15"}
    send(log_in(world.keeper), "pair", query=query, target=f"household-{world.household.pk}", **data)
    pairing = Pairing.objects.get()
    assert (pairing.cadre, pairing.unit, pairing.contact_person) == (None, world.office, world.zhao)


def test_from_the_page_of_a_point_its_own_category_is_chosen(log_in, world):
    shown = page(log_in(world.keeper), "pair", target=f"point-{world.point.pk}")
    assert 'type="radio"' in shown
    assert "石门村服务站" in shown


def test_nothing_is_listed_before_a_category_is_chosen(log_in, world):
    assert "请先选择类别" in page(log_in(world.keeper), "pair")


def test_a_pairing_ends_or_passes_on_from_its_page(log_in, world, holder):
    client, pairing = log_in(world.office_secretary), Pairing.objects.get()
    assert "调整结对干部" in page(client, "pairing", pairing.pk)
    send(client, "pairing_replace", pairing.pk, to=world.zhao.pk, on="2026-06-15", reason="调岗", version="0")
    new = Pairing.objects.get(cadre=world.zhao)
    assert "接手自" in page(client, "pairing", new.pk)
    send(client, "pairing_end", new.pk, on="2026-06-20", reason="脱贫", version="0")
    new.refresh_from_db()
    assert new.end == datetime.date(2026, 6, 20)


def test_everything_passes_on_at_once(log_in, world, holder):
    client = log_in(world.office_secretary)
    assert "李大山" in page(client, "hand_over", world.wang.pk)
    send(client, "hand_over", world.wang.pk, to=world.zhao.pk, on="2026-06-15")
    assert Pairing.objects.in_force(DAY).get().cadre == world.zhao
    assert "目前没有结对的联系对象" in page(client, "hand_over", world.wang.pk)


# --- help plans --------------------------------------------------------------------------------------


def test_a_plan_is_opened_by_the_holder_and_carried_through(log_in, world, holder):
    client, query = log_in(holder), f"?household={world.household.pk}"
    data = {
        "unit": world.office.pk,
        "cadre": world.wang.pk,
        "cause": "因病",
        "start": "2026-06-01",
        "end": "2026-12-31",
    }
    send(client, "help_plan_create", query=query, **data)
    plan = HelpPlan.objects.get()
    send(client, "measure_create", plan.pk, text="送化肥", due="2026-07-01")
    measure = HelpMeasure.objects.get()
    send(client, "measure_done", measure.pk, done_on="2026-06-14", amount="300.50", goods="化肥", outcome="增收")
    assert "300.50" in page(client, "help_plan", plan.pk)
    send(client, "help_plan_edit", plan.pk, cause="因病", start="2026-06-01", end="2026-11-30", version="0")
    send(client, "help_plan_close", plan.pk, on="2026-06-15", outcome="已就业", version="1")
    plan.refresh_from_db()
    assert (plan.end, plan.closed_on) == (datetime.date(2026, 11, 30), DAY)
    assert "已就业" in page(client, "help_plan", plan.pk)


def test_a_measure_that_was_not_carried_out_is_removed_from_the_page(log_in, world):
    plan = HelpPlan.objects.create(household=world.household, unit=world.office, cause="x", start=DAY, end=DAY)
    measure = HelpMeasure.objects.create(plan=plan, text="送技术")
    send(log_in(world.office_secretary), "measure_remove", measure.pk)
    assert not HelpMeasure.objects.exists()


def test_the_plan_form_is_about_a_visible_household(log_in, client, world):
    address = reverse("contacts:help_plan_create")
    query = f"?household={world.household.pk}"
    assert client.get(address + query).status_code == 302
    assert log_in(world.keeper).get(address + query).status_code == 200
    assert log_in(world.auditor).get(address + query).status_code == 403
    assert log_in(world.stranger).get(address + query).status_code == 404
    assert log_in(world.keeper).get(address).status_code == 404


def test_plans_are_narrowed_by_state_unit_and_name(log_in, world):
    HelpPlan.objects.create(household=world.household, unit=world.office, cause="x", start=DAY, end=END)
    client = log_in(world.keeper)
    assert "李大山" in page(client, "help_plans", unit=world.office.pk, q="李")
    assert "李大山" not in page(client, "help_plans", state="late")
    assert "李大山" not in page(client, "help_plans", state="closed")
    assert "李大山" in page(client, "help_plans", state="all")
