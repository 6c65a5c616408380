"""Everything that comes in is written down, and registered with a number."""

import datetime

import pytest

from core.errors import DomainError
from core.models import AuditEntry
from petitions import codes
from petitions.actions import receiving
from petitions.actions.receiving import Accused, Incoming, Person
from petitions.models import Case, Clock, PetitionSettings
from tests.factories_petitions import AT, DAY, make_offices

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


def receive(offices, unit=None, **fields):
    incoming = Incoming(**{"channel": "letter", "text": "村口的路坏了\n请修。"} | fields)
    return receiving.receive(incoming, unit=unit or offices.county, on=DAY, by=offices.clerk, at=AT)


def test_what_comes_in_waits_to_be_registered_within_fifteen_days(offices):
    case = receive(offices, people=(Person("王小明", "13800000001"),)).case
    assert (case.state, case.title, case.number) == ("received", "村口的路坏了", "")
    assert case.next_due == DAY + datetime.timedelta(days=15)
    assert [petitioner.name for petitioner in case.petitioners.all()] == ["王小明"]
    assert case.entries.get().action == "receive"


def test_the_code_is_stored_as_a_hash_only(offices):
    received = receive(offices)
    assert received.case.code_hash == codes.hash_code(received.code.lower().replace("-", " "))
    assert received.code not in str(Case.objects.values())


def test_numbers_go_by_unit_and_year(offices):
    numbers = []
    for _n in range(2):
        case = receive(offices).case
        numbers.append(receiving.register(case, by=offices.clerk, on=DAY, at=AT, kind="claim").number)
    assert numbers == ["信〔2026〕1号", "信〔2026〕2号"]
    assert AuditEntry.objects.filter(action="petitions.register").count() == 2


def test_an_accusation_names_the_accused_or_is_not_registered(offices):
    case = receive(offices).case
    with pytest.raises(DomainError, match="被反映"):
        receiving.register(case, by=offices.clerk, on=DAY, at=AT, kind="accusation")
    assert Case.objects.get().state == "received"


def test_an_accusation_goes_past_the_unit_that_it_is_about(offices):
    case = receive(offices, unit=offices.town, accused=(Accused(unit=offices.town),)).case
    assert case.unit == offices.county
    visible = Case.objects.visible_to
    assert not visible(offices.town_clerk).exists()
    assert visible(offices.clerk).exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": " "}, "反映的内容"),
        ({"people": (Person("甲"),) * 6}, "不得超过5人"),
        ({"people": (Person(" "),)}, "姓名"),
        ({"text": "路" * 10_001}, "10000字"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_written(offices, fields, message):
    with pytest.raises(DomainError, match=message):
        receive(offices, **fields)
    assert not Case.objects.exists()
    assert not Clock.objects.exists()


def test_no_two_units_give_the_same_number(offices):
    PetitionSettings.objects.create(unit=offices.county, slug="qinghe", mark="清信")
    PetitionSettings.objects.create(unit=offices.village, slug="liushu", mark="清信")
    PetitionSettings.objects.create(unit=offices.department, slug="minzheng", mark="民信")
    marks = [receiving.mark_of(unit) for unit in (offices.county, offices.town, offices.village, offices.department)]
    assert marks == ["清信", "青山镇信", "柳树村信", "民信"]
