"""All or nothing, once only, and taken back as long as nothing builds on it."""

import datetime
import json
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection

from accounts.models import Cadre, Post, Unit, UnitKind
from contacts.models import ContactPoint, Household, Pairing
from core.errors import DomainError
from core.models import AuditEntry, Chore, InboxItem, SearchEntry
from core.reindexing import reindex
from reports.actions import importing
from reports.actions.importing import StaleError
from reports.models import ImportBatch
from tests import factories as make
from tests.factories_imports import book_of, bring_in, check_in, example_of
from visits.models import Matter, VisitLog

pytestmark = pytest.mark.django_db
TOWN = (["单位名称", "单位类型"], ["河口镇", "乡镇"])


@pytest.fixture
def county():
    return make.make_unit("江平县", kind=UnitKind.COUNTY)


@pytest.fixture
def admin(county):
    return make.make_user("admin", role="system_admin", unit=county)


@pytest.fixture
def stamp(county, admin, noon):
    return {"unit": county, "by": admin, "at": noon}


@pytest.fixture
def acting(admin, noon):
    return {"by": admin, "at": noon}


def found(stamp):
    """Everything up to the pairings of the examples."""
    return [
        bring_in(kind, example_of(kind), **stamp)[0] for kind in ("units", "cadres", "points", "households", "pairings")
    ]


def test_a_plan_that_became_another_is_not_carried_out(stamp, acting, county):
    batch = check_in("units", book_of(*TOWN), **stamp)
    seen = importing.plan(batch, **acting).fingerprint
    make.make_unit("河口镇", parent=county)
    with pytest.raises(StaleError):
        importing.apply_import(batch, fingerprint=seen, **acting)
    assert Unit.objects.count() == 2


def test_a_batch_is_brought_in_once(stamp, acting):
    batch, plan = bring_in("units", book_of(*TOWN), **stamp)
    with pytest.raises(DomainError, match="已经导入"):
        importing.apply_import(batch, fingerprint=plan.fingerprint, **acting)
    assert [batch.rows, Unit.objects.count()] == ["", 2]


def test_the_same_file_twice_is_one_batch(stamp):
    assert check_in("units", book_of(*TOWN), **stamp) == check_in("units", book_of(*TOWN), **stamp)


def test_what_was_read_lies_encrypted(stamp):
    batch = check_in("units", book_of(*TOWN), **stamp)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows FROM reports_importbatch WHERE id = %s", [batch.pk])
        assert "河口镇" not in json.loads(json.dumps(cursor.fetchone()[0]))


def test_an_error_in_the_middle_leaves_nothing(stamp, acting, monkeypatch):
    batch = check_in(
        "cadres", book_of(["姓名", "单位", "职务", "任职日期"], ["张三", "江平县", "干部", "2026-1-1"]), **stamp
    )
    seen = importing.plan(batch, **acting).fingerprint

    def fail(*args, **options):
        raise IntegrityError

    monkeypatch.setattr("reports.actions.importing.organisation.hooks.changed", fail)
    with pytest.raises(StaleError):
        importing.apply_import(batch, fingerprint=seen, **acting)
    batch.refresh_from_db()
    assert (Cadre.objects.count(), Post.objects.count(), batch.state) == (0, 0, "checked")
    assert not AuditEntry.objects.filter(action="accounts.create_cadre").exists()


def test_everything_can_be_taken_back_until_the_first_log(stamp, acting):
    batches = found(stamp)
    assert InboxItem.objects.count() == 0
    for batch in reversed(batches):
        importing.undo_import(batch, **acting)
    left = [model.objects.count() for model in (Unit, Cadre, Post, ContactPoint, Household, Pairing)]
    assert left == [1, 0, 0, 0, 0, 0]
    assert AuditEntry.objects.filter(action="reports.undo_import").count() == len(batches)
    assert set(ImportBatch.objects.values_list("state", "traces")) == {("undone", "")}


def test_what_was_brought_in_is_found_and_what_was_taken_back_is_not(stamp, acting):
    batches = found(stamp)
    written = {count.source.kind: (count.written, count.deleted) for count in reindex()}
    assert {kind: written[kind] for kind in ("cadres", "points", "households")} == {
        "cadres": (0, 0),
        "points": (0, 0),
        "households": (0, 0),
    }
    for batch in reversed(batches):
        importing.undo_import(batch, **acting)
    assert not SearchEntry.objects.exclude(kind="units").exists()


def test_what_something_refers_to_stays(stamp, acting):
    units, cadres, *_rest = found(stamp)
    bring_in("logs", example_of("logs"), **stamp)
    for batch, kind in ((units, "任职"), (cadres, "结对")):
        with pytest.raises(DomainError, match=kind):
            importing.undo_import(batch, **acting)
    assert Cadre.objects.count() == 2


