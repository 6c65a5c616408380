"""Digests: one a day at most, on working days, nothing twice, nothing lost, no household's name."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import MailPreference
from core import inbox
from core.models import InboxItem, OutboxMessage
from duties import actions
from duties.actions import reminders
from duties.models import Obligation
from tests.factories import make_household, make_user
from tests.factories_duties import County, day, load_announced_days, owed

pytestmark = pytest.mark.django_db
HOUSEHOLD = "王大山"


def at(text: str) -> datetime.datetime:
    return datetime.datetime.combine(day(text), datetime.time(1), datetime.UTC)


def sweep(text: str) -> int:
    return actions.remind(at=at(text), on=day(text))


def letters(user) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(recipient=user).order_by("pk"))


@pytest.fixture
def county() -> County:
    load_announced_days()
    return County("r01", "r07", effective_from=day("11-01"))


@pytest.fixture
def person(county):
    """A town leader who owes three days of living in the village this month; reminded ten and four days before."""
    cadre = county.leader("township", name="李明", start=day("11-01"))
    user = make_user("liming", cadre=cadre)
    county.recompute("11-20")
    return user


def test_nothing_is_said_before_the_lead_time(person):
    assert sweep("11-18") == 0


def test_a_reminder_says_rule_what_is_missing_the_date_and_leads_to_the_form(settings, person, county):
    assert sweep("11-20") == 1
    (letter,) = letters(person)
    row = owed("1.6", person.cadre, "11-01")
    link = settings.BASE_URL + reverse("duties:record", args=[row.pk])
    for body in (letter.text, letter.html):
        for words in ("李明同志", "乡镇领导每月驻村", "还差3天（应连续3天）", "2026年11月30日", link):
            assert words in body
    assert InboxItem.objects.get(user=person).url == reverse("duties:mine")


def test_no_households_name_is_in_a_mail(person, county):
    county.pair(person.cadre, make_household(HOUSEHOLD, unit=county.unit("village")), "hardship_household")
    county.recompute("12-30")
    sweep("12-30")
    (letter,) = letters(person)
    assert "元旦、春节走访慰问结对户" in letter.text
    assert HOUSEHOLD not in letter.text + letter.html + letter.subject
    assert HOUSEHOLD not in InboxItem.objects.get(user=person).body


def test_nothing_is_said_twice(person):
    assert [sweep("11-20"), sweep("11-20"), sweep("11-23"), sweep("11-24")] == [1, 0, 0, 0]
    assert sweep("11-26") == 1


def test_on_a_rest_day_nothing_is_said_and_the_next_working_day_makes_it_good(county):
    cadre = county.leader("township", start=day("11-01"))
    user = make_user(cadre=cadre)
    county.recompute("11-20")
    assert sweep("11-21") == 0  # Saturday
    assert sweep("11-23") == 1
    assert len(letters(user)) == 1


def test_a_clock_that_jumped_three_days_loses_nothing(person):
    assert sweep("11-25") == 1
    assert "还差3天（应连续3天）" in letters(person)[0].text


def test_what_is_met_is_not_mentioned(person, county):
    county.log(person.cadre, "stay", "11-10", "11-12")
    county.recompute("11-20")
    assert sweep("11-20") == 0


def test_who_wants_no_mail_finds_it_in_the_inbox(person):
    person.mail_preference = MailPreference.OFF
    person.save()
    sweep("11-20")
    assert not letters(person) and InboxItem.objects.filter(user=person).count() == 1


def test_overdue_goes_up_after_the_grace_in_working_days(person, county):
    secretary = make_user("shuji", role="secretary", unit=county.unit("township"))
    above = make_user(role="secretary", unit=county.root)
    sweep("11-30")
    # Due Monday 30 November; three working days later is Thursday 3 December.
    sweep("12-01")
    sweep("12-02")
    assert not letters(secretary)
    sweep("12-03")
    (letter,) = letters(secretary)
    assert "李明" in letter.text
    assert not letter.urgent
    assert not letters(above)


def test_escalation_is_not_switched_off(person, county):
    secretary = make_user(role="secretary", unit=county.unit("township"), mail_preference=MailPreference.OFF)
    sweep("12-03")
    assert len(letters(secretary)) == 1


def test_where_nobody_holds_the_role_it_goes_to_the_next_level(person, county):
    above = make_user(role="secretary", unit=county.root)
    sweep("12-03")
    assert len(letters(above)) == 1


def test_two_sweeps_at_once_say_it_once(person, monkeypatch):
    """The second collected before the first had written."""
    collected = actions.reminders._collect
    frozen = collected(__import__("core.selectors").selectors.load_work_calendar(), day("11-20"))
    sweep("11-20")
    InboxItem.objects.all().delete()
    monkeypatch.setattr("duties.actions.reminders._collect", lambda calendar, on: frozen)
    sweep("11-20")
    assert len(letters(person)) == 1


def test_a_sweep_killed_midway_is_made_good(person, monkeypatch):
    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("core.outbox.post_all", die)
        with pytest.raises(KeyboardInterrupt):
            sweep("11-20")
    assert sweep("11-20") == 1
    assert len(letters(person)) == 1


def test_a_sweep_killed_between_two_secretaries_of_a_unit_tells_the_second_later(county, monkeypatch):
    both = overdue_unit(county)
    monkeypatch.setattr("duties.actions.reminders.RECIPIENTS_AT_ONCE", 1)
    give, calls = reminders._give, iter([True, False])
    monkeypatch.setattr(reminders, "_give", lambda *words, **stamp: give(*words, **stamp) if next(calls) else 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sweep("11-20")
    assert sorted(len(letters(user)) for user in both) == [0, 1]
    monkeypatch.setattr(reminders, "_give", give)
    sweep("11-20")
    assert [len(letters(user)) for user in both] == [1, 1]


def test_whose_digest_was_out_already_is_told_on_the_next_working_day(county):
    first, second = overdue_unit(county)
    inbox.notify("duties.digest:2026-11-20", "", first, "早上的提醒", at=at("11-20"))
    sweep("11-20")
    assert (len(letters(first)), len(letters(second))) == (0, 1)
    sweep("11-23")
    assert (len(letters(first)), len(letters(second))) == (1, 1)


def overdue_unit(county):
    """A department that did not name its household of preferential treatment, and its two secretaries."""
    unit = county.unit("department")
    both = [make_user(name, role="secretary", unit=unit) for name in ("zhangyi", "wanger")]
    county.recompute("11-20")
    Obligation.objects.exclude(rule__code="7.3-1", unit=unit).delete()
    Obligation.objects.update(due=day("11-19"))
    return both


def test_a_duty_of_a_unit_is_told_to_its_secretary(county):
    office = county.unit("department")
    secretary = make_user(role="secretary", unit=office)
    county.recompute("12-30")
    sweep("12-30")
    assert "县直部门确定一户优抚对象户" in letters(secretary)[0].text


def test_the_letter_is_in_the_language_of_the_reader(person):
    person.language = "en"
    person.save()
    sweep("11-20")
    assert '<html lang="en">' in letters(person)[0].html


def test_a_real_mail_server_gets_both_texts_once(person, smtp_sink):
    from core.sweep import sweep as send

    sweep("11-20")
    assert [send(at("11-20")).sent, send(at("11-20")).sent] == [1, 0]
    (mail,) = smtp_sink.messages
    assert mail["To"] == person.email
    assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}


def test_a_mail_server_that_refuses_loses_nothing(person, smtp_sink):
    from core.sweep import sweep as send

    sweep("11-20")
    smtp_sink.data_answer = "451 try again later"
    assert send(at("11-20")).sent == 0
    smtp_sink.data_answer = ""
    assert send(at("11-20") + datetime.timedelta(hours=2)).sent == 1
