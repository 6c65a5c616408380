"""The queue of a petition clerk by the clock, and the cases that a leader is in charge of."""

import datetime

import pytest

from petitions.models import Party, SponsorEntry, Sponsorship
from reports.home import cases, waiting
from tests import factories as make
from tests.factories_petitions import AT, make_case, make_offices

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def offices():
    return make_offices()


def queue(user):
    return cases.queue(user, on=TODAY)


def test_the_case_whose_clock_ends_first_is_on_top_and_one_without_a_clock_last(offices):
    waits = make_case(offices.county, state="received")
    soon = make_case(offices.county, next_due=TODAY + 2 * DAY)
    late = make_case(offices.county, next_due=TODAY - 3 * DAY)
    make_case(offices.county, next_due=TODAY - 30 * DAY, state="closed")
    data = queue(offices.clerk).data
    assert [(row.case, row.days_left, row.tone) for row in data.shown] == [
        (late, -3, "late"), (soon, 2, "due"), (waits, None, "open"),
    ]  # fmt: skip
    assert [line.count for line in data.lines] == [1, 1, 1, 3]
    assert queue(offices.clerk).urgency == cases.LATE


def test_the_page_says_in_words_how_the_clocks_stand(log_in, offices, monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    for days in (-3, 0, 2):
        make_case(offices.county, next_due=TODAY + days * DAY)
    make_case(offices.county, state="received")
    page = log_in(offices.clerk).get("/").content.decode()
    assert all(text in page for text in ("超3天", "今天到期", "还有2天", "不计时"))


def test_a_case_that_is_about_the_clerk_is_not_in_the_queue(offices):
    case = make_case(offices.county, next_due=TODAY)
    Party.objects.create(case=case, cadre=offices.clerk.cadre, role="accused", declared_at=AT)
    assert queue(offices.clerk).data.shown == []
    assert queue(offices.town_secretary) is None


def test_a_leader_sees_the_cases_of_the_own_units_and_registers_none(log_in, offices):
    assert queue(offices.town_leader) is None
    mine = make_case(offices.county, handling_unit=offices.town, next_due=TODAY)
    make_case(offices.county, kind="accusation", handling_unit=offices.town, next_due=TODAY)
    make_case(offices.county, next_due=TODAY)
    data = queue(offices.town_leader).data
    assert ([row.case for row in data.shown], data.registers) == ([mine], False)
    assert waiting.part(offices.town_leader, on=TODAY) is None
    assert "/petitions/new/" not in log_in(offices.town_leader).get("/").content.decode()


def test_who_supervises_reads_how_many_are_late_and_due(offices):
    make_case(offices.town, next_due=TODAY - DAY)
    make_case(offices.town, next_due=TODAY + 7 * DAY)
    make_case(offices.county, next_due=TODAY - DAY)
    lines = waiting.part(offices.town_secretary, on=TODAY).data
    assert [(line.label, line.count) for line in lines] == [("超过时限的信访事项", 1), ("七日内到期的信访事项", 1)]
    admin = make.make_user(role="organisation_admin", unit=offices.town)
    assert waiting.part(admin, on=TODAY) is None


def test_a_handler_is_told_of_the_cases_that_they_work_on(offices):
    case = make_case(offices.town, next_due=TODAY + 30 * DAY)
    worker = make.make_user(cadre=make.make_cadre(unit=offices.village))
    case.handlers.create(cadre=worker.cadre, unit=offices.village, start=TODAY)
    (line,) = waiting.part(worker, on=TODAY).data
    assert (line.label, line.count, line.url) == ("我承办的信访事项", 1, "/petitions/?tab=mine")


def test_a_leader_sees_the_cases_in_their_charge_and_whether_this_month_has_progress(log_in, offices, monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    leader = offices.town_leader
    case = make_case(offices.town, next_due=TODAY - DAY)
    charge = Sponsorship.objects.create(case=case, leader=leader.cadre, start=make.START)
    Sponsorship.objects.create(
        case=make_case(offices.town), leader=leader.cadre, start=make.START, end=TODAY, decision="x", decided_by=leader
    )
    part = cases.sponsored(leader, on=TODAY)
    ((found, clocked),) = part.data
    assert (found, found.is_written, clocked.tone, part.urgency) == (charge, False, "late", cases.LATE)
    assert "本月还没有登记进展" in log_in(leader).get("/").content.decode()
    SponsorEntry.objects.create(sponsorship=charge, promise="talk", on=TODAY, text="谈心", by=leader, at=AT)
    assert cases.sponsored(leader, on=TODAY).data[0][0].is_written
    assert cases.sponsored(offices.clerk, on=TODAY) is None
