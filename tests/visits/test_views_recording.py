"""The forms on which visits and talks are written down: several matters, repeating, talks, taking back."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_household, make_log
from tests.visits.conftest import TODAY
from tests.visits.test_views_logs import CREATE, entry
from visits.actions.taking_back import WITHIN
from visits.models import Matter, VisitKind, VisitLog
from visits.selectors.habits import repeats, talk_partners, usual_kinds

TALK = "/visits/talk/"
NOON = datetime.datetime.combine(TODAY, datetime.time(4), datetime.UTC)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: NOON)


def offered(client, url=CREATE):
    return [value for value, _label in client.get(url).context["form"].fields["targets"].choices]


# --- matters ------------------------------------------------------------------------------------
def test_several_matters_are_heard_on_one_visit(town, log_in):
    heard = {"has_matter": "on", "matter_text": "路灯不亮", "matter_1_text": "修路", "matter_1_reply": "已列入计划"}
    log_in(town.wang_user).post(CREATE, entry(town, **heard, matter_2_text=" "))
    assert [(m.text, m.state, m.reply) for m in Matter.objects.order_by("pk")] == [
        ("路灯不亮", "open", ""),
        ("修路", "solved", "已列入计划"),
    ]


def test_an_answer_without_a_matter_is_told_at_its_row(town, log_in):
    heard = {"has_matter": "on", "matter_text": "路灯不亮", "matter_1_text": "", "matter_1_reply": "已修"}
    page = log_in(town.wang_user).post(CREATE, entry(town, **heard)).content.decode()
    assert "#id_matter_1_text" in page
    assert not VisitLog.objects.exists()


def test_without_script_a_row_is_added_and_what_was_typed_stays(town, log_in):
    heard = {"has_matter": "on", "matter_text": "路灯不亮", "row_added": "1"}
    page = log_in(town.wang_user).post(CREATE, entry(town, **heard)).content.decode()
    assert 'name="matter_1_text"' in page
    assert "路灯不亮" in page
    assert not VisitLog.objects.exists()


# --- what is offered ----------------------------------------------------------------------------
def test_whom_one_visited_lately_without_being_paired_is_offered_first_with_the_day_if_one_sees_them(town, log_in):
    near, far = (make_household("钱老三", unit=unit) for unit in (town.village, town.other))
    make_log(town.wang, unit=town.unit, by=town.wang_user, day=TODAY - datetime.timedelta(3), targets=(near, far))
    page = log_in(town.wang_user).get(CREATE)
    values = [value for value, _label in page.context["form"].fields["targets"].choices]
    assert values[0] == f"household-{near.pk}"
    assert f"household-{far.pk}" not in values
    assert "上次11月17日" in page.content.decode()


def test_what_a_link_ticks_stands_first(town, log_in):
    client = log_in(town.wang_user)
    (first, second) = offered(client)
    assert offered(client, f"{CREATE}?target={second}") == [second, first]


def test_the_form_costs_the_same_with_one_visit_and_with_three(town, log_in):
    client = log_in(town.keeper)

    def visit(number):
        target = make_household(f"赵{number}", unit=town.village)
        day = TODAY - datetime.timedelta(days=number)
        make_log(town.secretary, unit=town.unit, by=town.keeper, day=day, targets=(target,))

    visit(1)
    client.get(CREATE)
    with CaptureQueriesContext(connection) as one:
        client.get(CREATE)
    visit(2), visit(3)
    with CaptureQueriesContext(connection) as three:
        client.get(CREATE)
    assert len(three) == len(one)


def test_the_kinds_that_one_uses_are_one_tap_away(town):
    make_log(town.wang, unit=town.unit, by=town.wang_user, day=TODAY, kind="forum")
    make_log(town.wang, town.li, unit=town.unit, by=town.wang_user, day=TODAY, kind="heart_to_heart")
    codes = [kind.code for kind in usual_kinds(town.wang_user, on=TODAY)]
    assert codes == ["home_visit", "forum", "on_site", "courtesy_visit"]


# --- like another one ---------------------------------------------------------------------------
def test_the_last_visits_are_repeated_each_sort_once(town):
    def log(day, *targets, kind="home_visit"):
        return make_log(town.wang, unit=town.unit, by=town.wang_user, day=day, kind=kind, targets=targets)

    log(TODAY - datetime.timedelta(9), town.point)
    first = log(TODAY - datetime.timedelta(5), town.household)
    log(TODAY, town.household, kind="heart_to_heart")
    again = log(TODAY, town.household)
    assert repeats(town.wang_user)[0] == again
    assert first not in repeats(town.wang_user)


def test_a_visit_like_another_one_takes_its_kind_people_and_targets_and_is_of_today(town, log_in):
    day = TODAY - datetime.timedelta(5)
    log = make_log(
        town.wang, town.li, unit=town.unit, by=town.wang_user, day=day, targets=(town.household,), content="秋收"
    )
    form = log_in(town.wang_user).get(CREATE, {"like": log.pk}).context["form"]
    assert form["targets"].value() == [f"household-{town.household.pk}"]
    assert str(town.li.pk) in form["cadres"].value()
    assert (form["first_day"].value(), form["content"].value()) == (TODAY, None)


def test_nobody_starts_from_a_visit_that_they_do_not_see(town, log_in):
    log = make_log(town.wang, unit=town.unit, by=town.wang_user, day=TODAY, kind="phone", targets=(town.household,))
    form = log_in(town.zhao_user).get(CREATE, {"like": log.pk}).context["form"]
    assert form["kind"].value() == VisitKind.objects.get(code="home_visit").pk


# --- taken back ---------------------------------------------------------------------------------
def take_back(client, log):
    return client.post(reverse("visits:undo", args=[log.pk]), follow=True)


def test_undo_stands_beside_saved_and_gives_everything_back_to_be_put_right(town, log_in):
    client = log_in(town.wang_user)
    heard = {"has_matter": "on", "matter_text": "路灯不亮", "matter_1_text": "修路"}
    page = client.post(CREATE, entry(town, content="聊了收成", **heard), follow=True).content.decode()
    log = VisitLog.objects.get()
    assert f'action="{reverse("visits:undo", args=[log.pk])}"' in page
    answer = take_back(client, log)
    log.refresh_from_db()
    form = answer.context["form"]
    assert log.state == "withdrawn"
    assert (form["content"].value(), form["first_day"].value()) == ("聊了收成", log.first_day)
    assert [form[name].value() for name in ("matter_text", "matter_1_text")] == ["路灯不亮", "修路"]


def test_after_half_an_hour_or_a_change_a_reason_is_asked_for(town, log_in, monkeypatch):
    log = make_log(
        town.wang, unit=town.unit, by=town.wang_user, day=TODAY, targets=(town.household,), recorded_at=NOON - WITHIN
    )
    monkeypatch.setattr("core.clock.now", lambda: NOON + datetime.timedelta(seconds=1))
    assert "写明原因后撤回" in take_back(log_in(town.wang_user), log).content.decode()
    monkeypatch.setattr("core.clock.now", lambda: NOON)
    VisitLog.objects.update(version=1)
    assert "写明原因后撤回" in take_back(log_in(town.wang_user), log).content.decode()
    VisitLog.objects.update(version=0)
    take_back(log_in(town.wang_user), log)
    log.refresh_from_db()
    assert log.state == "withdrawn"


def test_who_went_along_withdraws_it_with_a_reason_only(town, log_in):
    log = make_log(town.zhao, town.wang, unit=town.unit, by=town.zhao_user, day=TODAY, targets=(town.household,))
    assert take_back(log_in(town.wang_user), log).status_code == 403
    assert log_in(town.wang_user).get(reverse("visits:withdraw", args=[log.pk])).status_code == 200


# --- talks --------------------------------------------------------------------------------------
def talk(town, **changes):
    return {"first_day": str(TODAY), "partners": [str(town.li.pk)], "content": "想调回县城"} | changes


def test_a_talk_is_for_those_who_record(town, log_in, client):
    assert client.get(TALK).status_code == 302
    assert log_in(town.auditor).get(TALK).status_code == 403
    assert log_in(town.auditor).post(TALK, talk(town)).status_code == 403
    for user in (town.wang_user, town.zhao_user, town.keeper):
        assert log_in(user).get(TALK).status_code == 200


def test_a_talk_takes_a_tap_on_a_colleague_and_its_content_is_encrypted(town, log_in):
    client = log_in(town.wang_user)
    answer = client.post(TALK, talk(town, has_matter="on", matter_text="食堂太远"))
    log = VisitLog.objects.get()
    assert answer.url == reverse("visits:saved", args=[log.pk])
    assert (log.kind.code, log.content, log.talk) == ("heart_to_heart", "", "想调回县城")
    assert [p.cadre for p in log.participants.all()] == [town.wang, town.li]
    assert log.matters.get().text == "食堂太远"


def test_a_secretary_records_the_talk_of_another(town, log_in):
    log_in(town.keeper).post(TALK, talk(town, talker=str(town.wang.pk)))
    assert [p.cadre for p in VisitLog.objects.get().participants.all()] == [town.wang, town.li]


@pytest.mark.parametrize("changes", [{"partners": []}, {"partners": ["999999"]}, {"partners": ["x"]}])
def test_a_talk_with_nobody_or_somebody_unseen_is_refused_and_keeps_what_was_typed(town, log_in, changes):
    page = log_in(town.wang_user).post(TALK, talk(town, **changes)).content.decode()
    assert "谈话对象" in page
    assert "想调回县城" in page
    assert not VisitLog.objects.exists()


def test_a_cadre_of_elsewhere_is_refused_without_saying_that_they_are_there(town, log_in):
    page = log_in(town.wang_user).post(TALK, talk(town, cadres=[str(town.zhao.pk)])).content.decode()
    assert "所选干部不存在" in page
    assert "赵卫东" not in page


def test_colleagues_are_offered_whom_one_talked_with_lately_first(town):
    make_log(town.wang, town.secretary, unit=town.unit, by=town.wang_user, day=TODAY, kind="heart_to_heart")
    assert talk_partners(town.wang_user, town.wang, on=TODAY) == [(town.secretary, TODAY), (town.li, None)]


def test_a_link_to_a_talk_leads_to_its_form(town, log_in):
    answer = log_in(town.keeper).get(CREATE, {"kind": "heart_to_heart", "cadre": town.wang.pk}, follow=True)
    assert answer.redirect_chain[0][0].startswith(TALK)
    assert answer.context["form"]["talker"].value() == str(town.wang.pk)


def test_a_talk_taken_back_is_not_shown_to_whom_it_is_kept_from(town, log_in):
    client = log_in(town.keeper)
    client.post(TALK, talk(town, talker=str(town.wang.pk)))
    answer = take_back(client, VisitLog.objects.get())
    assert answer.redirect_chain[-1][0].startswith(TALK)
    assert "想调回县城" not in answer.content.decode()
