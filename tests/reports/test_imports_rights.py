"""A workbook changes nothing that its sender could not change on the page: what others keep is refused, row by row."""

import datetime

import pytest

from accounts.models import Post
from contacts.models import Pairing
from tests import factories as make
from tests.factories_imports import book_of, bring_in, said

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def here():
    return make.make_unit("河口镇", kind="township")


@pytest.fixture
def there():
    return make.make_unit("上坪镇", kind="township")


@pytest.fixture
def secretary(here):
    return make.make_user(role="secretary", unit=here)


def test_who_left_for_another_unit_is_kept_there(here, there, secretary, noon):
    cadre = make.make_cadre("李建国", unit=here, staff_number="7", phone="1380000")
    Post.objects.filter(cadre=cadre).update(end=noon.date() - DAY)
    Post.objects.create(cadre=cadre, unit=there, title="镇长", start=noon.date())
    head = ["姓名", "工号", "单位", "职务", "任职日期", "电话"]
    row = ["李建国", "7", "河口镇", "干部", str(noon.date()), "1390000"]
    _batch, plan = bring_in("cadres", book_of(head, row), unit=here, by=secretary, at=noon)
    assert said(plan) == [(2, "工号")]
    cadre.refresh_from_db()
    assert cadre.phone == "1380000"


def test_a_pairing_of_another_unit_is_ended_there(here, there, secretary, noon):
    cadre = make.make_cadre("李建国", unit=here)
    Post.objects.create(cadre=cadre, unit=there, title="挂职", start=noon.date() - 400 * DAY)
    point = make.make_point("柳林村", unit=here, opened_on=noon.date() - 400 * DAY)
    pairing = make.make_pairing(cadre, point, unit=there, start=noon.date() - 30 * DAY)
    head = ["结对干部", "类别", "联系对象", "开始日期", "结束日期"]
    row = ["李建国", pairing.category.name, "柳林村", pairing.start, noon.date() - DAY]
    _batch, plan = bring_in("pairings", book_of(head, row), unit=here, by=secretary, at=noon)
    assert said(plan) == [(2, "联系对象")]
    assert Pairing.objects.get().end is None
