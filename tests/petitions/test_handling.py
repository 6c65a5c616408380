"""Work on a case until its end: answered, closed, called back, taken up again; what hangs on it follows."""

import pytest

from core.errors import DomainError
from core.models import AuditEntry, InboxItem
from petitions.actions import deciding, handling, people
from petitions.actions.identity import open_identity
from petitions.actions.receiving import Accused
from petitions.models import Case, CaseEntry, ClockChange, IdentityView, Letter, PetitionSettings, Rating
from petitions.selectors.clocks import clock_lines
from tests.factories import make_cadre, make_user
from tests.factories_petitions import AT, DAY, make_offices
from tests.petitions.path import (
    DECISION,
    accepted,
    after,
    by,
    clock,
    closed,
    decided,
    forwarded,
    in_hand,
    in_review,
    received,
    registered,
    served,
)
from visits.models import VisitLog

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


# --- on the spot, joined, withdrawn


def test_what_is_solved_on_the_spot_is_numbered_and_says_what_was_done(offices):
    with pytest.raises(DomainError, match="怎样办理"):
        handling.solve_on_spot(received(offices), result="", **by(offices.clerk))
    case = handling.solve_on_spot(received(offices), result="当场开具证明。", **by(offices.clerk))
    assert (case.state, case.number, case.solved_on_the_spot) == ("closed", "信〔2026〕1号", True)
    assert clock(case, "route").state == "stopped"
    with pytest.raises(DomainError, match="不能当场办结"):
        handling.solve_on_spot(received(offices), result="已处理", kind="accusation", **by(offices.clerk))


def test_joined_cases_are_answered_and_closed_with_the_main_one(offices):
    main = in_hand(offices)
    joined = handling.join(registered(offices), to=main, **by(offices.clerk))
    assert (joined.state, joined.handling_unit, joined.next_due) == ("joined", offices.town, None)
    case = deciding.decide(main, **DECISION, **by(offices.town_clerk))
    case = deciding.serve(case, way="in_person", **by(offices.town_clerk, after(5)))
    joined.refresh_from_db()
    assert (joined.state, joined.answered_on) == ("joined", after(5))
    handling.close(case, result="路已修好。", **by(offices.town_clerk, after(6)))
    joined.refresh_from_db()
    assert (joined.state, joined.closed_on, joined.result) == ("closed", after(6), "路已修好。")
    assert [entry.action for entry in joined.entries.all()][-2:] == ["answer_joined", "close_joined"]
    assert clock(joined, "call_back").state == "running"


@pytest.mark.parametrize("end", ["refuse", "lead_elsewhere"])
def test_what_is_not_accepted_is_said_of_the_joined_ones_too(offices, end):
    main = forwarded(offices)
    joined = handling.join(registered(offices), to=main, **by(offices.clerk))
    if end == "refuse":
        handling.refuse(main, reason="已判决。", legal_basis="条例", **by(offices.town_clerk))
    else:
        handling.lead_elsewhere(main, path="申请仲裁。", **by(offices.town_clerk))
    main.refresh_from_db()
    joined.refresh_from_db()
    assert (joined.state, joined.result, joined.closed_on) == (main.state, main.result, None)
    assert joined.answered_on == DAY


def test_a_joined_case_goes_on_by_itself_when_the_main_one_is_withdrawn(offices):
    main = in_hand(offices)
    joined = handling.join(registered(offices), to=main, **by(offices.clerk))
    people.withdraw(main, reason="", **by(None, after(4)))
    joined.refresh_from_db()
    assert (joined.state, joined.joined_to, joined.handling_unit) == ("registered", None, offices.county)
    assert clock(joined, "route").due == after(19)
    assert any("另行办理" in item.title for item in InboxItem.objects.filter(user=offices.clerk))


def test_a_joined_case_ends_with_a_re_review_too(offices):
    main = in_review(offices)
    joined = Case.objects.get(pk=registered(offices).pk)
    joined = handling.join(joined, to=main, **by(offices.clerk))
    case = deciding.serve_review(
        deciding.decide_review(main, **DECISION, **by(offices.clerk)), way="post", **by(offices.clerk)
    )
    case = deciding.ask_re_review(case, reason="仍不服。", **by(None))
    deciding.decide_re_review(case, **DECISION, **by(offices.clerk))
    joined.refresh_from_db()
    assert joined.state == "closed"


