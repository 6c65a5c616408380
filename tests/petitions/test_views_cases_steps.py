"""Every step of the table has a page: with its fields, for those alone to whom the step lies open."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from petitions.forms.cases_table import STEP_PAGES
from petitions.models import Case, CaseHandler, Handover, Letter, Party, Rating
from petitions.workflow import BY_ACTION, TRANSITIONS, Actor
from tests.factories import make_cadre, make_user
from tests.factories_petitions import AT, DAY, make_case, make_offices
from tests.petitions import path

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
ACTIONS = [step.action for step in TRANSITIONS]


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.fixture
def offices():
    return make_offices()


def url_of(case, action):
    return reverse("petitions:step", args=[case.pk, action])


def take(client, case, action, *, on=DAY, **data):
    case = Case.objects.get(pk=case.pk)
    return client.post(url_of(case, action), {"on": str(on), "version": str(case.version)} | data)


def user_for(offices, step):
    """Somebody to whom the step lies open, of a case of the county that the town has in hand."""
    users = {Actor.OFFICE: offices.clerk, Actor.HANDLER: offices.town_clerk, Actor.HEAD: offices.town_leader}
    users |= {Actor.SUPERIOR: offices.leader, Actor.PETITIONER: offices.clerk}
    return users[min(step.actors)]


def test_every_step_of_the_table_has_a_page_and_nothing_else_has():
    assert set(STEP_PAGES) == set(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_the_page_of_a_step_is_open_to_those_who_may_take_it_and_to_nobody_else(client, log_in, offices, action):
    step = BY_ACTION[action]
    case = make_case(offices.county, state=min(step.sources), handling_unit=offices.town)
    assert client.get(url_of(case, action)).status_code == 302
    page = log_in(user_for(offices, step)).get(url_of(case, action))
    assert page.status_code == 200
    assert str(step.label) in page.content.decode()
    assert {field.name for field in page.context["form"]} >= {"on"}
    for user, code in ((offices.auditor, 403), (offices.department_clerk, 404), (offices.village_cadre, 404)):
        assert log_in(user).get(url_of(case, action)).status_code == code
        assert log_in(user).post(url_of(case, action), {}).status_code == code
    assert not case.entries.exists()


@pytest.mark.parametrize("action", ACTIONS)
def test_an_empty_form_changes_nothing_and_says_what_is_missing(log_in, offices, action):
    step = BY_ACTION[action]
    case = make_case(offices.county, state=min(step.sources), handling_unit=offices.town)
    page = log_in(user_for(offices, step)).post(url_of(case, action), {})
    assert page.status_code == 200
    assert "on" in page.context["form"].errors
    assert Case.objects.get(pk=case.pk).state == case.state


def test_a_step_that_does_not_lie_open_from_where_the_case_is_answers_403(log_in, offices):
    case = make_case(offices.county, state="closed")
    assert log_in(offices.clerk).get(url_of(case, "forward")).status_code == 403
    assert log_in(offices.clerk).post(url_of(case, "forward"), {}).status_code == 403


def test_what_is_no_step_answers_404(log_in, offices):
    case = make_case(offices.county)
    assert log_in(offices.clerk).get(url_of(case, "delete")).status_code == 404


def test_a_stale_form_is_refused_and_keeps_what_was_typed(log_in, offices):
    case = make_case(offices.county)
    client = log_in(offices.clerk)
    Case.objects.update(version=5)
    data = {"to": offices.town.pk, "request": "请尽快办理", "on": str(DAY), "version": "0"}
    page = client.post(url_of(case, "forward"), data)
    assert "已被他人修改" in page.content.decode()
    assert "请尽快办理" in page.content.decode()
    assert Case.objects.get().state == "registered"


def test_a_step_that_is_sent_twice_is_taken_once(log_in, offices):
    case = path.in_hand(offices)
    client = log_in(offices.town_clerk)
    key = str(client.get(url_of(case, "note_progress")).context["once_key"])
    data = {"note": "水泥已进场", "on": str(TODAY), "once_key": key, "version": case.version}
    for _sending in range(2):
        assert client.post(url_of(case, "note_progress"), data).status_code == 302
    assert case.entries.filter(action="note_progress").count() == 1


def test_a_refusal_of_the_action_stands_at_its_field(log_in, offices):
    case = path.assigned(offices)
    page = take(log_in(offices.town_clerk), case, "object", on=TODAY, reason="不属本单位")
    assert "期限" in page.content.decode()
    assert Case.objects.get().state == "assigned"
    page = take(log_in(offices.town_clerk), case, "accept", on=DAY - datetime.timedelta(days=1))
    assert "on" in page.context["form"].errors


def test_one_case_is_led_through_its_pages_to_the_end(log_in, offices):
    case = path.received(offices)
    clerk, town = offices.clerk, offices.town_clerk
    day = iter(path.after(number) for number in range(1, 40))
    for user, action, data in (
        (clerk, "register", {"kind": "claim", "urgency": "normal"}),
        (clerk, "assign", {"to": offices.town.pk, "request": "请办理", "handlers": [town.cadre.pk]}),
        (town, "object", {"reason": "属交通局职权"}),
        (clerk, "reject_objection", {"ruling": "村道由镇养护"}),
        (town, "accept", {"with_letter": "on"}),
        (town, "begin", {}),
        (town, "ask_extension", {"days": "10", "reason": "等待天气转好"}),
        (offices.town_leader, "grant_extension", {"days": "10", "reason": "等待天气转好"}),
        (town, "suspend", {"why": "mediation", "note": "与村委会调解"}),
        (town, "resume", {"note": "调解未成"}),
        (town, "decide", path.DECISION),
    ):
        assert take(log_in(user), case, action, on=next(day), **data).status_code == 302, action
    letter = Letter.objects.get(kind="decision")
    for user, action, data in (
        (town, "serve", {"letter": letter.pk, "way": "in_person", "note": "本人签收"}),
        (clerk, "rate", {"value": "not", "text": "路还是坏的"}),
        (clerk, "reopen", {"reason": "答复没有落实"}),
        (town, "decide", path.DECISION),
        (town, "serve", {"letter": letter.pk + 1, "way": "in_person"}),
        (town, "close", {"result": "已修复"}),
        (town, "call_back", {"way": "phone", "note": "表示满意", "rating": "satisfied"}),
    ):
        if action == "serve":
            data["letter"] = Letter.objects.filter(kind="decision", service=None).get().pk
        assert take(log_in(user), case, action, on=next(day), **data).status_code == 302, action
    assert Case.objects.get().state == "closed"
    assert [rating.value for rating in Rating.objects.all()] == ["satisfied", "not"]


def test_an_asked_extension_stands_in_the_form_of_who_grants_it(log_in, offices):
    case = path.in_hand(offices)
    take(log_in(offices.town_clerk), case, "ask_extension", days="10", reason="等待天气转好")
    page = log_in(offices.town_leader).get(url_of(case, "grant_extension"))
    assert (page.context["form"]["days"].value(), page.context["form"]["reason"].value()) == (10, "等待天气转好")


def test_a_case_is_joined_by_the_number_of_the_other(log_in, offices):
    main, case = make_case(offices.county), make_case(offices.county)
    client = log_in(offices.clerk)
    assert "没有找到" in take(client, case, "join", to="信〔2026〕99号").content.decode()
    assert take(client, case, "join", to=main.number).status_code == 302
    assert Case.objects.get(pk=case.pk).joined_to == main


def test_solving_what_waits_to_be_registered_asks_for_its_kind(log_in, offices):
    waiting, registered = path.received(offices), make_case(offices.department)
    client = log_in(offices.clerk)
    assert "kind" in client.get(url_of(waiting, "solve_on_spot")).context["form"].fields
    assert "kind" not in client.get(url_of(registered, "solve_on_spot")).context["form"].fields
    assert take(client, waiting, "solve_on_spot", result="当场修好", kind="help").status_code == 302
    assert Case.objects.get(pk=waiting.pk).state == "closed"


def test_units_are_called_and_recused_and_handlers_named(log_in, offices):
    case = path.in_hand(offices)
    client = log_in(offices.town_clerk)
    units = {"units": [offices.department.pk], "request": "请到场"}
    assert take(client, case, "call_units", **units).status_code == 302
    assert Handover.objects.filter(kind="call", receiver=offices.department).exists()
    assert take(client, case, "name_handlers", cadres=[offices.village_cadre.cadre.pk]).status_code == 302
    assert CaseHandler.objects.get(end=None).cadre == offices.village_cadre.cadre
    answer = take(client, case, "recuse", cadre=[offices.village_cadre.cadre.pk], reason="近亲属", on=TODAY)
    assert answer.status_code == 302
    assert Party.objects.get().role == "recused"


def test_who_steps_back_is_led_to_the_list_and_not_to_a_missing_page(log_in, offices):
    case = path.in_hand(offices)
    own = [offices.town_clerk.cadre.pk]
    answer = take(log_in(offices.town_clerk), case, "recuse", cadre=own, reason="与当事人有利害关系", on=TODAY)
    assert answer.url == reverse("petitions:cases")


# --- whom a case may go to


def test_whom_a_case_is_about_is_offered_nowhere(log_in, offices):
    case = make_case(offices.county, kind="accusation", handling_unit=offices.town, state="in_hand")
    Party.objects.create(case=case, role="accused", unit=offices.department, declared_at=AT)
    Party.objects.create(case=case, role="accused", cadre=offices.village_cadre.cadre, declared_at=AT)
    client = log_in(offices.clerk)
    offered = set(client.get(url_of(case, "forward")).context["form"].fields["to"].queryset)
    assert offered == {offices.county, offices.village}
    finder = reverse("petitions:find_handlers", args=[case.pk])
    found = {row["value"] for row in client.get(finder).json()}
    assert offices.town_leader.cadre.pk in found
    assert not found & {offices.village_cadre.cadre.pk, offices.department_clerk.cadre.pk}


def test_a_unit_that_an_accused_leads_is_not_offered(log_in, offices):
    head = make_cadre("局长", unit=offices.department, position="head")
    case = make_case(offices.county, kind="accusation")
    Party.objects.create(case=case, role="accused", cadre=head, declared_at=AT)
    offered = log_in(offices.clerk).get(url_of(case, "forward")).context["form"].fields["to"].queryset
    assert offices.department not in offered


def test_handlers_are_found_by_those_who_work_on_the_case_only(client, log_in, offices):
    case = make_case(offices.county)
    finder = reverse("petitions:find_handlers", args=[case.pk])
    assert client.get(finder).status_code == 302
    rows = log_in(offices.clerk).get(finder, {"q": "town_l"}).json()
    assert [row["label"] for row in rows] == ["town_leader"]
    assert rows[0]["note"] == "青山镇 干部"
    for user in (offices.auditor, offices.department_clerk, make_user("nobody")):
        assert log_in(user).get(finder).status_code == 404


# --- which buttons stand on the page


def buttons(client, case):
    steps = client.get(case.get_absolute_url()).context["steps"]
    return {step.action for part in (steps.onward, steps.told, steps.around) for step in part}


def test_an_extension_is_ruled_upon_only_where_one_was_asked_for(log_in, offices):
    case = path.in_hand(offices)
    assert "grant_extension" not in buttons(log_in(offices.town_leader), case)
    assert "ask_extension" in buttons(log_in(offices.town_clerk), case)
    take(log_in(offices.town_clerk), case, "ask_extension", days="10", reason="等待天气转好")
    assert {"grant_extension", "refuse_extension"} <= buttons(log_in(offices.town_leader), case)
    assert "ask_extension" not in buttons(log_in(offices.town_clerk), case)


def test_a_claim_is_answered_by_a_decision_letter_only(log_in, offices):
    assert "answer" not in buttons(log_in(offices.town_clerk), path.in_hand(offices))
    assert "answer" in buttons(log_in(offices.town_clerk), path.in_hand(offices, kind="help"))


def test_a_hearing_begins_before_it_ends(log_in, offices):
    case = make_case(offices.county, state="in_review", handling_unit=offices.town)
    shown = buttons(log_in(offices.leader), case)
    assert "begin_hearing" in shown
    assert "end_hearing" not in shown


@pytest.mark.parametrize(
    ("state", "who", "first"),
    [
        ("received", "clerk", "register"),
        ("registered", "clerk", "forward"),
        ("assigned", "town_clerk", "accept"),
        ("in_hand", "town_clerk", "decide"),
        ("in_hand", "clerk", None),
        ("decided", "town_clerk", "serve"),
    ],
)
def test_the_step_that_brings_a_case_on_stands_first(log_in, offices, state, who, first):
    case = make_case(offices.county, state=state, handling_unit=offices.county if state == "received" else offices.town)
    steps = log_in(getattr(offices, who)).get(case.get_absolute_url()).context["steps"]
    assert (steps.first.action if steps.first else None) == first
    if first:
        assert steps.onward[0].action == first


def test_what_a_petitioner_tells_a_clerk_stands_apart(log_in, offices):
    steps = log_in(offices.clerk).get(path.registered(offices).get_absolute_url()).context["steps"]
    assert {step.action for step in steps.told} == {"add_information", "withdraw"}


def test_what_a_petitioner_brings_later_is_kept_with_its_files(log_in, offices):
    case = path.in_hand(offices)
    material = SimpleUploadedFile("证明.pdf", b"%PDF-1.4\n%%EOF")
    answer = take(log_in(offices.town_clerk), case, "add_information", on=TODAY, text="补充证明", material=material)
    assert answer.status_code == 302
    assert case.files.get().name == "证明.pdf"
