"""One list of festivals and seasons: what a new organisation begins with is what duties reckon with by themselves."""

import datetime

import pytest

from accounts import actions
from accounts.models import Festival
from duties.loading import load_almanacs
from duties.recurrence import FEASTS

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC)


def test_founding_an_organisation_moves_no_festival():
    root = actions.found_organisation("青河县", "county", by=None, at=NOON)
    assert Festival.objects.filter(unit=root).count() == len(FEASTS)
    assert load_almanacs([root])[root.pk].feasts == FEASTS
