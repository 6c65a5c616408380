"""Logging a visit in the browser, the list, one log, changing and withdrawing it."""

import datetime
import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from tests.factories import make_cadre, make_log, make_unit, make_user
from tests.visits.conftest import TODAY
from visits import hooks
from visits.models import Matter, VisitKind, VisitLog

YESTERDAY = TODAY - datetime.timedelta(days=1)
CREATE = "/visits/new/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    moment = datetime.datetime.combine(TODAY, datetime.time(4), datetime.UTC)
    monkeypatch.setattr("core.clock.now", lambda: moment)


@pytest.fixture
def log(town):
    return make_log(
        town.wang, unit=town.unit, by=town.wang_user, day=YESTERDAY, targets=(town.household,), content="秋收"
    )


def entry(town, **changes):
    kind = VisitKind.objects.get(code="home_visit")
    fields = {"first_day": str(YESTERDAY), "kind": kind.pk, "targets": [f"household-{town.household.pk}"]}
    return fields | {"once_key": str(uuid.uuid4())} | changes


# --- who sees what --------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["detail", "saved"])
def test_a_log_is_for_those_who_took_part_or_read_the_unit(town, log, log_in, client, name):
    url = reverse(f"visits:{name}", args=[log.pk])
    assert client.get(url).status_code == 302
    assert log_in(town.zhao_user).get(url).status_code == 404
    for user in (town.wang_user, town.keeper, town.auditor, town.root):
        assert log_in(user).get(url).status_code == 200


@pytest.mark.parametrize("name", ["change", "withdraw", "undo", "add_files", "add_matter"])
def test_a_log_is_changed_by_those_who_made_it_or_keep_the_books(town, log, log_in, client, name):
    url = reverse(f"visits:{name}", args=[log.pk])
    assert client.get(url).status_code == 302
    assert log_in(town.zhao_user).post(url).status_code == 404
    assert log_in(town.auditor).post(url).status_code == 403
    log.refresh_from_db()
    assert log.state == "recorded"


def test_the_list_is_for_everyone_who_logged_in_and_shows_what_they_see(town, log, log_in, client):
    url = reverse("visits:list")
    assert client.get(url).status_code == 302
    assert "张大山" not in log_in(town.zhao_user).get(url).content.decode()
    for user in (town.wang_user, town.keeper, town.auditor):
        assert "张大山" in log_in(user).get(url).content.decode()


def test_the_form_is_for_those_who_have_visits_to_log(town, log_in, client):
    assert client.get(CREATE).status_code == 302
    assert log_in(town.auditor).get(CREATE).status_code == 403
    assert log_in(town.auditor).post(CREATE, entry(town)).status_code == 403
    for user in (town.wang_user, town.zhao_user, town.keeper):
        assert log_in(user).get(CREATE).status_code == 200


# --- the quick form -------------------------------------------------------------------------------
def test_three_fields_are_enough_and_the_saved_page_offers_what_comes_next(town, log_in):
    answer = log_in(town.wang_user).post(CREATE, entry(town), follow=True)
    saved = VisitLog.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain == [(reverse("visits:saved", args=[saved.pk]), 302)]
    assert "已保存。" in page
    assert f"{CREATE}?like={saved.pk}" in page
    assert reverse("visits:undo", args=[saved.pk]) in page


def test_a_matter_heard_takes_one_tick_and_two_fields(town, log_in):
    heard = {"has_matter": "on", "matter_text": "路灯不亮", "matter_reply": ""}
    log_in(town.wang_user).post(CREATE, entry(town, **heard))
    assert Matter.objects.get().state == "open"


def test_without_the_tick_there_is_no_matter(town, log_in):
    log_in(town.wang_user).post(CREATE, entry(town, matter_text="路灯不亮"))
    assert VisitLog.objects.count() == 1
    assert not Matter.objects.exists()


def test_a_tick_without_words_is_told_at_the_field_and_keeps_what_was_typed(town, log_in):
    answer = log_in(town.wang_user).post(CREATE, entry(town, has_matter="on", content="聊了收成"))
    page = answer.content.decode()
    assert "#id_matter_text" in page
    assert "聊了收成" in page
    assert not VisitLog.objects.exists()


def test_a_visit_without_anybody_visited_is_told_at_the_choices(town, log_in):
    page = log_in(town.wang_user).post(CREATE, entry(town, targets=[])).content.decode()
    assert "请至少选择一个联系点" in page


