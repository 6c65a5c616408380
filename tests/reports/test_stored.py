"""Figures of a very large unit: counted once, read off with their moment, counted again; never what is kept from who
reads them."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core import audit
from core.models import AuditEntry
from petitions.models import Party
from reports import sweeps
from reports.actions.recounting import recount
from reports.asking import Organised, Question
from reports.figures import BY_CODE
from reports.models import StoredFigures
from reports.rollup import changed_since, rollup, scale, series, stored
from reports.rollup.sources import MEASURE_OF
from tests import factories as make
from tests.factories_petitions import make_case
from tests.factories_rollup import TODAY, YEAR, make_matter, make_scene, move
from visits.models import VisitLog

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch):
    monkeypatch.setattr(scale, "AT_ONCE", 0)


def found(scene, reader=None, **asked):
    return rollup(Question(scene.county, YEAR, **asked), reader=reader or scene.admin, on=TODAY)


def log_one(scene):
    make.make_log(unit=scene.county, by=scene.admin, day=TODAY)


@pytest.mark.parametrize("organised", Organised.values)
@pytest.mark.parametrize("reader", ["admin", "auditor", "town_clerk", "accused"])
def test_what_is_read_off_is_what_counting_gives(scene, monkeypatch, reader, organised):
    user = getattr(scene, reader)
    unit = scene.county if reader in ("admin", "auditor") else scene.towns[1]
    question = Question(unit, YEAR, organised)
    rollup(question, reader=user, on=TODAY)
    read_off = rollup(question, reader=user, on=TODAY)
    monkeypatch.setattr(scale, "AT_ONCE", 10_000)
    StoredFigures.objects.all().delete()
    counted = rollup(question, reader=user, on=TODAY)
    assert counted.as_of is None and read_off.as_of is not None
    assert [row.values for row in (read_off.total, *read_off.rows)] == [
        row.values for row in (counted.total, *counted.rows)
    ]


def test_what_is_recorded_later_counts_from_the_next_counting_on(scene, noon):
    before = found(scene)
    log_one(scene)
    assert found(scene).total.value("logs") == before.total.value("logs")
    assert found(scene).as_of == before.as_of
    as_of = recount(Question(scene.county, YEAR), by=scene.admin, at=noon, on=TODAY)
    after = found(scene)
    assert (after.total.value("logs"), after.as_of) == (before.total.value("logs") + 1, as_of)
    assert AuditEntry.objects.filter(action="reports.recount").count() == 1


def test_who_does_not_read_the_unit_cannot_have_it_counted(scene, noon):
    with pytest.raises(PermissionDenied):
        recount(Question(scene.county, YEAR), by=scene.town_clerk, at=noon, on=TODAY)


def test_small_units_are_counted_while_one_waits(scene, monkeypatch):
    monkeypatch.setattr(scale, "AT_ONCE", VisitLog.objects.count())
    assert found(scene).as_of is None
    assert not StoredFigures.objects.exists()


def test_cases_are_never_stored(scene):
    found(scene, reader=scene.auditor)
    series(Question(scene.county, YEAR), ["logs", "cases", "response_rate"], reader=scene.auditor, on=TODAY)
    stored_codes = {code for row in StoredFigures.objects.all() for code in _codes(row.figures)}
    assert stored_codes and not {code for code in stored_codes if BY_CODE[code].group == "cases"}
    assert "adopted" not in stored_codes


def _codes(figures):
    return set().union(*figures) if isinstance(figures, list) else set(figures["total"])


def test_a_matter_that_is_kept_from_a_reader_is_not_in_what_they_read_off(scene):
    reader = make.make_user(cadre=make.make_cadre(unit=scene.county), role="leader", unit=scene.county)
    before = found(scene, reader=reader).total.value("matters")
    assert before == found(scene, reader=scene.admin).total.value("matters")
    log = make.make_log(unit=scene.county, by=scene.admin, day=TODAY)
    matter = make_matter(log, _Never(), 0)
    case = make_case(scene.county, kind="accusation", matter=matter)
    stored.recount(stored.Asked(Question(scene.county, YEAR), TODAY, None))
    Party.objects.create(case=case, role="accused", cadre=reader.cadre, declared_at=timezone.now())
    assert found(scene, reader=scene.admin).total.value("matters") == before + 1
    assert found(scene, reader=reader).total.value("matters") == before


class _Never:
    def random(self):
        return 1


def test_readers_of_different_parts_do_not_share_figures(scene):
    town = Question(scene.towns[0], YEAR, Organised.THEN)
    whole = rollup(town, reader=scene.admin, on=TODAY)
    secretary = make.make_user(role="secretary", unit=scene.towns[0])
    part = rollup(town, reader=secretary, on=TODAY)
    # The village left the town: who reads the town alone can no longer open what it did there.
    assert part.total.value("logs") < whole.total.value("logs")


def test_figures_over_time_are_read_off_too(scene, django_assert_max_num_queries):
    question, codes = Question(scene.county, YEAR), ["logs", "goods", "coverage"]
    first = series(question, codes, reader=scene.admin, on=TODAY)
    with django_assert_max_num_queries(6):
        assert series(question, codes, reader=scene.admin, on=TODAY) == first
    assert sum(values["logs"] for _month, values in first) == found(scene).total.value("logs")


@pytest.mark.parametrize("action", ["visits.log_visit", "visits.seal_matter", "petitions.rate"])
def test_the_beat_counts_again_what_was_asked_for_lately_and_has_changed(scene, action):
    before = found(scene)
    soon, later = before.as_of + MINUTE, before.as_of + stored.STALE + MINUTE
    log_one(scene)
    assert stored.refresh(at=soon, on=TODAY) == 0
    assert stored.refresh(at=later, on=TODAY) == 0  # nothing in the audit trail
    _brought_forward(before.as_of - stored.STALE)
    audit.record(action, scene.county, by=scene.admin, at=later, unit_path=scene.county.path, data={})
    assert stored.refresh(at=later, on=TODAY) == 1
    assert found(scene).total.value("logs") == before.total.value("logs") + 1


def test_a_new_day_counts_anew_what_is_overdue(scene):
    before = found(scene)
    _brought_forward(before.as_of - stored.STALE)
    next_day = TODAY + datetime.timedelta(days=1)
    assert stored.refresh(at=before.as_of + MINUTE, on=next_day) == 1
    assert StoredFigures.objects.get().counted_on == next_day


def test_what_nobody_asks_for_is_forgotten(scene):
    as_of = found(scene).as_of
    assert stored.refresh(at=as_of + stored.LATELY + MINUTE, on=TODAY) == 0
    stored.refresh(at=as_of + stored.FORGOTTEN + MINUTE, on=TODAY)
    assert not StoredFigures.objects.exists()


def test_what_was_counted_before_a_move_is_dropped(scene):
    rollup(Question(scene.towns[1], YEAR), reader=scene.town_clerk, on=TODAY)
    move(scene.towns[1], scene.towns[0])
    as_of = StoredFigures.objects.get().as_of
    assert stored.refresh(at=as_of + stored.STALE + MINUTE, on=TODAY) == 0
    assert not StoredFigures.objects.exists()


def test_that_somebody_asked_is_noted_now_and_then(scene):
    found(scene)
    long_ago = timezone.now() - 2 * stored.NOTED
    StoredFigures.objects.update(asked_at=long_ago)
    found(scene)
    assert StoredFigures.objects.get().asked_at > long_ago


def test_the_year_of_a_large_root_is_ready_before_anybody_asks(scene, noon):
    sweeps.count_again(noon, TODAY)
    row = StoredFigures.objects.get()
    assert (row.unit, row.asked["days"]) == (scene.county, ["2026-01-01", "2026-12-31"])
    assert set(row.figures["total"]) < set(MEASURE_OF)


def test_changes_since_are_those_of_what_is_counted_in_that_part_of_the_tree(scene, noon):
    question = Question(scene.towns[1], YEAR)
    for action, unit in (
        ("visits.log_visit", scene.towns[1]),
        ("visits.log_visit", scene.villages[0]),  # moved there
        ("visits.log_visit", scene.towns[0]),
        ("petitions.register", scene.towns[1]),
        ("visits.seal_matter", scene.towns[1]),
    ):
        unit.refresh_from_db()
        audit.record(action, unit, by=scene.admin, at=noon, unit_path=unit.path, data={})
    assert changed_since(question, noon - MINUTE) == 2
    assert changed_since(question, noon) == 0


def test_reading_off_takes_few_queries(scene, django_assert_max_num_queries):
    found(scene)
    with django_assert_max_num_queries(24):
        found(scene)


def _brought_forward(as_of):
    StoredFigures.objects.update(as_of=as_of)
