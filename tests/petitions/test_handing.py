"""A case on its way between units: who gets it, who is told, and to whom it never goes."""

import pytest

from accounts.models import RoleGrant
from core.errors import DomainError
from core.models import InboxItem
from petitions.actions import handing, handling, people, receiving
from petitions.actions.receiving import Accused
from petitions.models import Case, Handover, PetitionSettings
from tests.factories import START, make_cadre, make_unit, make_user
from tests.factories_petitions import DAY, make_offices
from tests.petitions.path import accepted, after, assigned, by, clock, forwarded, in_hand, received, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


def told(user):
    return list(InboxItem.objects.filter(user=user).values_list("title", flat=True))


def unchanged(case):
    """What a refusal must leave as it is."""
    fresh = Case.objects.get(pk=case.pk)
    return (
        fresh.state,
        fresh.version,
        fresh.handling_unit_id,
        fresh.entries.count(),
        fresh.handovers.count(),
        list(fresh.clocks.order_by("pk").values()),
        InboxItem.objects.count(),
    )


# --- sending


def test_the_receiver_has_it_in_hand_and_its_people_are_told_without_a_name(offices):
    case = forwarded(offices)
    assert (case.state, case.handling_unit, case.handling_path) == ("forwarded", offices.town, offices.town.path)
    assert Case.objects.visible_to(offices.town_clerk).filter(pk=case.pk).exists()
    for user in (offices.town_clerk, offices.town_secretary):
        assert any("转送你单位" in title and case.number in title for title in told(user))
    assert "王小明" not in str(list(InboxItem.objects.values()))
    assert "村口" not in str(list(InboxItem.objects.values()))


def test_where_a_unit_has_nobody_the_nearest_above_is_told(offices):
    handing.forward(registered(offices), to=offices.village, **by(offices.clerk))
    assert any("转送你单位" in title for title in told(offices.town_clerk))


def test_it_is_not_sent_where_it_is(offices):
    case = registered(offices)
    before = unchanged(case)
    with pytest.raises(DomainError, match="已由“清河县”办理") as refused:
        handing.forward(case, to=offices.county, **by(offices.clerk))
    assert (refused.value.field, unchanged(case)) == ("to", before)


def test_a_closed_unit_gets_nothing(offices):
    offices.department.closed_on = DAY
    offices.department.save()
    with pytest.raises(DomainError, match="已撤销"):
        handing.forward(registered(offices), to=offices.department, **by(offices.clerk))


def test_an_assignment_names_handlers_of_the_unit_at_once(offices):
    cadre = make_cadre("李干事", unit=offices.town)
    case = handing.assign(registered(offices), to=offices.town, due=after(9), handlers=[cadre], **by(offices.clerk))
    assert [handler.cadre for handler in case.handlers.all()] == [cadre]
    stranger = make_cadre("外单位", unit=offices.department)
    with pytest.raises(DomainError, match="不在“青山镇”任职"):
        handing.assign(registered(offices), to=offices.town, due=None, handlers=[stranger], **by(offices.clerk))


def test_the_limit_of_the_case_goes_on_when_it_is_handed_on(offices):
    case = handing.forward(accepted(offices), to=offices.village, **by(offices.town_clerk, after(20)))
    make_user("v", role="petition_clerk", unit=offices.village)
    case = handling.accept(case, **by(offices.clerk, after(30)))
    assert case.clocks.filter(code="finish").count() == 1
    assert (clock(case, "finish").due, clock(case, "finish").unit) == (after(60), offices.village)


def test_a_hand_over_is_signed_for_once_by_the_receiver(offices):
    case = forwarded(offices)
    handover = case.handovers.get()
    with pytest.raises(DomainError, match="接收单位"):
        handing.take_handover(handover, **by(offices.department_clerk))
    assert handing.take_handover(handover, **by(offices.town_clerk)).state == "taken"
    with pytest.raises(DomainError, match="已经签收"):
        handing.take_handover(handover, **by(offices.town_clerk))


def test_the_second_of_two_clerks_is_told(offices):
    case = forwarded(offices)
    version = case.version
    handling.accept(case, version=version, **by(offices.town_clerk))
    with pytest.raises(DomainError, match="已被他人修改"):
        handling.accept(case, version=version, **by(offices.town_secretary))
    with pytest.raises(DomainError, match="目前“已受理”，不能受理"):
        handling.accept(case, **by(offices.town_secretary))
    assert Case.objects.get(pk=case.pk).entries.filter(action="accept").count() == 1


@pytest.mark.parametrize(("on", "message"), [(-1, "不能早于"), (300, "晚于今天")])
def test_a_step_is_not_taken_before_the_last_one_nor_in_the_future(offices, on, message):
    case = registered(offices)
    before = unchanged(case)
    with pytest.raises(DomainError, match=message) as refused:
        handing.forward(case, to=offices.town, **by(offices.clerk, after(on)))
    assert (refused.value.field, unchanged(case)) == ("on", before)


def test_what_a_petitioner_added_meanwhile_does_not_keep_a_step_from_its_day(offices):

    case = people.add_information(forwarded(offices), text="补充", **by(None, after(9)))
    assert handling.accept(case, **by(offices.town_clerk, after(3))).accepted_on == after(3)


