"""The pages of the kinds of contact work: an organisation's own beside those that come with the product."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.models import AuditEntry
from duties.rulebook_file import RulebookError
from tests.visits.conftest import NOW, TODAY
from visits import actions
from visits.models import VisitKind, VisitLog

pytestmark = pytest.mark.django_db
STAMP = {"by": None, "at": NOW}
RULE = """\
rulebook: school
title: 听课制度
rules:
  - {code: "1", title: 听课, clause: 一, who: {positions: [head]}, does: [lesson], measure: {of: count, least: 1},
     when: {every: month}}
"""


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: NOW)


def send(client, name, /, *keys, **data):
    return client.post(reverse(f"visits:{name}", args=keys), data)


def kind(code: str) -> VisitKind:
    return VisitKind.objects.get(code=code)


def test_a_kind_is_added_changed_retired_and_restored(log_in, town):
    client = log_in(town.admin)
    send(client, "kind_create", name="听课", code="lesson", is_on_site="on")
    lesson = kind("lesson")
    assert (lesson.name, lesson.is_on_site, lesson.needs_target, lesson.is_by_hand) == ("听课", True, False, True)
    edited = {"name": "推门听课", "order": "5", "version": "0", "needs_target": "on"}
    send(client, "kind_edit", lesson.pk, **edited)
    lesson.refresh_from_db()
    assert (lesson.name, lesson.order, lesson.is_on_site, lesson.needs_target) == ("推门听课", 5, False, True)
    send(client, "kind_retire", lesson.pk)
    assert kind("lesson").retired_on == TODAY and lesson not in VisitKind.objects.offered()
    send(client, "kind_restore", lesson.pk)
    assert lesson in VisitKind.objects.offered()
    recorded = AuditEntry.objects.filter(action__endswith="_kind").order_by("pk").values_list("action", flat=True)
    assert [action.partition(".")[2] for action in recorded] == [
        "create_kind", "edit_kind", "retire_kind", "restore_kind"
    ]  # fmt: skip


def test_a_code_is_made_where_none_is_given(town):
    flags = {"is_on_site": True}
    assert [actions.create_kind(name=name, flags=flags, **STAMP).code for name in ("听课", "家访")] == [
        "own_1",
        "own_2",
    ]


@pytest.mark.parametrize(("field", "data"), [("code", {"code": "Lesson-1"}), ("code", {"code": "phone"}), ("name", {})])
def test_what_is_taken_or_cannot_be_named_in_a_rulebook_is_refused(log_in, town, field, data):
    page = send(log_in(town.admin), "kind_create", **{"name": "座谈会" if field == "name" else "听课", **data})
    assert page.status_code == 200 and field in page.context["form"].errors
    assert VisitKind.objects.filter(name="听课").count() == 0


def test_a_rulebook_may_name_it_at_once(log_in, town):
    from duties.actions.books import read_for

    with pytest.raises(RulebookError, match="没有代码为“lesson”的走访形式"):
        read_for(RULE, town.county)
    send(log_in(town.admin), "kind_create", name="听课", code="lesson")
    assert read_for(RULE, town.county).book.rules[0].does == ("lesson",)


def test_it_is_offered_when_a_visit_is_recorded(log_in, town):
    send(log_in(town.admin), "kind_create", name="听课", code="lesson")
    page = log_in(town.wang_user).get(reverse("visits:create")).content.decode()
    assert "听课" in page


def test_a_shipped_kind_is_renamed_and_retired_and_keeps_its_flags(log_in, town):
    client, visit = log_in(town.admin), kind("phone")
    form = client.get(reverse("visits:kind_edit", args=[visit.pk])).context["form"]
    assert list(form.fields) == ["name", "order"]
    send(client, "kind_edit", visit.pk, name="电话", order="3", version="0", is_on_site="on")
    send(client, "kind_retire", visit.pk)
    visit.refresh_from_db()
    assert (visit.name, visit.is_on_site, visit.retired_on) == ("电话", False, TODAY)
    with pytest.raises(DomainError, match="只能改名称和排序"):
        actions.edit_kind(visit, name="电话", order=3, flags={"is_on_site": True}, **STAMP)


def test_what_the_product_writes_is_marked_and_stays_in_use(log_in, town):
    client = log_in(town.admin)
    written = VisitKind.objects.filter(is_by_hand=False)
    assert set(written.values_list("code", flat=True)) == {"call_back", "commitment", "member_commitment"}
    assert client.get(reverse("visits:kinds")).content.decode().count("系统自动登记") == 3
    send(client, "kind_retire", kind("call_back").pk)
    assert kind("call_back").retired_on is None


def test_confidentiality_stays_once_something_was_logged(town):
    talk = actions.create_kind(name="家长谈话", code="parents", flags={"is_confidential": True}, **STAMP)
    open_now = {"name": talk.name, "order": 1, "flags": {}}
    VisitLog.objects.create(
        kind=talk, first_day=TODAY, last_day=TODAY, unit=town.unit, unit_path=town.unit.path, recorded_at=NOW,
        recorded_by=town.wang_user,
    )  # fmt: skip
    with pytest.raises(DomainError, match="内容保密"):
        actions.edit_kind(talk, **open_now, **STAMP)
    VisitLog.objects.all().delete()
    actions.edit_kind(talk, **open_now, **STAMP)
    assert not kind("parents").is_confidential


def test_the_second_of_two_who_edit_is_told(log_in, town):
    lesson = actions.create_kind(name="听课", flags={}, **STAMP)
    client = log_in(town.admin)
    send(client, "kind_edit", lesson.pk, name="甲", order="1", version="0")
    assert "已被他人修改" in send(client, "kind_edit", lesson.pk, name="乙", order="1", version="0").content.decode()


def test_twice_retired_or_restored_and_a_name_taken_since_are_refused(town):
    lesson = actions.create_kind(name="听课", flags={}, **STAMP)
    with pytest.raises(DomainError, match="没有停用"):
        actions.restore_kind(lesson, **STAMP)
    actions.retire_kind(lesson, on=TODAY, **STAMP)
    with pytest.raises(DomainError, match="已经停用"):
        actions.retire_kind(lesson, on=TODAY, **STAMP)
    actions.create_kind(name="听课", flags={}, **STAMP)
    with pytest.raises(DomainError, match="已有名为"):
        actions.restore_kind(lesson, **STAMP)


@pytest.mark.parametrize("name", ["kind_create", "kind_edit", "kind_retire", "kind_restore"])
def test_only_administrators_write(client, log_in, town, name):
    keys = [] if name == "kind_create" else [kind("phone").pk]
    assert "/login" in send(client, name, *keys).url
    for user in (town.keeper, town.auditor, town.wang_user):
        assert send(log_in(user), name, *keys, name="听课").status_code == 403
    with pytest.raises(PermissionDenied):
        actions.create_kind(name="听课", flags={}, by=town.keeper, at=NOW)


def test_everybody_reads_the_list_in_as_many_queries_as_ever(client, log_in, town, django_assert_max_num_queries):
    assert "/login" in client.get(reverse("visits:kinds")).url
    page = log_in(town.auditor).get(reverse("visits:kinds")).content.decode()
    assert "入户走访" in page and "新增走访形式" not in page
    VisitKind.objects.bulk_create(VisitKind(code=f"own_{n}", name=f"自定{n}") for n in range(30))
    with django_assert_max_num_queries(15):
        client.get(reverse("visits:kinds"))