def test_a_case_is_joined_to_one_that_is_open_and_seen(offices):
    case = registered(offices)
    for other in (case, closed(offices), received(offices)):
        with pytest.raises(DomainError) as refused:
            handling.join(case, to=other, **by(offices.clerk))
        assert refused.value.field == "to"


def test_an_accusation_is_not_joined_to_a_case_in_the_hands_of_the_accused(offices):
    case = received(offices, accused=(Accused(unit=offices.town),))
    with pytest.raises(DomainError, match="须回避"):
        handling.join(case, to=in_hand(offices), **by(offices.clerk))


def test_a_withdrawn_case_ends_with_all_its_clocks(offices):
    case = people.withdraw(in_hand(offices), reason="已自行解决。", **by(None))
    assert (case.state, case.next_due) == ("withdrawn", None)
    assert not case.clocks.filter(state="running").exists()
    early = people.withdraw(received(offices), reason="", **by(None))
    assert early.number


# --- extension


def test_an_extension_is_asked_for_ruled_upon_and_told(offices):
    case = handling.ask_extension(in_hand(offices), days=10, reason="须鉴定。", **by(offices.town_clerk))
    assert any("申请延期" in item.title for item in InboxItem.objects.filter(user=offices.town_leader))
    with pytest.raises(DomainError, match="正在审批"):
        handling.ask_extension(case, days=10, reason="须鉴定。", **by(offices.town_clerk))
    case = handling.refuse_extension(case, reason="可以按期办结。", **by(offices.town_leader))
    with pytest.raises(DomainError, match="没有待审批"):
        handling.grant_extension(case, days=10, reason="须鉴定。", **by(offices.town_leader))
    assert clock(case, "finish").due == after(60)
    assert not Letter.objects.filter(kind="extension").exists()


def test_one_who_acts_for_the_asker_does_not_approve(offices):
    case = handling.ask_extension(in_hand(offices), days=10, reason="须鉴定。", **by(offices.town_clerk))
    offices.town_leader.acting_for = offices.town_clerk
    with pytest.raises(DomainError, match="申请人以外"):
        handling.grant_extension(case, days=10, reason="须鉴定。", **by(offices.town_leader))


def test_the_panel_shows_why_a_day_moved(offices):
    case = handling.ask_extension(in_hand(offices), days=10, reason="须鉴定。", **by(offices.town_clerk))
    case = handling.grant_extension(case, days=10, reason="须鉴定。", **by(offices.town_leader))
    line = next(line for line in clock_lines(case, on=DAY) if line.clock.code == "finish")
    assert (line.deadline.due, line.deadline.extension) == (after(70), 10)
    assert [(change.before, change.after) for change in line.changes] == [(after(60), after(70))]


# --- standing still


@pytest.mark.parametrize(("why", "due"), [("mediation", 64), ("hearing", 64), ("other", 60)])
def test_only_mediation_and_hearings_stop_the_clock(offices, why, due):
    case = handling.suspend(in_hand(offices), why=why, note="说明", **by(offices.town_clerk, after(1)))
    case = handling.resume(case, note="继续", **by(offices.town_clerk, after(5)))
    assert (case.state, clock(case, "finish").due) == ("in_hand", after(due))


def test_a_pause_that_is_resumed_on_its_day_moves_nothing(offices):
    case = handling.suspend(in_hand(offices), why="mediation", note="说明", **by(offices.town_clerk, after(1)))
    case = handling.resume(case, note="继续", **by(offices.town_clerk, after(1)))
    assert clock(case, "finish").due == after(60)


def test_a_claim_that_waits_is_owed_its_letter_all_the_same(offices):
    claim = handling.wait(
        in_hand(offices), explanation="待资金。", review_on=after(100), **by(offices.town_clerk, after(1))
    )
    other = handling.wait(
        in_hand(offices, kind="help"), explanation="待资金。", review_on=after(100), **by(offices.town_clerk, after(1))
    )
    assert clock(claim, "finish").due == after(60)
    assert clock(other, "finish").due is None
    with pytest.raises(DomainError, match="晚于今天"):
        handling.wait(in_hand(offices), explanation="待资金。", review_on=DAY, **by(offices.town_clerk))
    other = handling.resume(other, note="资金已到", **by(offices.town_clerk, after(100)))
    assert (other.review_on, clock(other, "review_again").state) == (None, "stopped")


# --- answered and closed


