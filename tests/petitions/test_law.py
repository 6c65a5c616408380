"""Each line of the table of 信访工作条例 in the domain guide, with its first late day."""

import datetime

import pytest

from core.actions import load_calendar
from core.calendar_days import AnnouncedDay
from core.errors import DomainError
from petitions.actions import deciding, handing, handling, people, receiving
from petitions.actions.receiving import Incoming, Person
from petitions.models import Case, Letter, LimitSetting, Petitioner, PetitionSettings, Rating
from tests.factories_petitions import AT, DAY, make_offices
from tests.petitions.path import (
    DECISION,
    accepted,
    after,
    assigned,
    by,
    clock,
    decided,
    forwarded,
    in_hand,
    in_review,
    received,
    registered,
    review_served,
    reviewed,
    served,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


@pytest.mark.parametrize("channel", ["web", "letter", "phone", "fax", "reception"])
def test_article_17_every_channel_is_taken(offices, channel):
    assert received(offices, channel=channel).channel == channel


def test_article_19_name_address_and_request_are_kept_and_the_name_is_asked_for(offices):
    case = received(offices)
    petitioner = Petitioner.objects.get(case=case)
    assert (petitioner.name, petitioner.address, case.text) == ("王小明", "柳树村12号", "村口的路坏了，请修。")
    with pytest.raises(DomainError, match="姓名"):
        received(offices, people=(Person(""),))


@pytest.mark.parametrize(("number", "is_taken"), [(5, True), (6, False)])
def test_article_20_a_group_sends_at_most_five_representatives(offices, number, is_taken):
    incoming = Incoming("reception", "欠薪。", people=tuple(Person(f"代表{n}") for n in range(number)), people_count=60)
    try:
        receiving.receive(incoming, unit=offices.county, on=DAY, by=offices.clerk, at=AT)
    except DomainError as error:
        assert not is_taken, error.message
    assert Case.objects.exists() == is_taken


def test_article_21_the_petitioner_rates_the_answer(offices):
    case = people.rate(served(offices), value="not", text="没修好", **by(None))
    assert Rating.objects.get(case=case).taken_by is None


@pytest.mark.parametrize("lead_away", ["forward", "assign", "accept"])
def test_article_22_a_case_is_handed_on_within_15_days_of_coming_in(offices, lead_away):
    case = received(offices)
    assert clock(case, "route").due == after(15)
    case = receiving.register(case, kind="claim", **by(offices.clerk, after(15)))
    if lead_away == "forward":
        handing.forward(case, to=offices.town, **by(offices.clerk, after(15)))
    elif lead_away == "assign":
        handing.assign(case, to=offices.town, due=after(45), **by(offices.clerk, after(15)))
    else:
        handling.accept(case, **by(offices.clerk, after(15)))
    route = clock(case, "route")
    assert (route.state, route.stopped_on, route.article) == ("stopped", after(15), "22")


@pytest.mark.parametrize(("on", "is_late"), [(15, False), (16, True)])
def test_article_22_the_last_day_is_in_time_and_the_next_is_late(offices, on, is_late):
    received(offices)
    assert Case.objects.overdue(on=after(on)).exists() == is_late


def test_article_22_an_assignment_carries_the_day_for_its_result(offices):
    case = assigned(offices, due=after(20))
    assert clock(case, "assignment").due == after(20)
    with pytest.raises(DomainError, match="晚于交办日期"):
        handing.assign(registered(offices), to=offices.town, due=DAY, **by(offices.clerk))


@pytest.mark.parametrize("sent", [forwarded, assigned])
def test_article_23_whether_it_is_accepted_is_said_within_15_days(offices, sent):
    case = sent(offices)
    assert (clock(case, "say_acceptance").due, clock(case, "say_acceptance").unit) == (after(15), offices.town)
    handling.accept(case, **by(offices.town_clerk, after(15)))
    assert clock(case, "say_acceptance").stopped_on == after(15)
    assert Letter.objects.filter(case=case, kind="acceptance").count() == 1


def test_article_23_what_is_not_accepted_is_told_in_writing_with_its_reason(offices):
    case = forwarded(offices)
    with pytest.raises(DomainError, match="理由") as refused:
        handling.refuse(case, reason=" ", legal_basis="条例", **by(offices.town_clerk))
    assert refused.value.field == "reason"
    with pytest.raises(DomainError, match="依据"):
        handling.refuse(case, reason="已由法院判决。", **by(offices.town_clerk))
    handling.refuse(case, reason="已由法院判决。", legal_basis="条例第三十一条", **by(offices.town_clerk))
    letter = Letter.objects.get(case=case, kind="non_acceptance")
    assert (letter.text, letter.unit) == ("已由法院判决。", offices.town)


# DAY is Monday 2 March: five working days end on Monday the 9th.
@pytest.mark.parametrize(("on", "is_heard"), [(datetime.date(2026, 3, 9), True), (datetime.date(2026, 3, 10), False)])
def test_article_23_an_objection_is_made_within_five_working_days(offices, on, is_heard):
    case = forwarded(offices)
    if is_heard:
        assert handing.object_to(case, reason="属县住建局职责。", **by(offices.town_clerk, on)).state == "objected"
    else:
        with pytest.raises(DomainError, match="5个工作日"):
            handing.object_to(case, reason="属县住建局职责。", **by(offices.town_clerk, on))
        assert Case.objects.get(pk=case.pk).state == "forwarded"


def test_article_23_working_days_follow_the_days_off_and_the_days_made_up(offices):
    """Sent on Monday 28 September 2026: 29, 30 September, 8, 9 October and Saturday the 10th, which is worked."""
    off = [AnnouncedDay(datetime.date(2026, 10, day), is_off=True) for day in (1, 2, 5, 6, 7)]
    made_up = [AnnouncedDay(datetime.date(2026, 10, 10), is_off=False), AnnouncedDay(datetime.date(2026, 9, 20), False)]
    load_calendar(off + made_up, year=2026, source="国务院办公厅", by=None, at=AT)
    case = forwarded(offices, on=datetime.date(2026, 9, 28))
    assert clock(case, "object").due == datetime.date(2026, 10, 10)


def test_article_23_material_goes_back_only_when_the_sender_agrees(offices):
    case = handing.object_to(forwarded(offices), reason="属县住建局职责。", **by(offices.town_clerk))
    assert case.handling_unit == offices.town
    case = handing.uphold_objection(case, ruling="同意", **by(offices.clerk))
    assert (case.state, case.handling_unit) == ("registered", offices.county)
    assert clock(case, "route").unit == offices.county


def test_article_23_after_the_ruling_there_is_no_second_objection(offices):
    case = handing.object_to(forwarded(offices), reason="属县住建局职责。", **by(offices.town_clerk))
    case = handing.reject_objection(case, ruling="属地管理，请办理。", **by(offices.clerk))
    assert clock(case, "say_acceptance").state == "running"
    with pytest.raises(DomainError, match="已经裁定"):
        handing.object_to(case, reason="还是不归我们管。", **by(offices.town_clerk))


def test_article_24_the_common_superior_decides_who_has_it(offices):
    case = accepted(offices)
    case = handing.assign(case, to=offices.department, due=None, **by(offices.leader))
    assert (case.state, case.handling_unit) == ("assigned", offices.department)


def test_article_25_what_is_weighty_and_urgent_is_told_upward_at_once(offices):
    case = received(offices, unit=offices.town)
    receiving.register(case, kind="incident", urgency="weighty", **by(offices.town_clerk))
    assert "重大紧急" in offices.leader.inbox.get().title


def test_article_27_what_cannot_be_solved_is_explained_and_kept_with_a_day(offices):
    case = in_hand(offices, kind="help")
    with pytest.raises(DomainError, match="将告知信访人"):
        handling.wait(case, explanation="", review_on=after(90), **by(offices.town_clerk))
    case = handling.wait(case, explanation="须待明年资金下达。", review_on=after(90), **by(offices.town_clerk))
    assert (case.review_on, clock(case, "review_again").due) == (after(90), after(90))
    assert case.entries.last().is_public


@pytest.mark.parametrize("kind", ["suggestion", "accusation", "claim"])
def test_articles_29_to_31_the_three_kinds_are_told_apart(offices, kind):
    accused = (receiving.Accused(name="某施工队"),) if kind == "accusation" else ()
    case = received(offices, accused=accused)
    assert receiving.register(case, kind=kind, **by(offices.clerk)).kind == kind


def test_article_31_a_claim_is_led_to_the_legal_path_that_it_has(offices):
    case = handling.lead_elsewhere(registered(offices), path="向劳动仲裁委申请仲裁。", **by(offices.clerk))
    assert (case.state, Letter.objects.get(case=case).kind) == ("other_path", "other_path")
    assert not case.clocks.filter(state="running").exists()


@pytest.mark.parametrize("field", ["request", "facts", "opinion", "legal_basis", "remedy"])
def test_article_32_a_decision_letter_lacks_nothing(offices, field):
    case = in_hand(offices)
    with pytest.raises(DomainError) as refused:
        deciding.decide(case, **DECISION | {field: "  "}, **by(offices.town_clerk))
    assert refused.value.field == field
    assert not Letter.objects.filter(kind="decision").exists()


def test_article_32_a_claim_is_not_answered_without_its_letter(offices):
    with pytest.raises(DomainError, match="处理意见书"):
        handling.answer(in_hand(offices), text="已修好。", **by(offices.town_clerk))


def test_article_33_clocks_stand_still_in_mediation_and_the_end_moves(offices):
    case = handling.suspend(in_hand(offices), why="mediation", note="双方同意", **by(offices.town_clerk, after(10)))
    assert (clock(case, "finish").due, case.state) == (None, "suspended")
    case = handling.resume(case, note="调解成功", **by(offices.town_clerk, after(17)))
    assert clock(case, "finish").due == after(67)
    assert [change.after for change in clock(case, "finish").changes.all()] == [None, after(67)]


def test_article_33_an_organisation_may_have_them_run_on(offices):
    PetitionSettings.objects.create(unit=offices.county, slug="qinghe", pauses_in_mediation=False)
    case = handling.suspend(in_hand(offices), why="mediation", note="双方同意", **by(offices.town_clerk))
    assert clock(case, "finish").due == after(60)


@pytest.mark.parametrize(("on", "is_late"), [(60, False), (61, True)])
def test_article_34_a_claim_is_finished_60_days_after_it_was_accepted(offices, on, is_late):
    case = accepted(offices)
    assert (clock(case, "finish").due, clock(case, "finish").article) == (after(60), "34")
    assert Case.objects.overdue(on=after(on)).exists() == is_late


def test_article_34_the_limit_ends_when_the_decision_letter_is_served(offices):
    case = decided(offices)
    assert clock(case, "finish").state == "running"
    deciding.serve(case, way="in_person", **by(offices.town_clerk, after(60)))
    assert (clock(case, "finish").state, clock(case, "finish").stopped_on) == ("stopped", after(60))


def extended(offices, days=30, on=DAY, reason="须等待鉴定。"):
    case = handling.ask_extension(in_hand(offices), days=days, reason=reason, **by(offices.town_clerk, on))
    return handling.grant_extension(case, days=days, reason=reason, **by(offices.town_leader, on))


@pytest.mark.parametrize(("days", "is_granted"), [(30, True), (31, False), (0, False)])
def test_article_34_it_is_extended_by_30_days_at_most(offices, days, is_granted):
    if is_granted:
        assert clock(extended(offices, days), "finish").due == after(90)
    else:
        with pytest.raises(DomainError, match="1天到30天"):
            extended(offices, days)


def test_article_34_it_is_extended_once(offices):
    with pytest.raises(DomainError, match="只能延长一次"):
        handling.ask_extension(extended(offices, 10), days=10, reason="再等等", **by(offices.town_clerk))


def test_article_34_whoever_asks_does_not_approve(offices):
    case = handling.ask_extension(in_hand(offices), days=10, reason="须鉴定", **by(offices.town_clerk))
    offices.town_clerk.grants.create(role="leader", unit=offices.town, start=datetime.date(2026, 1, 1))
    del offices.town_clerk.access
    with pytest.raises(DomainError, match="申请人以外"):
        handling.grant_extension(case, days=10, reason="须鉴定", **by(offices.town_clerk))
    assert clock(case, "finish").due == after(60)


def test_article_34_the_reason_is_told_to_the_petitioner(offices):
    case = extended(offices)
    assert Letter.objects.get(case=case, kind="extension").text == "须等待鉴定。"
    assert case.entries.get(action="grant_extension").is_public


@pytest.mark.parametrize(("on", "is_heard"), [(60, True), (61, False)])
def test_article_34_an_extension_is_asked_for_before_the_limit_is_over(offices, on, is_heard):
    case = in_hand(offices)
    if is_heard:
        handling.ask_extension(case, days=10, reason="须鉴定", **by(offices.town_clerk, after(on)))
    else:
        with pytest.raises(DomainError, match="已过"):
            handling.ask_extension(case, days=10, reason="须鉴定", **by(offices.town_clerk, after(on)))
    assert case.entries.filter(action="ask_extension").exists() == is_heard


@pytest.mark.parametrize(("on", "is_heard"), [(30, True), (31, False)])
def test_article_35_a_review_is_asked_for_within_30_days_of_service(offices, on, is_heard):
    case = served(offices)
    if is_heard:
        assert deciding.ask_review(case, reason="修得不好。", **by(None, after(on))).state == "in_review"
    else:
        with pytest.raises(DomainError, match="30日"):
            deciding.ask_review(case, reason="修得不好。", **by(None, after(on)))
        assert Case.objects.get(pk=case.pk).state == "served"


def test_article_35_the_right_begins_with_service_not_with_the_letter(offices):
    case = deciding.serve(decided(offices), way="post", **by(offices.town_clerk, after(8)))
    assert clock(case, "ask_review").due == after(38)


def test_article_35_a_review_is_answered_within_30_days_by_the_organ_above(offices):
    case = in_review(offices)
    assert (clock(case, "review").due, clock(case, "review").unit) == (after(30), offices.county)
    with pytest.raises(DomainError):
        deciding.decide_review(case, **DECISION, **by(offices.town_clerk))
    case = deciding.decide_review(case, **DECISION, **by(offices.clerk, after(30)))
    assert (case.state, clock(case, "review").stopped_on) == ("reviewed", after(30))
    assert Letter.objects.get(case=case, kind="review").unit == offices.county


@pytest.mark.parametrize(("on", "is_heard"), [(30, True), (31, False)])
def test_article_36_a_re_review_is_asked_for_within_30_days_of_the_review(offices, on, is_heard):
    case = review_served(offices)
    if is_heard:
        assert deciding.ask_re_review(case, reason="仍不服。", **by(None, after(on))).state == "in_re_review"
    else:
        with pytest.raises(DomainError, match="30日"):
            deciding.ask_re_review(case, reason="仍不服。", **by(None, after(on)))


def test_article_36_no_re_review_before_the_review_was_served(offices):
    with pytest.raises(DomainError, match="没有已送达的复查意见书"):
        deciding.ask_re_review(reviewed(offices), reason="仍不服。", **by(None))


def test_article_36_days_of_a_hearing_do_not_count(offices):
    case = deciding.ask_re_review(review_served(offices), reason="仍不服。", **by(None))
    deciding.begin_hearing(case, **by(offices.clerk, after(5)))
    assert clock(case, "re_review").due is None
    with pytest.raises(DomainError, match="不能早于听证开始"):
        deciding.end_hearing(case, **by(offices.clerk, after(4)))
    case = deciding.end_hearing(case, **by(offices.clerk, after(7)))
    assert clock(case, "re_review").due == after(33)
    with pytest.raises(DomainError, match="没有正在进行的听证"):
        deciding.end_hearing(case, **by(offices.clerk, after(8)))


def test_article_36_afterwards_the_case_is_final(offices):
    case = deciding.ask_re_review(review_served(offices), reason="仍不服。", **by(None))
    case = deciding.decide_re_review(case, **DECISION | {"remedy": ""}, **by(offices.clerk))
    assert case.state == "final"
    assert "不再受理" in Letter.objects.get(case=case, kind="re_review").remedy
    for again in (deciding.ask_review, deciding.ask_re_review, people.reopen):
        with pytest.raises(DomainError, match="信访终结"):
            again(case, reason="同一事实", **by(None))


def test_limits_are_data_of_the_organisation(offices):
    LimitSetting.objects.create(
        unit=offices.county, code="finish", days=20, is_working=True, most_extension=5, article="《公司信访办法》第九条"
    )
    case = accepted(offices)
    found = clock(case, "finish")
    assert (found.days, found.is_working, found.article) == (20, True, "《公司信访办法》第九条")
    with pytest.raises(DomainError, match="1天到5天"):
        handling.ask_extension(case, days=6, reason="须鉴定", **by(offices.town_clerk))
