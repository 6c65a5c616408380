"""Pages of rotas, as those who keep, serve, read and have nothing to do with them see them."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import Post
from core import clock
from tests.factories_rotas import make_rota, make_slot
from tests.visits.conftest import NOW, TODAY
from visits import actions
from visits.models import Rota, VisitKind

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def rota(town):
    Post.objects.filter(cadre__in=[town.wang, town.li]).update(position="leadership_member")
    rota = make_rota(town.unit)
    actions.generate_slots(rota, by=None, at=NOW, until=TODAY + 10 * DAY)
    return rota


def page(name, *args):
    return reverse(f"visits:{name}", args=args)


PAGES = ["rota", "rota_edit", "rota_order", "rota_sheet"]


@pytest.mark.parametrize("name", ["rotas", "rota_create", *PAGES])
def test_a_stranger_is_asked_to_log_in(client, rota, name):
    url = page(name) if name in ("rotas", "rota_create") else page(name, rota.pk)
    assert client.get(url).url.startswith(reverse("accounts:login"))


@pytest.mark.parametrize("name", PAGES)
def test_for_another_unit_there_is_no_such_rota(log_in, town, rota, name):
    assert log_in(town.zhao_user).get(page(name, rota.pk)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_keepers_open_every_page(log_in, town, rota, name):
    assert log_in(town.keeper).get(page(name, rota.pk)).status_code == 200


@pytest.mark.parametrize("who", ["wang_user", "auditor"])
@pytest.mark.parametrize(
    ("name", "status"), [("rota", 200), ("rota_sheet", 200), ("rota_edit", 403), ("rota_order", 403)]
)
def test_colleagues_and_auditors_read_and_do_not_write(log_in, town, rota, who, name, status):
    assert log_in(getattr(town, who)).get(page(name, rota.pk)).status_code == status


@pytest.mark.parametrize("who", ["wang_user", "auditor"])
def test_only_keepers_lay_out(log_in, town, rota, who):
    assert log_in(getattr(town, who)).post(page("rota_generate", rota.pk)).status_code == 403


def test_the_buttons_are_the_keepers(log_in, town, rota):
    assert "重新排班" in log_in(town.keeper).get(page("rota", rota.pk)).text
    assert "重新排班" not in log_in(town.wang_user).get(page("rota", rota.pk)).text


def test_the_month_shows_who_when_where_and_whether_it_was_held(log_in, town, rota):
    make_slot(rota, TODAY - DAY, town.li)
    text = log_in(town.li_user).get(page("rota", rota.pk)).text
    for word in ("2026-11-20", "王建国", "镇长", "镇信访接待室", "待值班", "2026-11-19", "未落实", "每天"):
        assert word in text


def test_other_months_are_a_link_away(log_in, town, rota):
    shown = log_in(town.keeper).get(page("rota", rota.pk), {"month": "2026-12-01"})
    assert shown.context["month"].start == datetime.date(2026, 12, 1)
    assert log_in(town.keeper).get(page("rota", rota.pk), {"month": "2026-99-99"}).status_code == 200


def test_the_list_shows_the_rotas_of_the_part_of_the_tree(log_in, town, rota):
    make_rota(town.other, name="白沙镇值班表")
    assert "白沙镇值班表" not in log_in(town.wang_user).get(page("rotas")).text
    assert "白沙镇值班表" in log_in(town.auditor).get(page("rotas")).text


def test_the_list_is_narrowed_by_name_and_unit_and_leaves_out_what_has_ended(log_in, town, rota):
    make_rota(town.unit, name="旧值班表", end=TODAY - DAY)
    client = log_in(town.keeper)
    assert "旧值班表" not in client.get(page("rotas")).text
    assert "旧值班表" in client.get(page("rotas"), {"ended": "on"}).text
    assert rota.name not in client.get(page("rotas"), {"q": "没有这个"}).text
    assert rota.name not in client.get(page("rotas"), {"unit": town.village.pk}).text


def test_a_list_takes_as_many_queries_for_three_as_for_one(log_in, town, rota, django_assert_num_queries):
    client = log_in(town.keeper)
    client.get(page("rotas"))
    with django_assert_num_queries(10):
        client.get(page("rotas"))
    for name in ("值班表二", "值班表三"):
        actions.generate_slots(make_rota(town.unit, name=name), by=None, at=NOW)
    with django_assert_num_queries(10):
        client.get(page("rotas"))


def test_a_month_takes_as_many_queries_for_ten_days_as_for_one(log_in, town, rota, django_assert_num_queries):
    client = log_in(town.keeper)
    client.get(page("rota", rota.pk))
    with django_assert_num_queries(16):
        client.get(page("rota", rota.pk))
    rota.slots.filter(day__gt=TODAY).delete()
    with django_assert_num_queries(16):
        client.get(page("rota", rota.pk))


# --- writing


def data(town, **changes):
    return {
        "unit": town.unit.pk,
        "name": "每周接访值班表",
        "kind": VisitKind.objects.get(code="reception").pk,
        "seats": "1",
        "positions": ["head", "leadership_member"],
        "pattern": "weekdays",
        "weekdays": ["thursday"],
        "special": "on",
        "start": "2026-11-20",
        "is_fair": "on",
    } | changes


def test_a_rota_is_set_up_in_a_form(log_in, town, rota):
    answer = log_in(town.keeper).post(page("rota_create"), data(town))
    made = Rota.objects.get(name="每周接访值班表")
    assert answer.url == made.get_absolute_url()
    assert made.when == [{"weekdays": ["thursday"], "special_period": "every_day"}]
    assert made.slots.first().day == datetime.date(2026, 11, 26)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weekdays": []}, "请勾选星期几值班"),
        ({"pattern": "days_of_month", "month_days": "10、32"}, "请填写1至31之间的日期"),
        ({"positions": []}, "请选择参加值班的小组或岗位"),
        ({"end": "2026-11-01"}, "结束日期不能早于开始日期"),
        ({"name": "领导接访日值班表"}, "本单位已有名为"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_written(log_in, town, rota, change, said):
    answer = log_in(town.keeper).post(page("rota_create"), data(town, **change))
    assert said in answer.text
    assert Rota.objects.count() == 1


def test_days_of_the_month_are_read_from_a_line(log_in, town):
    change = {"pattern": "days_of_month", "month_days": "10、20，30", "special": ""}
    log_in(town.keeper).post(page("rota_create"), data(town, **change))
    assert Rota.objects.get().when == [{"days_of_month": [10, 20, 30]}]


def test_a_unit_that_one_does_not_keep_is_not_offered(log_in, town):
    log_in(town.keeper).post(page("rota_create"), data(town, unit=town.other.pk))
    assert not Rota.objects.exists()


def test_who_keeps_nothing_cannot_set_one_up(log_in, town):
    assert log_in(town.wang_user).post(page("rota_create"), data(town)).status_code == 403


def test_the_form_stands_as_the_rota_does_and_changes_what_is_changed(log_in, town, rota):
    client = log_in(town.keeper)
    form = client.get(page("rota_edit", rota.pk)).context["form"]
    assert form["pattern"].value() == "day"
    changed = data(town, pattern="day", special="", place="信访大厅", version="0", name=rota.name)
    client.post(page("rota_edit", rota.pk), changed)
    rota.refresh_from_db()
    assert (rota.place, rota.when) == ("信访大厅", [{"every": "day"}])


def test_days_that_only_a_regulation_says_stay_as_they_are(log_in, town, rota):
    said = [{"festivals": ["spring_festival"], "days_before": 3}]
    Rota.objects.update(when=said)
    client = log_in(town.keeper)
    assert client.get(page("rota_edit", rota.pk)).context["form"]["pattern"].value() == "as_it_is"
    client.post(page("rota_edit", rota.pk), data(town, pattern="as_it_is", version="0", name=rota.name))
    rota.refresh_from_db()
    assert rota.when == said


def test_a_new_order_and_who_is_left_out(log_in, town, rota):
    sent = {f"order_{town.wang.pk}": "2", f"order_{town.li.pk}": "1", f"out_{town.wang.pk}": "on"}
    log_in(town.keeper).post(page("rota_order", rota.pk), sent)
    assert [m.cadre for m in rota.members.filter(is_left_out=False)] == [town.li]
    assert {slot.cadre for slot in rota.slots.filter(day__gt=TODAY)} == {town.li}


def test_laying_out_says_what_it_did(log_in, town, rota):
    rota.slots.filter(day=TODAY + DAY).delete()
    answer = log_in(town.keeper).post(page("rota_generate", rota.pk), follow=True)
    assert "已排班：新增" in answer.text


def test_the_sheet_is_a_pdf(log_in, town, rota):
    answer = log_in(town.wang_user).get(page("rota_sheet", rota.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
