"""Two people do the same at the same moment: one wins, the other is told, and nothing is written twice."""

import threading

import pytest
from django.db import connections

from core.errors import DomainError
from petitions.actions import handling, receiving, receptions
from petitions.models import Case, Reception
from tests.factories import make_cadre, make_user
from tests.factories_petitions import AT, DAY, make_offices
from tests.petitions.path import by, forwarded, received, registered
from visits.models import Rota, RotaSlot, VisitKind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def offices():
    return make_offices()


def at_once(*acts):
    """What each of them came to: the result, or the message of the refusal; whatever else breaks is an error."""
    start, results = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            results.append(act())
        except DomainError as refused:
            results.append(refused.message)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def another_clerk(unit):
    return make_user("second", cadre=make_cadre("乙", unit=unit), role="petition_clerk", unit=unit)


def test_two_clerks_accept_and_one_is_told(offices):
    case = forwarded(offices)
    clerks = (offices.town_clerk, another_clerk(offices.town))
    results = at_once(*(lambda who=who: handling.accept(case, **by(who)) for who in clerks))
    assert sorted(type(one).__name__ for one in results) == ["Case", "str"]
    assert case.entries.filter(action="accept").count() == 1
    assert case.letters.filter(kind="acceptance").count() == 1


def test_cases_registered_at_the_same_moment_have_numbers_in_a_row(offices):
    cases = [received(offices) for _n in range(4)]
    at_once(*(lambda c=c: receiving.register(c, kind="help", **by(offices.clerk)) for c in cases))
    assert sorted(Case.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]


def test_a_case_registered_twice_keeps_one_number(offices):
    case = received(offices)
    clerks = (offices.clerk, another_clerk(offices.county))
    at_once(*(lambda who=who: receiving.register(case, kind="help", **by(who)) for who in clerks))
    case.refresh_from_db()
    assert (case.serial, case.entries.filter(action="register").count()) == (1, 1)


def test_two_cases_are_never_joined_to_each_other(offices):
    one, other = registered(offices), registered(offices)
    clerks = (offices.clerk, another_clerk(offices.county))
    pairs = zip(clerks, ((one, other), (other, one)), strict=True)
    at_once(*(lambda who=who, pair=pair: handling.join(pair[0], to=pair[1], **by(who)) for who, pair in pairs))
    assert Case.objects.filter(state="joined").count() == 1


def test_a_day_of_duty_is_opened_once(offices):
    kind = VisitKind.objects.get_or_create(code="reception", defaults={"name": "接访"})[0]
    rota = Rota.objects.create(
        unit=offices.town, name="接访", kind=kind, start=DAY, public_id="a", when=[{"every": "day"}]
    )
    slot = RotaSlot.objects.create(rota=rota, day=DAY, cadre=offices.town_leader.cadre)
    words = {"kind": "reception", "unit": offices.town, "leader": slot.cadre, "on": DAY, "slot": slot, "at": AT}
    clerks = (offices.town_clerk, another_clerk(offices.town))
    results = at_once(*(lambda who=who: receptions.open_reception(**words, by=who) for who in clerks))
    assert "这一天的接访登记已经打开。" in results
    assert Reception.objects.count() == 1