def test_an_answer_stops_the_clocks_and_may_be_served_at_once(offices):
    case = handling.answer(
        in_hand(offices, kind="help"), text="低保已办好。", way="electronic", **by(offices.town_clerk, after(3))
    )
    assert (case.state, case.answered_on, clock(case, "finish").stopped_on) == ("served", after(3), after(3))
    assert Letter.objects.get(case=case, kind="answer").service.way == "electronic"
    assert not case.clocks.filter(code="ask_review").exists()


def test_a_letter_is_served_once_and_not_before_it_was_written(offices):
    case = decided(offices, on=after(5))
    letter = Letter.objects.get(case=case, kind="decision")
    with pytest.raises(DomainError, match="不能早于"):
        deciding.serve(case, way="post", **by(offices.town_clerk, after(4)))
    with pytest.raises(DomainError, match="送达方式"):
        deciding.serve(case, way="pigeon", **by(offices.town_clerk, after(5)))
    with pytest.raises(DomainError, match="请选择要送达的处理意见书"):
        notice = case.letters.get(kind="acceptance")
        deciding.serve(case, letter=notice, way="post", **by(offices.town_clerk, after(5)))
    deciding.serve(case, letter=letter, way="post", **by(offices.town_clerk, after(5)))
    case = deciding.serve_notice(
        case, letter=case.letters.get(kind="acceptance"), way="post", **by(offices.town_clerk, after(5))
    )
    with pytest.raises(DomainError, match="不能重复登记"):
        deciding.serve_notice(
            case, letter=case.letters.get(kind="acceptance"), way="post", **by(offices.town_clerk, after(5))
        )


def test_closing_keeps_the_right_to_a_review_and_asks_for_a_callback(offices):
    case = closed(offices)
    running = set(case.clocks.filter(state="running").values_list("code", flat=True))
    assert running == {"ask_review", "call_back"}
    assert deciding.ask_review(case, reason="仍不服。", **by(None, after(30))).closed_on is None


def test_one_who_handled_the_case_does_not_review_it(offices):
    case = served(offices)
    case.handlers.create(cadre=offices.clerk.cadre, unit=offices.county, start=DAY)
    case = deciding.ask_review(case, reason="仍不服。", **by(None))
    with pytest.raises(DomainError, match="曾承办"):
        deciding.decide_review(case, **DECISION, **by(offices.clerk))


def test_advice_that_was_adopted_is_marked(offices):
    case = handling.answer(in_hand(offices, kind="suggestion"), text="已采纳。", **by(offices.town_clerk))
    assert handling.close(case, result="已采纳", advice_adopted=True, **by(offices.town_clerk)).advice_adopted


# --- callback, rating, reopening


def test_a_callback_writes_what_was_said_as_taken_down(offices):
    case = handling.call_back(
        closed(offices), way="phone", note="表示满意。", rating="satisfied", **by(offices.town_clerk)
    )
    rating = Rating.objects.get(case=case)
    assert (rating.value, rating.taken_by) == ("satisfied", offices.town_clerk)
    assert clock(case, "call_back").state == "stopped"
    assert not VisitLog.objects.exists()


def test_a_callback_at_the_door_is_contact_work_and_names_no_petitioner(offices):
    case = handling.call_back(closed(offices), way="visit", note="路已修好。", **by(offices.town_clerk))
    log = VisitLog.objects.get()
    assert (log.kind.code, log.first_day) == ("call_back", DAY)
    assert [participant.cadre for participant in log.participants.all()] == [offices.town_clerk.cadre]
    assert "王小明" not in log.content
    assert case.number not in log.content
    assert not log.targets.exists()


def test_nobody_puts_a_rating_over_the_petitioners_own(offices):
    case = people.rate(closed(offices), value="not", text="没修好。", **by(None))
    with pytest.raises(DomainError, match="不能代为评价"):
        handling.call_back(case, way="phone", note="满意", rating="satisfied", **by(offices.town_clerk))
    with pytest.raises(DomainError, match="不能代为评价"):
        people.rate(case, value="satisfied", text="", **by(offices.town_clerk))
    assert [rating.value for rating in Rating.objects.all()] == ["not"]
    people.rate(case, value="basically", text="", **by(None))
    assert Rating.objects.first().value == "basically"


def test_those_who_handle_it_hear_of_a_rating_that_is_not_satisfied(offices):
    people.rate(closed(offices), value="not", text="没修好。", **by(None))
    assert any("不满意" in item.title for item in InboxItem.objects.filter(user=offices.town_clerk))
    with pytest.raises(DomainError, match="请选择"):
        people.rate(closed(offices), value="excellent", text="", **by(None))


