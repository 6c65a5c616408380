"""Work of the beat that floors register."""

import pytest

from core import clock, sweeps
from duties import tasks


@pytest.fixture
def works(monkeypatch):
    monkeypatch.setattr(sweeps, "_works", {"often": [], "nightly": []})


def test_everything_that_was_registered_is_done_once(works):
    done = []

    def work(at, on):
        done.append((at, on))

    sweeps.register("often", work)
    sweeps.register("often", work)
    at, on = clock.now(), clock.today()
    sweeps.run("often", at=at, on=on)
    sweeps.run("nightly", at=at, on=on)
    assert done == [(at, on)]


def test_what_fails_is_logged_and_keeps_nothing_else_back(works, caplog):
    done = []

    def fails(at, on):
        raise RuntimeError("broken")

    sweeps.register("often", fails)
    sweeps.register("often", lambda at, on: done.append(on))
    sweeps.run("often", at=clock.now(), on=clock.today())
    assert len(done) == 1
    assert "broken" in caplog.text


@pytest.mark.django_db
def test_the_beats_of_duties_carry_them(works):
    done = []
    sweeps.register("often", lambda at, on: done.append("often"))
    sweeps.register("nightly", lambda at, on: done.append("nightly"))
    tasks.remind()
    tasks.recompute()
    assert done == ["often", "nightly"]


def test_there_are_two_beats():
    with pytest.raises(KeyError):
        sweeps.register("yearly", print)
