"""One small county: an office with two cadres, a village with a point and a household, and the four kinds of reader."""

import datetime
from dataclasses import dataclass

import pytest
from django.urls import reverse

from accounts.models import Cadre, Unit, User
from contacts.models import ContactCategory, ContactPoint, Household
from tests.factories import make_cadre, make_household, make_pairing, make_point, make_unit, make_user
from tests.factories_cards import make_card, make_style

DAY = datetime.date(2026, 6, 15)
NOW = datetime.datetime(2026, 6, 15, 2, 0, tzinfo=datetime.UTC)


@dataclass
class World:
    county: Unit
    office: Unit
    village: Unit
    elsewhere: Unit
    wang: Cadre
    zhao: Cadre
    keeper: User
    office_secretary: User
    village_secretary: User
    member: User
    auditor: User
    stranger: User
    point: ContactPoint
    household: Household

    def category(self, code: str) -> ContactCategory:
        return ContactCategory.objects.get(code=code)


@pytest.fixture
def world(db):
    county = make_unit("长宁县", kind="county")
    office = make_unit("农业农村局", parent=county)
    village = make_unit("石门村", parent=county, kind="village")
    elsewhere = make_unit("外县")
    wang, zhao = make_cadre("王建国", unit=office, title="局长"), make_cadre("赵敏", unit=office)
    villager = make_cadre("钱有福", unit=village)
    return World(
        county=county,
        office=office,
        village=village,
        elsewhere=elsewhere,
        wang=wang,
        zhao=zhao,
        keeper=make_user("keeper", role="organisation_admin", unit=county),
        office_secretary=make_user("office_secretary", role="secretary", unit=office),
        village_secretary=make_user("village_secretary", role="secretary", unit=village),
        member=make_user("member", cadre=villager),
        auditor=make_user("auditor", role="auditor", unit=county),
        stranger=make_user("stranger", role="secretary", unit=elsewhere),
        point=make_point("石门村服务站", unit=village, phone="13900000001", head_name="孙站长"),
        household=make_household(
            "李大山", unit=village, kind="hardship", phone="13900000002", hardship="因病", address="石门村三组12号"
        ),
    )


@pytest.fixture
def holder(world):
    make_pairing(world.wang, world.household, unit=world.office, category="hardship_household")
    return make_user("holder", cadre=world.wang)


def page(client, name, /, *keys, **query):
    return client.get(reverse(f"contacts:{name}", args=keys), query).content.decode()


def send(client, name, /, *keys, query="", **data):
    return client.post(reverse(f"contacts:{name}", args=keys) + query, data)


@pytest.fixture
def card(world):
    """The card of the head of the office."""
    make_style(world.county)
    world.wang.phone = "13812345678"
    world.wang.save()
    return make_card(world.office, world.wang)