# --- objection, escalation, call


def test_an_objection_needs_its_reason(offices):
    with pytest.raises(DomainError, match="异议的理由") as refused:
        handing.object_to(assigned(offices), reason=" ", **by(offices.town_clerk))
    assert refused.value.field == "reason"


def test_an_upheld_objection_goes_back_to_the_sender(offices):
    case = handing.object_to(assigned(offices), reason="不归我镇管。", **by(offices.town_clerk))
    assert any("提出异议" in title for title in told(offices.clerk))
    case = handing.uphold_objection(case, ruling="同意", **by(offices.clerk))
    handover = case.handovers.get()
    assert (handover.state, handover.objection, handover.ruling) == ("returned", "不归我镇管。", "同意")
    assert not case.clocks.filter(code="assignment", state="running").exists()


def test_what_a_unit_cannot_solve_goes_up_a_level(offices):
    case = received(offices, unit=offices.village)
    case = receiving.register(case, kind="help", **by(offices.town_clerk))
    case = handing.escalate(case, reason="块区无力解决。", **by(offices.town_clerk))
    assert (case.state, case.handling_unit) == ("registered", offices.town)
    case = handing.escalate(case, reason="须县里协调。", **by(offices.town_clerk))
    assert case.handling_unit == offices.county
    assert clock(case, "route").unit == offices.county
    with pytest.raises(DomainError, match="没有上级单位"):
        handing.escalate(case, reason="再上报", **by(offices.clerk))


def test_units_are_called_report_in_and_rate_each_other(offices):
    case = handing.call_units(
        in_hand(offices), units=[offices.department], request="到场核实", **by(offices.town_clerk)
    )
    assert case.state == "in_hand"
    assert Case.objects.visible_to(offices.department_clerk).filter(pk=case.pk).exists()
    call = Handover.objects.get(case=case, kind="call")
    with pytest.raises(DomainError, match="尚未报到"):
        handing.rate_call(call, side="sender", value="satisfied", **by(offices.town_clerk))
    with pytest.raises(DomainError, match="只有“民政局”"):
        handing.report_in(call, reply="已到场", **by(offices.town_clerk))
    call = handing.report_in(call, reply="已到场", **by(offices.department_clerk))
    assert any("报到" in title for title in told(offices.town_clerk))
    handing.rate_call(call, side="sender", value="satisfied", **by(offices.town_clerk))
    call = handing.rate_call(call, side="receiver", value="not", **by(offices.department_clerk))
    assert (call.rated_by_sender, call.rated_by_receiver) == ("satisfied", "not")
    with pytest.raises(DomainError, match="不能更改"):
        handing.rate_call(call, side="sender", value="not", **by(offices.town_clerk))


@pytest.mark.parametrize(
    ("change", "message"),
    [({"units": []}, "请选择"), ({"request": ""}, "请写明"), ({"due": after(-1)}, "不能早于")],
)
def test_a_call_names_units_and_what_they_are_to_do(offices, change, message):
    call = {"units": [offices.department], "request": "到场核实"} | change
    with pytest.raises(DomainError, match=message):
        handing.call_units(in_hand(offices), **call, **by(offices.town_clerk))


# --- handlers


def test_handlers_are_named_told_and_changed(offices):
    first, second = (make_cadre(name, unit=offices.town) for name in ("甲", "乙"))
    user = make_user("first", cadre=first)
    case = handing.name_handlers(in_hand(offices), cadres=[first], **by(offices.town_leader))
    assert Case.objects.visible_to(user).exists()
    assert any("承办" in title for title in told(user))
    handing.name_handlers(case, cadres=[second], **by(offices.town_leader, after(1)))
    assert not Case.objects.visible_to(user).exists()
    assert [handler.end for handler in case.handlers.all()] == [after(1), None]


def test_one_named_for_a_later_day_has_not_begun_when_the_case_is_given_away(offices):
    cadre = make_cadre("甲", unit=offices.town)
    case = handing.name_handlers(accepted(offices), cadres=[cadre], **by(offices.town_leader, after(5)))
    case = handing.forward(case, to=offices.village, **by(offices.town_clerk, after(3)))
    assert not case.handlers.exists()
    assert clock(case, "finish").unit == offices.village


# --- those for whom the case does not exist


@pytest.fixture
def inspection(offices):
    """Discipline inspection, set as the place for cases that accuse the office."""
    unit = make_unit("县纪委", parent=offices.county)
    PetitionSettings.objects.create(unit=offices.county, slug="qinghe", discipline_unit=unit)
    return make_user("inspector", cadre=make_cadre("纪检", unit=unit), role="petition_clerk", unit=unit), unit