@pytest.mark.parametrize(("on", "is_heard"), [(10, True), (11, False)])
def test_the_petitioner_has_it_taken_up_again_within_the_days_that_are_set(offices, on, is_heard):
    PetitionSettings.objects.create(unit=offices.county, slug="qinghe", reopen_days=10)
    case = closed(offices)
    if is_heard:
        case = people.reopen(case, reason="又坏了。", **by(None, after(on)))
        assert (case.state, case.closed_on, clock(case, "finish").due) == ("in_hand", None, after(on + 60))
    else:
        with pytest.raises(DomainError, match="期限已过"):
            people.reopen(case, reason="又坏了。", **by(None, after(on)))


def test_an_office_takes_a_case_up_again_with_a_reason(offices):
    with pytest.raises(DomainError, match="没有解决"):
        handling.reopen(closed(offices), reason="", **by(offices.clerk))
    case = handling.reopen(closed(offices), reason="回访发现问题。", **by(offices.clerk, after(100)))
    assert case.state == "in_hand"
    assert not case.clocks.filter(code="ask_review", state="running").exists()


def test_urging_and_supervision_are_written_and_told(offices):
    case = in_hand(offices)
    for step, user in ((handling.urge, offices.town_clerk), (handling.supervise, offices.town_leader)):
        with pytest.raises(DomainError, match="请写明"):
            step(case, reason=" ", **by(offices.leader))
        step(case, reason="久拖未办。", **by(offices.leader))
        assert InboxItem.objects.filter(user=user, title__contains="办").exists()
    assert [entry.note for entry in case.entries.all()][-2:] == ["久拖未办。", "久拖未办。"]


# --- the record


def test_every_step_leaves_who_for_which_unit_when_and_why(offices):
    case = handling.note_progress(in_hand(offices), note="已现场勘查。", **by(offices.town_clerk, after(2)))
    entry = case.entries.last()
    assert (entry.action, entry.by, entry.for_unit, entry.on) == (
        "note_progress",
        offices.town_clerk,
        offices.town,
        after(2),
    )
    assert (entry.at, entry.note, entry.is_public) == (AT, "已现场勘查。", False)
    assert AuditEntry.objects.filter(action="petitions.note_progress", object_id=str(case.pk)).count() == 1


def test_what_the_petitioner_is_shown_holds_nobodys_name(offices):
    case = handling.close(served(offices), result="路已修好。", **by(offices.town_clerk))
    public = case.entries.filter(is_public=True)
    assert {"receive", "register", "forward", "accept", "serve", "close"} <= {entry.action for entry in public}
    shown = str([(entry.note, entry.data) for entry in public])
    for user in (offices.clerk, offices.town_clerk):
        assert user.name not in shown


@pytest.mark.parametrize("model", [CaseEntry, AuditEntry])
def test_the_record_is_appended_only(offices, model):
    closed(offices)
    row = model.objects.first()
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


@pytest.mark.parametrize("made", [ClockChange, IdentityView, Rating, Letter])
def test_what_was_written_down_is_never_edited(offices, made):
    case = people.rate(closed(offices), value="not", text="", **by(None))
    open_identity(case, by=offices.town_clerk, at=AT)
    handling.suspend(in_hand(offices), why="mediation", note="说明", **by(offices.town_clerk))
    row = made.objects.first()
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


def test_a_refusal_leaves_everything_as_it_was(offices):
    make_user("other", cadre=make_cadre("other", unit=offices.town))
    case = accepted(offices)
    rows = (Case, CaseEntry, Letter, AuditEntry, InboxItem)
    before = [list(model.objects.order_by("pk").values()) for model in rows]
    tries = (
        lambda: handling.accept(case, **by(offices.town_clerk)),
        lambda: handling.ask_extension(case, days=31, reason="须鉴定", **by(offices.town_clerk)),
        lambda: handling.suspend(case, why="", note="x", **by(offices.town_clerk)),
        lambda: people.add_information(case, text=" ", **by(None)),
        lambda: handling.begin(case, **by(offices.auditor)),
        lambda: handling.begin(case, version=case.version - 1, **by(offices.town_clerk)),
    )
    for attempt in tries:
        with pytest.raises(DomainError):
            attempt()
    assert [list(model.objects.order_by("pk").values()) for model in rows] == before
    assert forwarded(offices).state == "forwarded"
