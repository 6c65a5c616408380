"""What users keep about lists: views under a name, shared and opened by default, and the columns they show."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from accounts import actions
from accounts.models import Group, GroupKind, ListColumns, SavedView
from core.errors import DomainError
from core.models import AuditEntry
from core.views import ListPage
from tests.addresses import addresses
from tests.factories import make_cadre, make_user

CADRES = "/cadres/"
SAVE = "/views/save/"


def save(client: Any, **fields: str) -> Any:
    data = {"path": CADRES, "query": "q=%E5%91%A8", "name": "周姓"} | fields
    return client.post(SAVE, data, follow=True)


def view_of(user: Any, **fields: Any) -> SavedView:
    given = {"path": CADRES, "title": "干部", "query": "q=%E5%91%A8", "name": "周姓"} | fields
    return SavedView.objects.create(user=user, **given)


def test_a_view_is_saved_found_again_and_taken_back(log_in: Any, town: Any) -> None:
    client = log_in(town.admin)
    page = save(client)
    assert page.redirect_chain[-1][0] == f"{CADRES}?q=%E5%91%A8"
    assert [cadre.name for cadre in page.context["object_list"]] == ["周立群"]
    assert "已保存为常用查询“周姓”" in page.content.decode()
    assert [(view.name, current) for view, current in page.context["list_tools"]["views"]] == [("周姓", True)]
    view = SavedView.objects.get()
    client.post(reverse("accounts:view_delete", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_what_was_typed_is_not_readable_in_the_database(town: Any) -> None:
    view = view_of(town.admin)
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM accounts_savedview WHERE id = %s", [view.pk])
        assert "%E5" not in cursor.fetchone()[0]
    assert SavedView.objects.get().query == "q=%E5%91%A8"


def test_the_same_name_keeps_the_newer_query(log_in: Any, town: Any) -> None:
    client = log_in(town.admin)
    save(client)
    page = save(client, query="state=left").content.decode()
    assert SavedView.objects.get().query == "state=left"
    assert 'action="/views/save/"' in page and 'value="q=%E5%91%A8"' in page  # undoing keeps the older query again


FAR = f"/assessments/quarters/{1:0200}/"


@pytest.mark.parametrize("path", ["/nowhere/", "/inbox/", "/me/", "https://example.org/cadres/", FAR])
def test_only_a_list_that_can_be_narrowed_has_views(log_in: Any, town: Any, path: str) -> None:
    assert "不能保存" in save(log_in(town.admin), path=path).content.decode()
    assert not SavedView.objects.exists()


def test_only_what_narrows_a_list_is_kept(log_in: Any, town: Any) -> None:
    save(log_in(town.admin), query="q=%E5%91%A8&unit=&page=3&do=bulk&bulk=join&all=1")
    assert SavedView.objects.get().query == "q=%E5%91%A8"


def test_a_view_needs_a_name_and_a_query_that_an_address_holds(log_in: Any, town: Any) -> None:
    client = log_in(town.admin)
    assert "请填写名称" in save(client, name=" ").content.decode()
    assert "过长" in save(client, query="q=" + "x" * 2_000).content.decode()


def test_a_list_opens_with_its_default_until_one_asks_for_all(log_in: Any, town: Any) -> None:
    view_of(town.admin, is_default=True)
    client = log_in(town.admin)
    assert client.get(CADRES).url == f"{CADRES}?q=%E5%91%A8"
    assert client.get(f"{CADRES}?view=all").status_code == 200
    assert "view=all" in client.get(f"{CADRES}?q=%E5%91%A8").content.decode()


def test_one_default_replaces_the_other(log_in: Any, town: Any, noon: Any) -> None:
    view_of(town.admin, is_default=True)
    given = {"path": CADRES, "title": "干部", "query": "state=left", "name": "离任", "is_default": True}
    actions.save_view(**given, by=town.admin, at=noon)
    assert SavedView.objects.get(is_default=True).name == "离任"


def test_a_shared_view_is_offered_in_the_unit_and_below_and_nowhere_else(log_in: Any, town: Any, noon: Any) -> None:
    view = view_of(town.secretary)
    edit = {"name": "周姓", "unit": town.office, "is_default": True}
    actions.edit_view(view, **edit, version=0, by=town.secretary, at=noon)
    below = make_user("below", cadre=make_cadre("科员", unit=town.section))
    for user, offered in ((town.member, [view]), (below, [view]), (town.stranger, [])):
        assert list(SavedView.objects.offered_to(user)) == offered
    page = log_in(town.member).get(CADRES)
    [(shown, _current)] = page.context["list_tools"]["views"]
    assert shown.shared_by == str(town.secretary) and not shown.is_default
    entry = AuditEntry.objects.get(action="accounts.share_view")
    assert entry.data == {"list": "干部", "unit": str(town.office)}


def test_nobody_shares_with_a_unit_that_is_not_theirs_or_changes_what_is_anothers(
    log_in: Any, town: Any, noon: Any
) -> None:
    view = view_of(town.secretary)
    edit = {"name": "周姓", "is_default": False, "version": 0, "at": noon}
    with pytest.raises(PermissionDenied):
        actions.edit_view(view, unit=town.other, by=town.secretary, **edit)
    with pytest.raises(PermissionDenied):
        actions.edit_view(view, unit=None, by=town.member, **edit)
    for name in ("view_edit", "view_delete"):
        url = reverse(f"accounts:{name}", args=[view.pk])
        assert log_in(town.member).post(url).status_code == 404


def test_a_view_is_renamed_on_its_page_but_not_to_a_name_in_use(log_in: Any, town: Any) -> None:
    view, _other = view_of(town.admin), view_of(town.admin, name="离任")
    url = reverse("accounts:view_edit", args=[view.pk])
    client = log_in(town.admin)
    assert client.get(url).status_code == 200
    taken = client.post(url, {"name": "离任", "version": "0"})
    assert "已有同名" in taken.content.decode() and taken.context["form"]["name"].value() == "离任"
    assert "局内" in client.post(url, {"name": "局内", "version": "0"}, follow=True).content.decode()


def test_the_page_of_views_is_for_ones_own(log_in: Any, town: Any, client: Any) -> None:
    assert client.get("/views/").status_code == 302
    view_of(town.secretary, unit=town.office)
    assert "还没有常用查询" in log_in(town.member).get("/views/").content.decode()
    assert "周姓" in log_in(town.secretary).get("/views/").content.decode()


def test_deleting_can_be_undone(log_in: Any, town: Any) -> None:
    view = view_of(town.admin, is_default=True)
    client = log_in(town.admin)
    page = client.post(reverse("accounts:view_delete", args=[view.pk]), follow=True).content.decode()
    assert 'action="/views/save/"' in page
    save(client, is_default="1")
    assert SavedView.objects.get().is_default


def test_columns_are_kept_for_each_user_and_list(log_in: Any, town: Any) -> None:
    client = log_in(town.admin)
    chosen = {"list": "accounts:cadres", "column": ["since"], "next": f"{CADRES}?view=all"}
    page = client.post("/views/columns/", chosen, follow=True)
    assert [column.name for column in page.context["table"].columns] == ["name", "since"]
    other = log_in(town.secretary).get(CADRES)
    assert [column.name for column in other.context["table"].columns] == ["name", "unit", "title", "rank"]
    log_in(town.admin).post("/views/columns/", {"list": "accounts:cadres", "usual": "1"})
    assert not ListColumns.objects.exists()


def test_every_list_that_can_be_narrowed_has_a_title_to_keep_its_views_under() -> None:
    views = {entry.view for entry in addresses() if issubclass(entry.view, ListPage) and entry.view.filter_class}
    assert len(views) > 20 and all(view().get_title() for view in views)


def test_names_of_columns_that_no_database_holds_are_refused(log_in: Any, town: Any) -> None:
    client = log_in(town.admin)
    for odd in ({"list": "a\x00b", "column": ["since"]}, {"list": "accounts:cadres", "column": ["\x00"]}):
        assert "不能选择列" in client.post("/views/columns/", odd, follow=True).content.decode()
    assert not ListColumns.objects.exists()


def test_more_views_than_anybody_finds_again_are_refused(town: Any, noon: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("accounts.actions.lists.MOST_VIEWS", 1)
    view_of(town.admin)
    given = {"path": CADRES, "title": "干部", "query": "state=left", "name": "离任", "is_default": False}
    with pytest.raises(DomainError, match="最多"):
        actions.save_view(**given, by=town.admin, at=noon)


def test_cadres_join_a_group_together(log_in: Any, town: Any) -> None:
    group = Group.objects.create(name="工作专班", kind=GroupKind.values[0], unit=town.office)
    client = log_in(town.admin)
    url = f"{CADRES}?do=bulk&bulk=join&row={town.head.pk}&row={town.clerk.pk}"
    page = client.post(url, {"group": group.pk, "start": "2026-11-20"})
    assert len(page.context["done"]) == 2 and not group.memberships.exists()
    fields = {"group": group.pk, "start": "2026-11-20", "confirmed": page.context["confirmed"]}
    client.post(url, fields)
    assert group.memberships.count() == 2


def test_nobody_closes_their_own_log_in_among_many(log_in: Any, town: Any) -> None:
    url = f"/users/?do=bulk&bulk=close&row={town.member.pk}&row={town.admin.pk}"
    page = log_in(town.admin).get(url)
    assert [line.key for line in page.context["done"]] == [town.member.pk]
    assert "自己" in page.context["refused"][0].refusal
    assert log_in(town.auditor).get(url).status_code == 403
