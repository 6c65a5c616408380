"""What the benchmark of rollups adds to its databases, on a small county; and that its questions are answered."""

import pytest

from accounts.models import Unit
from benchmarks import rollup
from reports.models import StoredFigures
from reports.rollup import scale
from tests import factories as make
from visits.models import Matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(monkeypatch):
    # VACUUM cannot run inside the test's transaction.
    monkeypatch.setattr(rollup.data, "analyze", lambda: None)
    root = make.make_unit("县", kind="county")
    village = make.make_unit("村", parent=make.make_unit("镇", parent=root), kind="village")
    secretary = make.make_user("secretary", role="secretary", unit=root)
    for _n in range(6):
        make.make_log(unit=village, by=secretary, day=rollup.ON)
    return root


def test_there_are_teams_below_the_villages_and_matters_were_heard(county):
    rollup.extend(15)
    assert Unit.objects.count() == 6
    teams = Unit.objects.filter(kind="work_team")
    assert {(team.depth, team.path == f"{team.parent.path}{team.pk:07d}/") for team in teams} == {(3, True)}
    assert Matter.objects.count() == sum(log.pk % 5 == 0 for log in county.logs.model.objects.all()) > 0
    rollup.extend(15)
    assert Unit.objects.count() == 6


def test_the_root_is_read_off_and_a_village_is_counted(county, monkeypatch):
    monkeypatch.setattr(scale, "AT_ONCE", 0)
    rollup.count_anew()
    assert rollup.read().total.value("logs") == 6
    assert StoredFigures.objects.count() == 1
    monkeypatch.setattr(scale, "AT_ONCE", 100)
    assert rollup.read(2).as_of is None
