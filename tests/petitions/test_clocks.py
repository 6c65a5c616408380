"""Clocks of a case: which ones run, what follows another calendar, who is told that one comes to its end."""

import datetime

import pytest

from core import calendar_hooks, sweeps
from core.actions import load_calendar
from core.calendar_days import AnnouncedDay
from core.models import InboxItem, OutboxMessage
from core.selectors import load_work_calendar, with_days
from petitions.actions import clocks, handing, handling, reminding
from petitions.actions.receiving import Accused
from petitions.models import Case, Clock, ClockChange
from petitions.sweeps import remind
from tests.factories_petitions import AT, DAY, make_offices
from tests.petitions.path import accepted, after, assigned, by, clock, forwarded, in_hand, received, registered

pytestmark = pytest.mark.django_db

OFF = [AnnouncedDay(datetime.date(2026, 3, 4), is_off=True, name="调整")]


@pytest.fixture
def offices():
    return make_offices()


def test_several_run_at_once_and_the_soonest_stands_on_the_case(offices):
    case = assigned(offices, due=after(12))
    running = {clock.code: clock.due for clock in case.clocks.filter(state="running")}
    assert running == {"say_acceptance": after(15), "object": after(7), "assignment": after(12)}
    assert Case.objects.get(pk=case.pk).next_due == after(12)  # the right to object is nobody's duty


def test_a_clock_is_not_started_twice(offices):
    case = accepted(offices)
    first = clock(case, "finish")
    assert clocks.start(case, "finish", unit=offices.town, on=after(9)) == first


def test_another_calendar_moves_open_limits_in_working_days_and_keeps_both_days(offices):
    case, done = forwarded(offices), forwarded(offices)
    handling.accept(done, **by(offices.town_clerk))
    assert clock(case, "object").due == after(7)
    load_calendar(OFF, year=2026, source="通知", by=None, at=AT)
    assert clock(case, "object").due == after(8)
    change = ClockChange.objects.get()
    assert (change.clock, change.before, change.after) == (clock(case, "object"), after(7), after(8))
    assert "2026年工作日历" in change.reason
    assert clock(case, "say_acceptance").due == after(15)


def test_what_it_would_move_is_shown_before_it_is_loaded(offices):
    case = forwarded(offices)
    now = load_work_calendar()
    effect = calendar_hooks.effect(now, with_days(now, 2026, OFF), 2026, on=DAY)
    assert [(shift.before, shift.after) for shift in effect.shifts] == [(str(after(7)), str(after(8)))]
    assert case.number not in str(effect)


def test_a_paused_limit_is_left_alone(offices):
    case = forwarded(offices)
    clocks.pause(case, "object", on=DAY, at=AT, reason="听证")
    load_calendar(OFF, year=2026, source="通知", by=None, at=AT)
    assert clock(case, "object").due is None


# --- told in time


def told(user, word="到期"):
    return InboxItem.objects.filter(user=user, title__contains=word)


@pytest.mark.parametrize(("on", "is_told"), [(11, False), (12, True), (15, True)])
def test_a_limit_is_told_from_three_days_before(offices, on, is_told):
    received(offices)
    reminding.remind(at=AT, on=after(on))
    assert told(offices.clerk, "将于").exists() == is_told


def test_it_is_told_once_when_it_comes_and_once_when_it_is_over(offices):
    case = forwarded(offices)
    for on in (12, 13, 15, 16, 17, 40):
        reminding.remind(at=AT, on=after(on))
    assert [item.title for item in told(offices.town_clerk).order_by("pk")] == [
        f"信访事项{case.number}：“告知是否受理”将于2026年3月17日到期",
        f"信访事项{case.number}：“告知是否受理”已于2026年3月17日到期，请立即办理",
    ]
    # The head of the unit hears of what is over.
    assert told(offices.town_leader).count() == 1


def test_a_missed_sweep_loses_nothing(offices):
    forwarded(offices)
    assert reminding.remind(at=AT, on=after(30)) == 1
    assert told(offices.town_clerk, "已于").exists()
    assert reminding.remind(at=AT, on=after(30)) == 0


def test_limits_of_the_law_go_out_on_rest_days_too_and_name_nobody(offices):
    forwarded(offices)
    saturday = datetime.date(2026, 3, 14)
    reminding.remind(at=AT, on=saturday)
    letter = OutboxMessage.objects.get(recipient=offices.town_clerk)
    assert letter.urgent
    assert "《信访工作条例》第二十三条" in letter.text
    assert "王小明" not in letter.text
    assert "村口" not in letter.text


def test_one_who_wants_no_mail_gets_the_notice(offices):
    offices.town_clerk.mail_preference = "off"
    offices.town_clerk.save()
    forwarded(offices)
    reminding.remind(at=AT, on=after(13))
    assert told(offices.town_clerk).exists()
    assert not OutboxMessage.objects.filter(recipient=offices.town_clerk).exists()


def test_an_end_that_moved_is_told_anew(offices):
    case = in_hand(offices)
    reminding.remind(at=AT, on=after(58))
    case = handling.ask_extension(case, days=10, reason="须鉴定", **by(offices.town_clerk, after(58)))
    handling.grant_extension(case, days=10, reason="须鉴定", **by(offices.town_leader, after(58)))
    assert reminding.remind(at=AT, on=after(59)) == 0
    assert reminding.remind(at=AT, on=after(67)) == 1
    assert told(offices.town_clerk, "将于").count() == 2


def test_rights_are_nobodys_duty(offices):
    handing.forward(registered(offices), to=offices.town, **by(offices.clerk))
    reminding.remind(at=AT, on=after(7))
    assert not told(offices.town_clerk).exists()


def test_the_accused_hear_of_no_limit(offices):
    received(offices, accused=(Accused(cadre=offices.clerk.cadre),), unit=offices.town)
    reminding.remind(at=AT, on=after(16))
    assert not told(offices.clerk).exists()
    assert not OutboxMessage.objects.filter(recipient=offices.clerk).exists()
    assert Clock.objects.exists()


def test_the_beat_of_the_house_reminds(offices):
    forwarded(offices)
    sweeps.run("often", at=AT, on=after(13))
    assert told(offices.town_clerk).exists()
    assert remind in sweeps._works["often"]
