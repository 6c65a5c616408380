"""Changing, withdrawing and the files of a log: before and after in the audit trail, and everybody told."""

import datetime
from decimal import Decimal

import pytest

from core.errors import DomainError
from core.files import CheckedFile
from core.models import AuditEntry
from tests.visits.conftest import NOW, TODAY
from visits import hooks
from visits.actions import add_attachments, change_log, log_visit, remove_attachment, withdraw_log
from visits.entries import GoodsGiven, MatterHeard, Travel
from visits.models import Attachment, Matter, VisitKind

YESTERDAY = TODAY - datetime.timedelta(days=1)
PDF = CheckedFile("会议记录.pdf", "application/pdf", b"%PDF-1.7")


@pytest.fixture
def log(town):
    return log_visit(
        by=town.wang_user,
        at=NOW,
        kind="home_visit",
        first_day=YESTERDAY,
        cadres=[town.wang],
        targets=[town.household],
        content="秋收",
        matters=[MatterHeard("路灯不亮")],
        goods=[GoodsGiven("大米", Decimal(2), "袋")],
    )


@pytest.fixture
def heard_of(monkeypatch):
    calls = []
    monkeypatch.setattr(hooks, "_listeners", [lambda log, before: calls.append((log, before))])
    return calls


def change(log, by, **changes):
    return change_log(log, **({"by": by, "at": NOW, "version": log.version, "reason": "填错"} | changes))


def test_what_changed_is_in_the_audit_trail_with_its_reason(town, log, heard_of):
    log = change(log, town.wang_user, first_day=TODAY, last_day=None, content="秋收秋种", cadres=[town.wang, town.li])
    data = AuditEntry.objects.about(log).get(action="visits.change_log").data
    assert data["reason"] == "填错"
    assert data["changes"] == {
        "first_day": [str(YESTERDAY), str(TODAY)],
        "last_day": [str(YESTERDAY), str(TODAY)],
        "content": ["秋收", "秋收秋种"],
        "cadres": [[town.wang.pk], [town.wang.pk, town.li.pk]],
    }
    ((changed, before),) = heard_of
    assert (before.first_day, before.cadre_ids, changed.first_day) == (YESTERDAY, {town.wang.pk}, TODAY)


def test_a_target_that_stays_keeps_the_matters_that_came_from_it(town, log):
    matter = Matter.objects.get()
    change(log, town.wang_user, targets=[town.point, town.household])
    matter.refresh_from_db()
    assert matter.target.household == town.household
    log.refresh_from_db()
    change(log, town.wang_user, targets=[town.point])
    matter.refresh_from_db()
    assert matter.target is None


def test_goods_travel_and_figures_are_rewritten(town, log):
    log = change(
        log, town.wang_user, goods=[GoodsGiven("食用油")], travel=Travel(2, "paid", False), minutes=30, people_count=4
    )
    assert [line.item for line in log.goods.all()] == ["食用油"]
    assert (log.entourage, log.meals, log.had_welcome, log.minutes, log.people_count) == (2, "paid", False, 30, 4)


def test_another_lead_brings_their_own_unit(town, log):
    log = change(log, town.root, cadres=[town.zhao])
    assert (log.unit, log.unit_path) == (town.other, town.other.path)


def test_the_place_in_the_tree_stays_as_it_was_when_the_log_was_made(town, log):
    type(town.unit).objects.filter(pk=town.unit.pk).update(path="0000001/0000099/")
    log = change(log, town.wang_user, content="秋种")
    assert log.unit_path == town.unit.path


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("reason", {"reason": " "}),
        (None, {"version": 7}),
        ("first_day", {"first_day": TODAY + datetime.timedelta(days=1)}),
        ("last_day", {"last_day": TODAY}),
        ("targets", {"targets": []}),
        ("cadres", {"cadres": []}),
    ],
)
def test_a_wrong_change_is_refused_and_changes_nothing(town, log, heard_of, field, changes):
    with pytest.raises(DomainError) as caught:
        change(log, town.wang_user, **changes)
    assert caught.value.field == field
    log.refresh_from_db()
    assert (log.version, log.first_day, log.targets.count(), heard_of) == (0, YESTERDAY, 1, [])


def test_who_neither_went_nor_recorded_nor_keeps_the_books_changes_nothing(town, log):
    for user in (town.li_user, town.zhao_user, town.auditor):
        with pytest.raises(DomainError):
            change(log, user, content="改")
        with pytest.raises(DomainError):
            withdraw_log(log, by=user, at=NOW, reason="改")
        with pytest.raises(DomainError):
            add_attachments(log, by=user, at=NOW, files=[PDF])
    assert change(log, town.keeper, content="改").content == "改"


def test_one_cannot_hand_a_log_to_somebody_else(town, log):
    with pytest.raises(DomainError) as caught:
        change(log, town.wang_user, cadres=[town.li])
    assert caught.value.field == "cadres"


def test_a_kind_that_runs_over_days_is_asked_again_when_it_is_changed(town, log):
    stay = VisitKind.objects.get(code="stay")
    log = change(log, town.wang_user, kind=stay, last_day=TODAY)
    assert log.days == 2
    with pytest.raises(DomainError):
        change(log, town.wang_user, kind=VisitKind.objects.get(code="phone"))


def test_a_log_is_withdrawn_once_with_a_reason_and_its_matters_leave_the_queue(town, log, heard_of):
    with pytest.raises(DomainError):
        withdraw_log(log, by=town.wang_user, at=NOW, reason="")
    withdraw_log(log, by=town.wang_user, at=NOW, reason="重复")
    assert not Matter.objects.open().exists()
    ((withdrawn, before),) = heard_of
    assert (withdrawn.state, before.target_keys) == ("withdrawn", {town.household.pk * 4 + 2})
    with pytest.raises(DomainError):
        withdraw_log(log, by=town.wang_user, at=NOW, reason="重复")
    assert AuditEntry.objects.about(log).filter(action="visits.withdraw_log").count() == 1


def test_files_are_added_up_to_the_limit(town, log, settings):
    settings.ATTACHMENTS_PER_RECORD = 2
    add_attachments(log, by=town.wang_user, at=NOW, files=[PDF])
    with pytest.raises(DomainError) as caught:
        add_attachments(log, by=town.wang_user, at=NOW, files=[PDF, PDF])
    assert caught.value.field == "attachments"
    with pytest.raises(DomainError):
        add_attachments(log, by=town.wang_user, at=NOW, files=[])
    assert log.attachments.count() == 1


def test_a_visit_with_too_many_files_is_not_recorded(town, settings):
    settings.ATTACHMENTS_PER_RECORD = 1
    with pytest.raises(DomainError):
        log_visit(by=town.wang_user, at=NOW, kind="forum", first_day=TODAY, cadres=[town.wang], attachments=[PDF, PDF])
    assert not Attachment.objects.exists()


def test_a_removed_file_is_gone_from_the_disk_when_all_is_done(town, log, django_capture_on_commit_callbacks):
    add_attachments(log, by=town.wang_user, at=NOW, files=[PDF])
    file = Attachment.objects.get()
    storage, path = file.file.storage, file.file.name
    with django_capture_on_commit_callbacks(execute=True):
        remove_attachment(file, by=town.wang_user, at=NOW)
        assert storage.exists(path)
    assert not storage.exists(path)
    assert not Attachment.objects.exists()