def test_the_form_sent_twice_saves_one_visit(town, log_in):
    client, fields = log_in(town.wang_user), entry(town)
    first, second = client.post(CREATE, fields), client.post(CREATE, fields)
    assert (first.url, VisitLog.objects.count()) == (second.url, 1)


def test_the_same_visit_again_is_asked_about_and_saved_when_confirmed(town, log, log_in):
    client = log_in(town.wang_user)
    page = client.post(CREATE, entry(town)).content.decode()
    assert "仍要保存" in page
    assert log.get_absolute_url() in page
    assert VisitLog.objects.count() == 1
    client.post(CREATE, entry(town, save_anyway="on"))
    assert VisitLog.objects.count() == 2


def test_a_withdrawn_visit_is_no_duplicate(town, log, log_in):
    VisitLog.objects.update(state="withdrawn", withdrawn_reason="填错")
    log_in(town.wang_user).post(CREATE, entry(town))
    assert VisitLog.objects.recorded().count() == 1


def test_a_cadre_of_another_unit_or_nobodys_number_is_refused(town, log_in):
    for wrong in (town.zhao.pk, "0", "x"):
        page = log_in(town.li_user).post(CREATE, entry(town, cadres=[wrong])).content.decode()
        assert "所选干部不存在" in page
    assert not VisitLog.objects.exists()


def test_somebody_elses_household_is_refused_without_saying_that_it_is_there(town, log_in):
    page = log_in(town.zhao_user).post(CREATE, entry(town)).content.decode()
    assert "张大山" not in page
    assert not VisitLog.objects.exists()


def test_a_visit_together_names_both(town, log_in):
    log_in(town.wang_user).post(CREATE, entry(town, cadres=[town.li.pk]))
    assert [p.cadre for p in VisitLog.objects.get().participants.all()] == [town.wang, town.li]


def test_own_pairings_are_offered_as_ticks_the_recently_visited_first(town, log, log_in):
    form = log_in(town.wang_user).get(CREATE).context["form"]
    offered = [value for value, _label in form.fields["targets"].choices]
    assert offered == [f"household-{town.household.pk}", f"point-{town.point.pk}"]


def test_a_link_fills_the_form_in(town, log_in):
    query = {"kind": "phone", "target": f"point-{town.point.pk}", "day": "2026-11-01", "cadre": town.wang.pk}
    form = log_in(town.keeper).get(CREATE, query).context["form"]
    assert form["first_day"].value() == datetime.date(2026, 11, 1)
    assert form["kind"].value() == VisitKind.objects.get(code="phone").pk
    assert form["targets"].value() == [f"point-{town.point.pk}"]
    assert form["cadres"].value() == [str(town.wang.pk)]


@pytest.mark.parametrize("query", ["?kind=none&target=point-999999&day=x&cadre=x", "?target=%00&cadre=9999999999999"])
def test_a_link_with_nonsense_opens_an_ordinary_form(town, log_in, query):
    assert log_in(town.keeper).get(CREATE + query).status_code == 200


def test_without_script_a_search_keeps_what_was_typed_and_offers_what_it_found(town, log_in):
    fields = entry(town, targets=[], content="聊了收成", find="1", search="孙二")
    page = log_in(town.keeper).post(CREATE, fields).content.decode()
    assert f'value="resident-{town.resident.pk}"' in page
    assert "聊了收成" in page
    assert not VisitLog.objects.exists()


def test_without_script_a_search_that_finds_nothing_says_so(town, log_in):
    page = log_in(town.keeper).post(CREATE, entry(town, find="1", search="查无此人")).content.decode()
    assert "没有找到" in page


def test_goods_and_travel_are_recorded_from_the_panels(town, log_in):
    panels = {
        "goods_0_item": "大米",
        "goods_0_quantity": "2",
        "entourage": "5",
        "had_welcome": "yes",
        "meals": "unpaid",
    }
    log_in(town.wang_user).post(CREATE, entry(town, **panels))
    saved = VisitLog.objects.get()
    assert (saved.goods.get().item, saved.entourage, saved.had_welcome, saved.meals) == ("大米", 5, True, "unpaid")


