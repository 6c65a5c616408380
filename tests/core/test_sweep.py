"""The sweep, against a real mail server."""

import datetime
import uuid

import pytest

from core import outbox
from core import sweep as sweeping
from core.calendar_days import shipped
from core.models import OutboxMessage
from core.querysets import LEASE
from core.sweep import ATTEMPTS_ALLOWED, BATCH, REFUSALS_ALLOWED, pause_after, sweep
from tests.factories import make_user
from tests.smtp import free_port

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def post(at, address="reader@example.com", what="duty:1", **fields):
    user = make_user(email=address)
    outbox.post(what, "lead-7", user, "走访提醒", "请登记走访。", "<p>请登记走访。</p>", at=at, **fields)
    return OutboxMessage.objects.get(recipient=user)


def test_a_letter_goes_out_once_as_text_and_html(smtp_sink, noon):
    letter = post(noon)
    assert sweep(noon).sent == 1
    assert sweep(noon + HOUR).claimed == 0
    [mail] = smtp_sink.messages
    assert (mail["To"], mail["Subject"]) == ("reader@example.com", "走访提醒")
    assert mail.get_body(("plain",)).get_content().strip() == "请登记走访。"
    assert mail.get_body(("html",)).get_content().strip() == "<p>请登记走访。</p>"
    assert f"outbox-{letter.pk}-" in mail["Message-ID"]
    letter.refresh_from_db()
    assert letter.state == "sent" and letter.claim is None


def test_without_a_mail_server_nothing_is_claimed(noon):
    letter = post(noon)
    assert sweep(noon).claimed == 0
    letter.refresh_from_db()
    assert letter.claim is None and letter.attempts == 0


def test_a_letter_waits_for_its_time(smtp_sink, noon):
    post(noon, not_before=noon + HOUR)
    assert sweep(noon).claimed == 0
    assert sweep(noon + HOUR).sent == 1


def test_ordinary_letters_wait_for_working_hours_and_urgent_ones_do_not(smtp_sink, noon):
    saturday, night = noon + DAY, noon + 8 * HOUR
    post(noon, "ordinary@example.com")
    post(noon, "urgent@example.com", urgent=True)
    assert sweep(saturday).sent == 1
    assert sweep(night).sent == 0
    assert smtp_sink.recipients == ["urgent@example.com"]
    assert sweep(noon + 3 * DAY).sent == 1  # Monday


def test_a_make_up_saturday_is_a_mail_day_and_a_festival_is_not(smtp_sink):
    from core.actions import load_calendar

    at = datetime.datetime(2026, 2, 13, 4, tzinfo=datetime.UTC)
    load_calendar(shipped()[2026], year=2026, source="t", by=None, at=at)
    post(at)
    assert sweep(at + 3 * DAY).sent == 0  # Monday of Spring Festival week
    assert sweep(at + DAY).sent == 1  # Saturday 14 February, worked


def test_a_recipient_refused_for_good_is_given_up_after_three_tries(smtp_sink, noon):
    letter = post(noon, "gone@example.com")
    post(noon, "there@example.com")
    smtp_sink.refused["gone@example.com"] = "550 no such user"
    at = noon
    for _try in range(REFUSALS_ALLOWED):
        assert not OutboxMessage.objects.failed().exists()
        sweep(at, any_hour=True)
        at += DAY
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.last_error) == ("failed", 3, "550 no such user")
    assert smtp_sink.recipients == ["there@example.com"]
    assert sweep(at, any_hour=True).claimed == 0


@pytest.mark.parametrize("answer", ["451 try later", "452 full"])
def test_a_passing_refusal_is_tried_again_after_a_pause(smtp_sink, noon, answer):
    letter = post(noon)
    smtp_sink.data_answer = answer
    assert sweep(noon).failed == 1
    letter.refresh_from_db()
    assert (letter.state, letter.refusals, letter.last_error) == ("waiting", 0, answer)
    assert letter.not_before >= noon + pause_after(1)
    assert sweep(noon).claimed == 0
    smtp_sink.data_answer = ""
    assert sweep(noon + HOUR).sent == 1


