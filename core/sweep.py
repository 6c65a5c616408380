"""Sending what waits in the outbox.

A sweep claims letters by a conditional update with a lease, so that two sweeps never hold the same letter; it
renews the lease before each letter and marks it as sent in a transaction of its own right after the mail server took
it. Killed at any point, it loses nothing; only a letter that the server took in the moment before the mark was
written goes out twice, with the same Message-ID.
"""

import datetime
import logging
import smtplib
import time
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import OutboxMessage
from core.querysets import LEASE
from core.selectors import load_work_calendar

logger = logging.getLogger(__name__)
BATCH = 50
REFUSALS_ALLOWED = 3
ATTEMPTS_ALLOWED = 25  # with the pauses below: about five days
FIRST_PAUSE = datetime.timedelta(minutes=2)
LONGEST_PAUSE = datetime.timedelta(hours=6)


class ServerDown(Exception):
    """The mail server cannot be reached or does not let us in. No letter is at fault."""


@dataclass
class SweepResult:
    """How many letters a sweep took, and what became of them."""

    claimed: int = 0
    sent: int = 0
    failed: int = 0
    server_down: str = ""


def is_mail_configured() -> bool:
    return bool(settings.EMAIL_HOST)


def is_mail_hour(at: datetime.datetime) -> bool:
    """Whether ordinary mail may go out: on a working day within settings.MAIL_HOURS (from, to), local time."""
    local = timezone.localtime(at)
    first, last = settings.MAIL_HOURS
    return first <= local.hour < last and load_work_calendar().is_workday(local.date())


def sweep(at: datetime.datetime, *, any_hour: bool = False) -> SweepResult:
    """Send up to BATCH letters that are due; outside mail hours only urgent ones, unless `any_hour`.

    Nothing is claimed where no mail server is configured. A server that is down costs no letter a try.
    """
    if not is_mail_configured():
        return SweepResult()
    claim = _claim(at, urgent_only=not (any_hour or is_mail_hour(at)))
    result = SweepResult(claimed=claim.letters().count())
    if result.claimed:
        try:
            _Sender(claim, result).send_all()
        except ServerDown as error:
            result.server_down = str(error)
            logger.warning("Mail server down, %s letters wait: %s", claim.letters().count(), error)
        finally:
            claim.letters().update(claim=None, claimed_until=None)
    return result


@dataclass(frozen=True)
class _Claim:
    token: uuid.UUID
    at: datetime.datetime
    started: float

    def now(self) -> datetime.datetime:
        """The sweep's own time: unmoved by a clock that is set while it runs."""
        return self.at + datetime.timedelta(seconds=time.monotonic() - self.started)

    def letters(self) -> Any:
        return OutboxMessage.objects.filter(claim=self.token)

    def still_holds(self, letter: OutboxMessage) -> bool:
        """Renew the lease of one letter; False when another sweep has taken it over."""
        return bool(self.letters().filter(pk=letter.pk).update(claimed_until=self.now() + LEASE))


def _claim(at: datetime.datetime, *, urgent_only: bool) -> _Claim:
    claim = _Claim(uuid.uuid4(), at, time.monotonic())
    due = OutboxMessage.objects.due(at=at).filter(Q(urgent=True) if urgent_only else Q())
    chosen = list(due.order_by("-urgent", "not_before", "pk").values_list("pk", flat=True)[:BATCH])
    # Asked again in the update itself: a rival may have claimed some of them in between.
    OutboxMessage.objects.due(at=at).filter(pk__in=chosen).update(claim=claim.token, claimed_until=at + LEASE)
    return claim


class _Sender:
    """One connection, used for one letter after the other."""

    def __init__(self, claim: _Claim, result: SweepResult):
        self.claim = claim
        self.result = result
        self.connection = get_connection()

    def send_all(self) -> None:
        try:
            for letter in self.claim.letters().select_related("recipient").order_by("-urgent", "not_before", "pk"):
                if self.claim.still_holds(letter):
                    self._send(letter)
        finally:
            self.connection.close()

    def _send(self, letter: OutboxMessage) -> None:
        if problem := _cannot_be_sent(letter):
            return self._failed(letter, problem, for_good=True)
        self._connect()
        try:
            self.connection.send_messages([as_mail(letter)])
        except (smtplib.SMTPException, OSError) as error:
            self._refused(letter, error)
        except ValueError as error:  # an address or a heading that no mail can carry
            self._failed(letter, str(error), for_good=True)
        else:
            self._sent(letter)

    def _connect(self) -> None:
        try:
            self.connection.open()
        except (smtplib.SMTPException, OSError) as error:
            raise ServerDown(_reason(error)) from error

    def _sent(self, letter: OutboxMessage) -> None:
        free = {"claim": None, "claimed_until": None, "last_error": ""}
        OutboxMessage.objects.filter(pk=letter.pk).update(sent_at=self.claim.now(), **free)
        self.result.sent += 1

    def _refused(self, letter: OutboxMessage, error: Exception) -> None:
        """A refusal for good counts towards giving up; anything else is tried again after a pause."""
        if isinstance(error, smtplib.SMTPServerDisconnected | OSError):
            self.connection.close()
        letter.refusals += _is_refusal(error)
        self._failed(letter, _reason(error), for_good=letter.refusals >= REFUSALS_ALLOWED)

    def _failed(self, letter: OutboxMessage, reason: str, *, for_good: bool) -> None:
        now = self.claim.now()
        attempts = letter.attempts + 1
        give_up = for_good or attempts >= ATTEMPTS_ALLOWED
        OutboxMessage.objects.filter(pk=letter.pk, claim=self.claim.token).update(
            attempts=attempts,
            refusals=letter.refusals,
            last_error=reason[:300],
            not_before=now + pause_after(attempts),
            given_up_at=now if give_up else None,
            claim=None,
            claimed_until=None,
        )
        self.result.failed += 1


def as_mail(letter: OutboxMessage) -> EmailMultiAlternatives:
    """The letter as a mail, whose Message-ID tells a repetition after a crash from a second letter."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    headers = {"Message-ID": f"<outbox-{letter.pk}-{letter.created_at:%Y%m%d%H%M%S}@{domain}>"}
    mail = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.recipient.email], headers=headers)
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    return mail


def pause_after(attempts: int) -> datetime.timedelta:
    """How long a letter waits after so many tries: 2, 4, 8 … minutes, at most six hours."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)


def _cannot_be_sent(letter: OutboxMessage) -> str:
    if not letter.recipient.email:
        return _("收件人没有电子邮箱。")
    return "" if letter.recipient.is_active else _("收件人的账号已停用。")


def _is_refusal(error: Exception) -> bool:
    """Whether the server said no for good (5xx) to this recipient or this letter, rather than to us."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _reason(error: Exception) -> str:
    """What the server said, without the address: it stands beside the letter anyway."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(text)}" for code, text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(answer: Any) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
