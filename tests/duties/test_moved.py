"""What a saved visit has done for its cadres."""

import datetime

import pytest

from duties import actions, moved
from tests import factories as make
from tests.factories_duties import County
from visits import hooks

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def county():
    return County("r01")


def saved(county, *, kind):
    """A study of the village that the leader of a township holds, by the leader, with the duties brought up to date."""
    leader = county.leader("township", name="陈静")
    point = make.make_point("石桥村", unit=county.unit("village"))
    make.make_pairing(leader, point, unit=county.unit("township"))
    user = make.make_user(cadre=leader)
    log = make.make_log(leader, unit=county.unit("township"), by=user, day=TODAY, kind=kind, targets=(point,))
    actions.recompute(on=TODAY)
    return log, user


def test_a_saved_visit_names_the_duty_that_it_settles(county):
    log, user = saved(county, kind="field_study")
    (thing,) = hooks.moved(log, user, TODAY)
    assert (thing.label, thing.progress, thing.state) == ("陈静 · 领导干部驻点调研 · 石桥村", "1 / 1", "已完成")


def test_a_visit_of_another_kind_moves_nothing(county):
    log, user = saved(county, kind="phone")
    assert moved.by_log(log, user, TODAY) == []


def test_a_withdrawn_visit_moves_nothing_and_a_stranger_sees_nothing(county):
    log, user = saved(county, kind="field_study")
    assert moved.by_log(log, make.make_user(), TODAY) == []
    log.state = "withdrawn"
    assert hooks.moved(log, user, TODAY) == []


def test_the_page_after_saving_shows_it(county, log_in, monkeypatch):
    log, user = saved(county, kind="field_study")
    page = log_in(user).get(f"/visits/{log.pk}/saved/").content.decode()
    assert "落实的职责" in page and "领导干部驻点调研" in page
