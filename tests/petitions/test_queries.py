"""However many cases there are, a page takes the same number of queries (benchmarks/petitions.py measures the time)."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from petitions.actions.intake import Then, take_in
from petitions.actions.receiving import Incoming, Person
from petitions.models import CaseHandler, Clock
from tests.factories_petitions import AT, DAY, make_case, make_entry, make_offices
from visits import paging

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: AT.date())


def make_many(offices, number):
    """Cases in hand of the town, each with a handler, a running clock and an entry."""
    for _n in range(number):
        case = make_case(offices.county, handling_unit=offices.town, state="in_hand", text="村口的路灯坏了。")
        CaseHandler.objects.create(case=case, cadre=offices.town_clerk.cadre, unit=offices.town, start=DAY)
        Clock.objects.create(case=case, code="finish", unit=offices.town, started_on=DAY, days=60, due=AT.date())
        make_entry(case)
    return case


def queries(work):
    with CaptureQueriesContext(connection) as found:
        work()
    return len(found)


@pytest.mark.parametrize("user", ["clerk", "leader", "town_clerk", "town_leader", "village_cadre"])
@pytest.mark.parametrize(
    "query",
    [{}, {"tab": "all", "kind": "claim", "channel": "letter"}, {"q": "路灯"}, {"tab": "overdue"}, {"tab": "mine"}],
)
def test_the_list_with_one_case_and_with_thirty(offices, client, user, query):
    make_many(offices, 1)
    client.force_login(getattr(offices, user))

    def get():
        assert client.get(reverse("petitions:cases"), query).status_code == 200

    get()
    one = queries(get)
    make_many(offices, 29)
    # With more than a page of rows, no more than what hangs on a first row.
    assert queries(get) <= one


def test_the_page_of_a_case_with_a_short_and_with_a_long_history(offices, client):
    case = make_many(offices, 1)
    client.force_login(offices.town_clerk)

    def get():
        assert client.get(case.get_absolute_url()).status_code == 200

    get()
    one = queries(get)
    make_many(offices, 9)
    for number in range(9):
        make_entry(case, "note_progress", on=DAY + datetime.timedelta(days=number))
    assert queries(get) == one


def test_registering_among_few_cases_and_among_many(offices):
    def register():
        incoming = Incoming(channel="letter", text="路灯不亮", people=(Person("王小明", "13800001234"),), kind="help")
        take_in(incoming, unit=offices.county, on=DAY, by=offices.clerk, at=AT, then=Then())

    register()
    second = queries(register)
    for _n in range(9):
        register()
    assert queries(register) == second


def test_a_list_is_counted_up_to_its_limit_and_says_so(offices, client, monkeypatch):
    monkeypatch.setattr("petitions.views.cases.CasePages.most", 2)
    make_many(offices, 3)
    client.force_login(offices.clerk)
    page = client.get(reverse("petitions:cases"))
    assert page.context["paginator"].count == 2 < paging.MOST
    assert "只列出前2条" in page.content.decode()
