"""Pages of topics and decisions."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from petitions.actions import agenda
from petitions.actions.agenda import Decided
from petitions.models import Decision, Topic
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_petitions import make_case, make_offices
from tests.petitions.test_meetings import FRIDAY, MONDAY, at
from tests.petitions.test_views_meetings import freeze, hand_in, page, plan  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture
def topic(offices):
    return hand_in(offices, plan(offices))


def test_a_stranger_is_asked_to_log_in(client):
    for name in ("topics", "topic_hand_in", "decisions"):
        assert "login" in client.get(page(name)).url


def test_another_unit_finds_neither_topic_nor_decision(client, topic, offices):
    school = make_unit("县一中", parent=offices.county)
    client.force_login(make_user(cadre=make_cadre(unit=school), role="secretary", unit=school))
    assert client.get(page("topic_decide", topic.pk)).status_code == 404
    assert list(client.get(page("topics")).context["object_list"]) == []


def test_a_topic_is_printed_as_the_form_that_is_handed_in(client, topic, offices):
    url = page("topic_sheet", topic.pk)
    assert "login" in client.get(url).url
    school = make_unit("县一中", parent=offices.county)
    client.force_login(make_user(role="secretary", unit=school))
    assert client.get(url).status_code == 404
    client.force_login(offices.village_cadre)
    text = PdfReader(io.BytesIO(client.get(url).content)).pages[0].extract_text()
    assert topic.title in text
    assert "议题单" in text


def test_who_handed_it_in_does_not_decide_on_it(client, topic, offices):
    client.force_login(offices.village_cadre)
    assert list(client.get(page("topics")).context["object_list"]) == [topic]
    assert client.get(page("topic_decide", topic.pk)).status_code == 403


def test_a_topic_about_a_case_is_filled_in_from_it(client, offices):
    case = make_case(offices.village, text="水渠堵了")
    client.force_login(offices.town_clerk)
    url = f"{page('topic_hand_in')}?case={case.pk}"
    assert "水渠堵了" in client.get(url).content.decode()
    client.post(url, {"unit": offices.town.pk, "title": "水渠", "text": "水渠堵了"})
    assert Topic.objects.get().case == case


def test_a_case_that_one_does_not_see_is_not_found(client, offices):
    case = make_case(offices.department)
    client.force_login(offices.town_clerk)
    assert client.get(f"{page('topic_hand_in')}?case={case.pk}").status_code == 404


def test_several_things_are_decided_at_once(client, topic, offices, freeze):  # noqa: F811
    freeze(MONDAY, 15)
    client.force_login(offices.town_secretary)
    data = {"text_1": "修好", "unit_1": offices.village.pk, "due_1": "2026-03-20", "text_2": "回访", "version": 0}
    response = client.post(page("topic_decide", topic.pk), data)
    assert "请选择责任单位" in response.content.decode()
    client.post(page("topic_decide", topic.pk), data | {"unit_2": offices.town.pk})
    assert [decision.text for decision in topic.decisions.all()] == ["修好", "回访"]


def test_without_agreement_it_goes_to_the_leaders(client, topic, offices, freeze):  # noqa: F811
    freeze(MONDAY, 15)
    client.force_login(offices.town_secretary)
    client.post(page("topic_take_up", topic.pk), {"memo": "意见不一", "version": 0})
    assert Topic.objects.get(taken_from=topic).meeting is None


@pytest.fixture
def decision(offices, topic):
    decided = Decided("三日内修好", offices.village, offices.village_cadre.cadre, MONDAY)
    agenda.decide_topic(topic, [decided], by=offices.town_secretary, at=at(MONDAY, 15))
    return Decision.objects.get()


def test_a_decision_is_reported_by_who_answers_for_it(client, decision, offices, freeze):  # noqa: F811
    freeze(MONDAY, 17)
    client.force_login(offices.auditor)
    assert client.get(page("decision_report", decision.pk)).status_code == 403
    client.force_login(offices.village_cadre)
    client.post(page("decision_report", decision.pk), {"result": "已修好", "done_on": "2026-03-09", "version": 0})
    decision.refresh_from_db()
    assert decision.done_on == MONDAY


@pytest.mark.parametrize(("query", "count"), [("", 1), ("?where=late", 0), ("?where=all", 1)])
def test_decisions_can_be_narrowed(client, decision, offices, query, count):
    client.force_login(offices.town_secretary)
    assert client.get(reverse("petitions:decisions") + query).context["count"] == count


def test_the_next_meeting_opens_with_what_became_of_the_last_decisions(client, decision, offices, freeze):  # noqa: F811
    decision.topic.meeting.state = "held"
    decision.topic.meeting.save()
    later = plan(offices, title="二季度协调会", on=MONDAY.replace(month=6, day=8))
    client.force_login(offices.town_secretary)
    assert "三日内修好" in client.get(later.get_absolute_url()).content.decode()
    assert later.on > FRIDAY