def test_a_wrong_number_in_a_panel_opens_it_and_says_what_is_wrong(town, log_in):
    page = log_in(town.wang_user).post(CREATE, entry(town, goods_0_item="大米", goods_0_quantity="-2")).content.decode()
    assert "数量须大于0" in page
    assert not VisitLog.objects.exists()


def test_saving_costs_the_same_with_one_log_and_with_ten(town, log_in):
    client = log_in(town.wang_user)
    client.post(CREATE, entry(town))
    day = datetime.date(2026, 10, 1)
    with CaptureQueriesContext(connection) as few:
        client.post(CREATE, entry(town, first_day=str(day)))
    for number in range(8):
        make_log(town.wang, unit=town.unit, by=town.wang_user, day=day - datetime.timedelta(days=number + 1))
    with CaptureQueriesContext(connection) as many:
        client.post(CREATE, entry(town, first_day="2026-10-02"))
    assert VisitLog.objects.count() == 11
    assert len(many) == len(few)


# --- what is broken is shown ----------------------------------------------------------------------
def test_a_breach_is_shown_on_the_saved_page_the_log_and_the_list(town, log, log_in, monkeypatch):
    flag = hooks.Flag("R1.11", "陪同人数超过规定")
    monkeypatch.setattr(hooks, "_checks", [lambda logs: {log.pk: [flag] for log in logs}])
    for url in (log.get_absolute_url(), reverse("visits:saved", args=[log.pk]), reverse("visits:list")):
        assert flag.text in log_in(town.wang_user).get(url).content.decode()
    VisitLog.objects.update(state="withdrawn", withdrawn_reason="填错")
    assert flag.text not in log_in(town.wang_user).get(log.get_absolute_url()).content.decode()


# --- the list -------------------------------------------------------------------------------------
def listed(client, **query):
    return set(client.get(reverse("visits:list"), query).context["object_list"])


def test_the_list_is_narrowed_by_what_stands_in_the_address(town, log, log_in):
    talk = VisitKind.objects.get(code="phone")
    other = make_log(
        town.li,
        unit=town.village,
        by=town.li_user,
        day=datetime.date(2026, 3, 1),
        kind="phone",
        targets=(town.point,),
        content="路灯",
        had_welcome=True,
        entourage=4,
        meals="unpaid",
        recorded_at=datetime.datetime(2026, 3, 20, tzinfo=datetime.UTC),
    )
    Matter.objects.create(log=other, text="修路", unit=town.village, unit_path=town.village.path)
    client = log_in(town.keeper)
    assert listed(client) == {log, other}
    for query in (
        {"until": "2026-03-01"},
        {"unit": town.village.pk},
        {"kind": talk.pk},
        {"cadre": "李秀"},
        {"target": "柳树"},
        {"q": "路灯"},
        {"q": "修路"},
        {"mark": "open"},
        {"mark": "late"},
        {"mark": "welcome"},
        {"mark": "meals"},
        {"mark": "entourage"},
    ):
        assert listed(client, **query) == {other}, query
    assert listed(client, since="2026-11-01") == {log}


def test_withdrawn_logs_are_shown_when_asked_for(town, log, log_in):
    VisitLog.objects.update(state="withdrawn", withdrawn_reason="填错")
    client = log_in(town.wang_user)
    assert (listed(client), listed(client, state="withdrawn"), listed(client, state="all")) == (set(), {log}, {log})


def test_dates_the_wrong_way_round_are_told(town, log, log_in):
    page = log_in(town.wang_user).get("/visits/?since=2026-05-01&until=2026-04-01").content.decode()
    assert "截止日期不能早于开始日期" in page


def test_an_entry_within_a_week_is_not_late(town, log):
    assert not log.is_late
    log.recorded_at = datetime.datetime(2026, 11, 26, 16, tzinfo=datetime.UTC)  # midnight of the 27th in Shanghai
    log.save()
    assert log.is_late
    assert list(VisitLog.objects.entered_late()) == [log]
    log.recorded_at -= datetime.timedelta(seconds=1)
    log.save()
    assert not log.is_late
    assert not VisitLog.objects.entered_late()