def test_what_was_changed_is_put_back_unless_it_was_changed_again(stamp, acting, county):
    point = make.make_point("柳林村", unit=county, phone="13800000001", category="key_project")
    content = book_of(["名称", "所在单位", "类型", "电话"], ["柳林村", "江平县", "民营企业", "13900000002"])
    batch, _plan = bring_in("points", content, **stamp)
    importing.undo_import(batch, **acting)
    point.refresh_from_db()
    assert (point.phone, point.category.code, point.opened_on) == ("13800000001", "key_project", make.START)
    batch, _plan = bring_in("points", content, **stamp)
    ContactPoint.objects.update(phone="1")
    with pytest.raises(DomainError, match="又有改动"):
        importing.undo_import(batch, **acting)


def test_logs_are_taken_back_by_withdrawing_them(stamp, acting):
    found(stamp)
    batch, _plan = bring_in("logs", example_of("logs"), **stamp)
    importing.undo_import(batch, **acting)
    assert set(VisitLog.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert AuditEntry.objects.filter(action="visits.withdraw_log").count() == 2
    batch, _plan = bring_in("logs", example_of("logs"), **stamp)
    assert batch.counts["new"] == 2
    Matter.objects.update(version=1)
    with pytest.raises(DomainError, match="又有改动"):
        importing.undo_import(batch, **acting)


def test_many_rows_leave_what_is_owed_to_the_worker(stamp, county):
    from duties.actions.following import follow_later
    from tests.factories_duties import load_book

    load_book("r01", county)
    head = ["姓名", "单位", "职务", "任职日期"]
    bring_in("cadres", book_of(head, *([f"干部{n}", "江平县", "干部", "2026-01-01"] for n in range(60))), **stamp)
    assert list(Chore.objects.values_list("kind", flat=True)) == ["duties.follow"]
    follow_later(Chore.objects.get().data, on=datetime.date(2026, 11, 20))


def test_pairings_of_very_many_people_leave_what_is_owed_to_the_worker(stamp, county, monkeypatch):
    from duties.actions.following import follow_later
    from tests.factories_duties import load_book

    load_book("r01", county)
    monkeypatch.setattr("duties.listeners.SUBJECTS_AT_ONCE", 1)
    monkeypatch.setattr("duties.actions.following.WHILE_WAITING", 1)
    for name in ("张三", "李四"):
        make.make_cadre(name, unit=county, position="leadership_member")
    make.make_household("陈大山", unit=county)
    head = ["结对干部", "类别", "联系对象", "开始日期"]
    content = book_of(head, *([name, "困难户", "陈大山", "2026-02-01"] for name in ("张三", "李四")))
    bring_in("pairings", content, **stamp)
    assert set(Chore.objects.values_list("kind", flat=True)) == {"duties.follow"}
    for chore in Chore.objects.all():
        follow_later(chore.data, on=datetime.date(2026, 11, 20))


def test_an_open_pairing_is_told_to_its_holder_once(stamp, county):
    cadre = make.make_cadre("张三", unit=county)
    make.make_user(cadre=cadre)
    for name in ("陈大山", "刘长贵"):
        make.make_household(name, unit=county)
    head = ["结对干部", "类别", "联系对象", "开始日期"]
    bring_in(
        "pairings", book_of(head, *(["张三", "困难户", name, "2026-02-01"] for name in ("陈大山", "刘长贵"))), **stamp
    )
    assert InboxItem.objects.count() == 1


def test_what_is_not_brought_in_is_deleted_or_forgotten(stamp, acting, noon):
    importing.discard_import(check_in("units", book_of(*TOWN), **stamp), **acting)
    assert not ImportBatch.objects.exists()
    batch = check_in("units", book_of(*TOWN), **stamp)
    importing.forget_old(noon + importing.KEPT, noon.date())
    batch.refresh_from_db()
    assert batch.rows
    importing.forget_old(noon + importing.KEPT + datetime.timedelta(days=1), noon.date())
    batch.refresh_from_db()
    assert batch.rows == ""


def test_somebody_without_the_role_neither_brings_in_nor_takes_back(stamp, noon, county):
    batch, plan = bring_in("units", book_of(*TOWN), **stamp)
    secretary = make.make_user(role="secretary", unit=county)
    for act in (importing.undo_import, importing.discard_import):
        with pytest.raises(PermissionDenied):
            act(batch, by=secretary, at=noon)
    with pytest.raises(PermissionDenied):
        importing.apply_import(batch, fingerprint=plan.fingerprint, by=secretary, at=noon)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_bring_in_once(noon):
    county = make.make_unit("江平县")
    admin = make.make_user("admin", role="system_admin", unit=county)
    batches = []
    for digest in "ab":
        batch = check_in("units", book_of(*TOWN), unit=county, by=admin, at=noon)
        ImportBatch.objects.filter(pk=batch.pk).update(digest=digest)
        batches.append(batch)
    seen = importing.plan(batches[0], by=admin, at=noon).fingerprint
    said: list[str] = []

    def apply(batch):
        try:
            importing.apply_import(batch, fingerprint=seen, by=admin, at=noon)
            said.append("done")
        except DomainError as refused:
            said.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=apply, args=[batch]) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["StaleError", "done"]
    assert Unit.objects.filter(name="河口镇").count() == 1