def test_registering_an_accusation_of_the_office_sends_it_past_the_office(offices, inspection):
    inspector, unit = inspection
    case = received(offices)
    accused = (Accused(cadre=offices.leader.cadre),)
    RoleGrant.objects.filter(user=offices.leader).update(role="leader")
    offices.leader.cadre.posts.update(position="head")
    case = receiving.register(case, kind="accusation", accused=accused, **by(offices.clerk))
    assert (case.state, case.unit, case.number) == ("received", unit, "")
    assert clock(case, "route").unit == unit
    assert not Case.objects.visible_to(offices.leader).exists()
    assert Case.objects.visible_to(inspector).exists()
    assert any("请登记" in title for title in told(inspector))
    assert receiving.register(case, kind="accusation", **by(inspector)).state == "registered"


def test_registering_an_accusation_of_the_town_sends_it_to_the_county(offices):
    case = received(offices, unit=offices.town)
    case = receiving.register(case, kind="accusation", accused=(Accused(unit=offices.town),), **by(offices.town_clerk))
    assert (case.state, case.unit) == ("received", offices.county)
    assert not Case.objects.visible_to(offices.town_clerk).exists()
    assert not any("因原单位" in title for title in told(offices.town_secretary))


def accusation(offices, **accused):
    case = received(offices)
    return receiving.register(case, kind="accusation", accused=(Accused(**accused),), **by(offices.clerk))


def test_an_accused_unit_and_all_below_it_get_nothing(offices):
    case = accusation(offices, unit=offices.town)
    for unit in (offices.town, offices.village):
        with pytest.raises(DomainError, match="须回避") as refused:
            handing.forward(case, to=unit, **by(offices.clerk))
        assert refused.value.field == "to"
    with pytest.raises(DomainError, match="须回避"):
        handing.assign(case, to=offices.town, due=None, **by(offices.clerk))
    case = handling.accept(case, **by(offices.clerk))
    with pytest.raises(DomainError, match="须回避"):
        handing.call_units(case, units=[offices.village], request="到场", **by(offices.clerk))


def test_the_unit_that_an_accused_cadre_leads_gets_nothing(offices):
    head = make_cadre("镇长", unit=offices.town, position="head")
    case = accusation(offices, cadre=head)
    with pytest.raises(DomainError, match="须回避"):
        handing.forward(case, to=offices.town, **by(offices.clerk))


def test_an_accused_cadre_or_one_of_an_accused_unit_is_never_a_handler(offices):
    accused = make_cadre("被反映人", unit=offices.county)
    case = handling.accept(accusation(offices, cadre=accused), **by(offices.clerk))
    with pytest.raises(DomainError, match="被反映人须回避") as refused:
        handing.name_handlers(case, cadres=[accused], **by(offices.clerk))
    assert refused.value.field == "cadres"
    case = handling.accept(accusation(offices, unit=offices.town), **by(offices.clerk))
    with pytest.raises(DomainError, match="须回避"):
        handing.name_handlers(case, cadres=[offices.village_cadre.cadre], **by(offices.clerk))


def test_no_notice_reaches_the_accused_even_where_they_would_be_told(offices):
    clerk = make_user("c2", cadre=make_cadre("同事", unit=offices.county), role="petition_clerk", unit=offices.county)
    # The first is a clerk of the office, too: what is told to the office is not told to them.
    RoleGrant.objects.create(user=offices.town_leader, role="secretary", unit=offices.county, start=START)
    case = received(offices, accused=(Accused(cadre=offices.town_leader.cadre),))
    assert any("请登记" in title for title in told(clerk))
    assert told(offices.town_leader) == []
    assert not Case.objects.visible_to(offices.town_leader).filter(pk=case.pk).exists()


def test_whoever_steps_back_no_longer_sees_the_case(offices):
    cadre = make_cadre("亲属", unit=offices.town)
    user = make_user("relative", cadre=cadre)
    case = handing.name_handlers(in_hand(offices), cadres=[cadre], **by(offices.town_leader))
    case = handing.recuse(case, cadre=cadre, reason="与信访人有亲属关系。", **by(offices.town_leader))
    assert not Case.objects.visible_to(user).exists()
    assert case.handlers.get().end == DAY
    with pytest.raises(DomainError, match="已经回避"):
        handing.recuse(case, cadre=cadre, reason="再次", **by(offices.town_leader))


def test_a_unit_that_steps_back_gives_the_case_away(offices):
    case = handing.recuse(forwarded(offices), unit=offices.town, reason="与事项有利害关系。", **by(offices.clerk))
    assert (case.state, case.handling_unit) == ("registered", offices.county)
    assert clock(case, "route").state == "running"
    assert not Case.objects.visible_to(offices.town_clerk).exists()


def test_stepping_back_names_one_and_says_why(offices):
    case = in_hand(offices)
    for change in ({"reason": ""}, {"cadre": None}, {"unit": offices.town}):
        wanted = {"cadre": offices.village_cadre.cadre, "unit": None, "reason": "利害关系"} | change
        with pytest.raises(DomainError):
            handing.recuse(case, **wanted, **by(offices.town_leader))
    assert not case.parties.exists()


def test_the_recused_take_no_step(offices):
    case = handing.recuse(forwarded(offices), cadre=offices.town_clerk.cadre, reason="亲属", **by(offices.clerk))
    with pytest.raises(DomainError, match="须回避"):
        handling.accept(case, **by(offices.town_clerk))