def test_the_list_takes_the_same_number_of_queries_with_one_row_and_with_three(town, log, log_in):
    client = log_in(town.keeper)
    client.get(reverse("visits:list"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("visits:list"))
    for _number in range(2):
        more = make_log(
            town.li, town.wang, unit=town.unit, by=town.keeper, day=TODAY, targets=(town.point, town.resident)
        )
        Matter.objects.create(log=more, text="修路", unit=town.unit, unit_path=town.unit.path)
    with CaptureQueriesContext(connection) as three:
        page = client.get(reverse("visits:list"))
    assert len(page.context["object_list"]) == 3
    assert len(three) == len(one)


# --- changing and withdrawing ---------------------------------------------------------------------
def change(town, **fields):
    return entry(town) | {"reason": "日期填错", "version": "0"} | fields


def test_a_change_keeps_the_lead_and_says_why_in_the_history(town, log, log_in):
    url = reverse("visits:change", args=[log.pk])
    fields = change(town, first_day="2026-11-10", cadres=[town.wang.pk, town.li.pk])
    page = log_in(town.keeper).post(url, fields, follow=True).content.decode()
    log.refresh_from_db()
    assert (log.first_day, log.last_day) == (datetime.date(2026, 11, 10), datetime.date(2026, 11, 10))
    assert [p.cadre for p in log.participants.all()] == [town.wang, town.li]
    assert "日期填错" in page


def test_the_change_form_starts_with_what_is_recorded(town, log, log_in):
    form = log_in(town.wang_user).get(reverse("visits:change", args=[log.pk])).context["form"]
    assert (form["content"].value(), form["targets"].value()) == ("秋收", [f"household-{town.household.pk}"])


def test_a_visit_with_a_leader_whom_one_cannot_pick_stays_theirs(town, log_in):
    leader = make_cadre("县领导", unit=make_unit(parent=town.county))
    log = make_log(leader, town.li, unit=town.unit, by=town.li_user, day=YESTERDAY, targets=(town.household,))
    page = log_in(town.li_user).post(
        reverse("visits:change", args=[log.pk]),
        change(town, cadres=[leader.pk, town.li.pk], content="补充情况"),
    )
    assert page.status_code == 302, page.context["form"].errors
    log.refresh_from_db()
    assert (log.content, log.participants.get(is_lead=True).cadre) == ("补充情况", leader)


def test_two_people_who_change_one_log_do_not_overwrite_each_other(town, log, log_in):
    url = reverse("visits:change", args=[log.pk])
    log_in(town.wang_user).post(url, change(town, content="第一人"))
    page = log_in(town.keeper).post(url, change(town, content="第二人", cadres=[town.wang.pk])).content.decode()
    log.refresh_from_db()
    assert log.content == "第一人"
    assert "已被他人修改" in page
    assert "第二人" in page


def test_a_withdrawn_log_stays_with_its_reason_and_is_changed_no_more(town, log, log_in):
    client = log_in(town.wang_user)
    url = reverse("visits:withdraw", args=[log.pk])
    assert "请填写撤回原因" in client.post(url, {"reason": ""}).content.decode()
    client.post(url, {"reason": "重复登记"})
    log.refresh_from_db()
    assert (log.state, log.withdrawn_reason) == ("withdrawn", "重复登记")
    assert "重复登记" in client.get(log.get_absolute_url()).content.decode()
    assert client.get(reverse("visits:change", args=[log.pk])).status_code == 403


def test_a_user_without_cadre_or_role_sees_an_empty_list_and_cannot_log(db, log_in):
    client = log_in(make_user())
    assert client.get(reverse("visits:list")).status_code == 200
    assert client.get(CREATE).status_code == 403


# --- the overall view of a contact (R11.8)
def test_a_contact_reads_what_was_written_about_them_and_nobody_else_stands_on_the_sheet(town, log_in, client):
    both = (town.household, town.resident)
    view = make_log(
        town.wang, unit=town.unit, by=town.wang_user, day=YESTERDAY, kind="overall_view", targets=both, content="踏实"
    )
    url = reverse("visits:overall_view", args=[view.pk])
    assert client.get(url).status_code == 302
    assert log_in(town.zhao_user).get(url).status_code == 404
    assert url in log_in(town.wang_user).get(view.get_absolute_url()).content.decode()
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(client.get(url).content)).pages]
    assert [("张大山" in page, "孙二娘" in page, "踏实" in page) for page in pages] == [
        (True, False, True),
        (False, True, True),
    ]


def test_only_an_overall_view_is_printed_for_the_contact(town, log, log_in):
    assert log_in(town.wang_user).get(reverse("visits:overall_view", args=[log.pk])).status_code == 404