def test_passing_refusals_do_not_count_towards_giving_up_after_three(smtp_sink, noon):
    letter = post(noon)
    smtp_sink.refused["reader@example.com"] = "450 greylisted"
    for n in range(REFUSALS_ALLOWED + 1):
        sweep(noon + n * DAY, any_hour=True)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("waiting", REFUSALS_ALLOWED + 1)
    OutboxMessage.objects.update(attempts=ATTEMPTS_ALLOWED - 1)
    sweep(noon + 9 * DAY, any_hour=True)
    letter.refresh_from_db()
    assert letter.state == "failed"


def test_a_server_that_answers_too_late_costs_a_try_and_not_the_next_letter(smtp_sink, noon, settings):
    settings.EMAIL_TIMEOUT = 1
    slow = post(noon, "slow@example.com")
    smtp_sink.delay = 1.5
    assert sweep(noon).failed == 1
    smtp_sink.delay = 0
    post(noon, "quick@example.com")
    assert sweep(noon).sent == 1
    slow.refresh_from_db()
    assert slow.state == "waiting" and slow.claim is None and slow.last_error


def test_a_server_that_is_down_costs_no_try(smtp_sink, noon, settings):
    settings.EMAIL_PORT = free_port()
    letter = post(noon)
    result = sweep(noon)
    assert result.server_down and result.sent == 0
    letter.refresh_from_db()
    assert (letter.claim, letter.attempts, letter.not_before) == (None, 0, noon)
    settings.EMAIL_PORT = smtp_sink.port
    assert sweep(noon).sent == 1


def test_an_address_that_no_mail_can_carry_stops_nobody_else(smtp_sink, noon):
    bad = post(noon, "broken\nBcc: x@example.com")
    post(noon)
    assert sweep(noon).sent == 1
    bad.refresh_from_db()
    assert bad.state == "failed"


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_nobody_is_written_to_without_address_or_after_leaving(smtp_sink, noon, change):
    letter = post(noon)
    type(letter.recipient).objects.update(**change)
    sweep(noon)
    letter.refresh_from_db()
    assert letter.state == "failed" and letter.last_error
    assert smtp_sink.messages == []


def test_a_letter_in_another_sweeps_hands_is_left_until_its_lease_ends(smtp_sink, noon):
    post(noon)
    OutboxMessage.objects.update(claimed_until=noon + LEASE, claim=uuid.uuid4())
    assert sweep(noon + LEASE).claimed == 0
    assert sweep(noon + LEASE + datetime.timedelta(seconds=1)).sent == 1


def test_a_clock_that_jumped_three_days_ahead_sends_each_letter_once(smtp_sink, noon):
    post(noon, "one@example.com")
    post(noon, "two@example.com", not_before=noon + DAY)
    assert sweep(noon + 3 * DAY).sent == 2  # Monday
    assert sweep(noon + 3 * DAY + HOUR).sent == 0
    assert sorted(smtp_sink.recipients) == ["one@example.com", "two@example.com"]


def test_a_claim_written_before_the_clock_was_set_back_three_days_does_not_hold(smtp_sink, noon):
    post(noon)
    OutboxMessage.objects.update(claimed_until=noon + 3 * DAY + LEASE, claim=uuid.uuid4())
    assert sweep(noon).sent == 1


def test_a_sweep_leaves_alone_what_another_sweep_took_over_meanwhile(smtp_sink, noon, monkeypatch):
    _first, second = post(noon, "first@example.com"), post(noon, "second@example.com")
    mark_sent = sweeping._Sender._sent

    def mark_sent_and_lose_the_other(self, letter):
        mark_sent(self, letter)
        OutboxMessage.objects.exclude(pk=letter.pk).update(claim=uuid.uuid4())

    monkeypatch.setattr(sweeping._Sender, "_sent", mark_sent_and_lose_the_other)
    assert sweep(noon).sent == 1
    assert smtp_sink.recipients == ["first@example.com"]
    second.refresh_from_db()
    assert second.state == "waiting" and second.claim is not None


def test_a_sweep_takes_a_batch_and_urgent_letters_first(smtp_sink, noon):
    user = make_user()
    outbox.post_all(outbox.letter(f"x:{n}", "", user, "普通", "正文", at=noon) for n in range(BATCH))
    outbox.post("y", "", user, "紧急", "正文", at=noon, urgent=True)
    assert sweep(noon).sent == BATCH
    assert smtp_sink.messages[0]["Subject"] == "紧急"
    assert sweep(noon).sent == 1
