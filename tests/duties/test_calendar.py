"""What I owe by day, on a page and as a feed; where too many came."""

import pytest
from django.urls import reverse

from core.models import AuditEntry
from duties.models import Feed
from tests.factories import make_household, make_point, make_user
from tests.factories_duties import County

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch, noon):
    monkeypatch.setattr("core.clock.today", lambda: noon.date())
    monkeypatch.setattr("core.clock.now", lambda: noon)


@pytest.fixture
def county() -> County:
    return County("r01", "r07")


@pytest.fixture
def person(county):
    cadre = county.leader("township", name="李明")
    county.pair(cadre, make_household("王大山", unit=county.unit("village")), "hardship_household")
    county.recompute("11-20")
    return make_user("liming", cadre=cadre)


def lines(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_the_month_shows_what_is_due_on_each_day(log_in, person):
    page = log_in(person).get(reverse("duties:calendar"))
    due = {day.day.day for day in page.context["agenda"].days}
    assert due == {30} and "乡镇领导每月驻村" in page.content.decode()
    assert [len(week) for week in page.context["agenda"].weeks] == [7] * 6


def test_a_week_and_other_months(log_in, person):
    client = log_in(person)
    week = client.get(reverse("duties:calendar"), {"week": "2026-11-30"}).context["agenda"]
    assert (str(week.period.start), str(week.period.end)) == ("2026-11-30", "2026-12-06")
    assert "2026年12月" in client.get(reverse("duties:calendar"), {"month": "2026-12-01"}).content.decode()


@pytest.mark.parametrize("day", ["", "x", "2026-02-31", "0001-01-01", "9999-12-31"])
def test_a_day_that_does_not_exist_shows_this_month(log_in, person, day):
    assert "2026年11月" in log_in(person).get(reverse("duties:calendar"), {"month": day}).content.decode()


def test_the_feed_needs_no_log_in_and_names_no_household(log_in, person, client):
    log_in(person).post(reverse("duties:feed_issue"))
    client.logout()
    answer = client.get(reverse("duties:feed", args=[Feed.objects.get().token]))
    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode()
    found = lines(text)
    assert found[0] == "BEGIN:VCALENDAR" and found[-2] == "END:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20261130" in found
    assert "SUMMARY:乡镇领导每月驻村（还差3天（应连续3天））" in found
    assert "王大山" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_what_is_met_leaves_the_feed(person, county, client, log_in):
    log_in(person).post(reverse("duties:feed_issue"))
    county.log(person.cadre, "stay", "11-10", "11-12")
    county.recompute("11-20")
    text = client.get(reverse("duties:feed", args=[Feed.objects.get().token])).content.decode()
    assert "DTSTART;VALUE=DATE:20261130" not in text


def test_a_new_address_ends_the_old_one_and_revoking_ends_it_for_good(log_in, person):
    client = log_in(person)
    client.post(reverse("duties:feed_issue"))
    old = Feed.objects.get().token
    client.post(reverse("duties:feed_issue"))
    new = Feed.objects.get().token
    assert client.get(reverse("duties:feed", args=[old])).status_code == 404
    assert client.get(reverse("duties:feed", args=[new])).status_code == 200
    client.post(reverse("duties:feed_revoke"))
    assert client.get(reverse("duties:feed", args=[new])).status_code == 404
    trail = AuditEntry.objects.filter(action__startswith="duties.").values_list("action", "data", "label")
    assert not any(new in str(entry) for entry in trail)


def test_a_closed_account_has_no_feed(log_in, person, client):
    log_in(person).post(reverse("duties:feed_issue"))
    person.is_active = False
    person.save()
    assert client.get(reverse("duties:feed", args=[Feed.objects.get().token])).status_code == 404


@pytest.mark.parametrize("page", ["feed_issue", "feed_revoke"])
def test_the_address_is_changed_by_posting_only(log_in, client, person, page):
    assert client.post(reverse(f"duties:{page}")).status_code == 302
    assert not Feed.objects.exists()
    assert log_in(person).get(reverse(f"duties:{page}")).status_code == 405


def test_burden_shows_a_village_that_many_visited(log_in, county):
    crowded, calm = (make_point(name, unit=county.unit("village")) for name in ("柳树村", "槐树村"))
    for _number in range(3):
        county.log(county.leader("department"), "on_site", "03-05", "", crowded)
    county.log(county.leader("department"), "on_site", "03-05", "", calm)
    client = log_in(county.clerk)
    page = client.get(reverse("duties:burden"), {"least": "3"})
    assert [(p.name, p.cadres, p.visits, p.visit_days) for p in page.context["object_list"]] == [("柳树村", 3, 3, 1)]
    assert not client.get(reverse("duties:burden"), {"least": "3", "start": "2026-04-01"}).context["object_list"]
    assert not client.get(reverse("duties:burden")).context["object_list"]


def test_burden_is_for_those_who_answer_for_a_unit(log_in, county, person):
    assert log_in(person).get(reverse("duties:burden")).status_code == 403
    elsewhere = make_user(role="secretary", unit=county.unit("department"))
    county.log(county.leader("street"), "on_site", "03-05", "", make_point("柳树村", unit=county.unit("village")))
    assert "柳树村" not in log_in(elsewhere).get(reverse("duties:burden"), {"least": "1"}).content.decode()


def test_burden_refuses_reversed_days(log_in, county):
    page = log_in(county.clerk).get(reverse("duties:burden"), {"start": "2026-05-01", "end": "2026-04-01"})
    assert "截止日期不能早于开始日期" in page.content.decode()


def test_an_address_that_no_feed_can_have_is_not_looked_up(client):
    assert client.get("/duties/feed/a%00b.ics").status_code == 404
