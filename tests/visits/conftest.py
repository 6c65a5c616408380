"""One county town: a secretary who keeps its books, two cadres with log-ins, a stranger's unit beside it."""

import datetime
from types import SimpleNamespace

import pytest

from tests.factories import make_cadre, make_household, make_pairing, make_point, make_resident, make_unit, make_user

TODAY = datetime.date(2026, 11, 20)
NOW = datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


@pytest.fixture
def town(db):
    """Everybody and everything in 青石镇; `other` is a town that they have nothing to do with."""
    county = make_unit("清河县", kind="county")
    unit = make_unit("青石镇", parent=county, kind="township")
    village = make_unit("柳树村", parent=unit, kind="village")
    other = make_unit("白沙镇", parent=county, kind="township")
    wang, li = make_cadre("王建国", unit=unit, title="镇长"), make_cadre("李秀英", unit=unit)
    zhao = make_cadre("赵卫东", unit=other)
    secretary = make_cadre("陈书记", unit=unit, title="党委书记")
    point = make_point("柳树村联系点", unit=village)
    household = make_household("张大山", unit=village, phone="13800000001")
    make_pairing(wang, point, unit=unit)
    make_pairing(wang, household, unit=unit, category="registered_poor_household")
    return SimpleNamespace(
        county=county,
        unit=unit,
        village=village,
        other=other,
        wang=wang,
        li=li,
        zhao=zhao,
        secretary=secretary,
        point=point,
        household=household,
        resident=make_resident("孙二娘", unit=village, household=household),
        wang_user=make_user("wang", cadre=wang),
        li_user=make_user("li", cadre=li),
        zhao_user=make_user("zhao", cadre=zhao),
        keeper=make_user("secretary", cadre=secretary, role="secretary", unit=unit),
        auditor=make_user("auditor", role="auditor", unit=county),
        admin=make_user("admin", role="organisation_admin", unit=county),
        root=make_user("root", is_superuser=True),
    )
