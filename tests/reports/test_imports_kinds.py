"""Each kind of workbook: its own example is brought in, twice changes nothing, a mistake writes nothing."""

import pytest

from accounts.models import Cadre, Post, Unit, UnitEvent, UnitKind
from contacts.models import ContactPoint, Household, Pairing, Resident
from core.models import AuditEntry, CalendarDay
from reports.actions import importing
from tests import factories as make
from tests.factories_imports import book_of, bring_in, example_of, said
from visits.models import VisitLog

pytestmark = pytest.mark.django_db

# In the order of a new organisation: each example uses what those before it brought in.
ORDER = ["units", "cadres", "points", "households", "pairings", "logs", "calendar"]
TABLES = [Unit, UnitEvent, Cadre, Post, ContactPoint, Household, Resident, Pairing, VisitLog, CalendarDay]


@pytest.fixture
def county():
    return make.make_unit("江平县", kind=UnitKind.COUNTY)


@pytest.fixture
def admin(county):
    return make.make_user("admin", role="system_admin", unit=county)


@pytest.fixture
def bring(county, admin, noon):
    return lambda kind, content: bring_in(kind, content, unit=county, by=admin, at=noon)


def rows_there():
    return {model: list(model.objects.order_by("pk").values()) for model in TABLES}


def test_the_examples_of_the_templates_found_a_whole_organisation(bring):
    for kind in ORDER:
        batch, plan = bring(kind, example_of(kind))
        assert plan.mistakes == [], kind
        assert batch.counts["new"] == len(plan.items) > 0, kind
    village = Unit.objects.get(name="柳林村")
    assert [village.parent.name, village.parent.parent.name] == ["河口镇", "江平县"]
    assert village.path.startswith(village.parent.path) and village.depth == 2
    leader = Cadre.objects.get(staff_number="001023")
    assert list(leader.posts.values_list("unit__name", "is_main")) == [("河口镇", True), ("柳林村", False)]
    assert leader.phone == "13800000001"
    home = Household.objects.get(head_name="陈大山")
    assert sorted(home.residents.values_list("name", flat=True)) == ["周桂兰", "陈小山"]
    log = VisitLog.objects.get(first_day="2025-03-08")
    assert log.is_from_paper and log.is_late and log.matters.get().solved_on_the_spot
    assert [str(p.cadre) for p in log.participants.all()] == ["李建国", "王小梅"]
    assert AuditEntry.objects.filter(action="accounts.create_cadre").count() == 2


def test_a_second_time_nothing_changes(bring):
    for kind in ORDER:
        bring(kind, example_of(kind))
    before = rows_there()
    for kind in ORDER:
        batch, plan = bring(kind, example_of(kind))
        assert batch.counts == {"new": 0, "changed": 0, "same": len(plan.items)}, kind
    assert rows_there() == before


def test_a_mistake_in_one_row_writes_none(bring):
    head = ["单位名称", "单位类型", "上级单位", "设立日期"]
    before = rows_there()
    batch, plan = bring(
        "units",
        book_of(
            head,
            ["河口镇", "乡镇"],
            ["", "村", "河口镇"],
            ["柳林村", "村庄", "河口镇", "2030-1-1"],
            ["枣园村", "村", "没有的镇"],
        ),
    )
    assert said(plan) == [(3, "单位名称"), (4, "单位类型"), (4, "设立日期"), (5, "上级单位")]
    assert rows_there() == before
    assert batch.state == "checked"


def test_units_say_which_of_two_namesakes_is_meant(bring, county):
    for name in ("河口镇", "山前镇"):
        make.make_unit("柳林村", parent=make.make_unit(name, parent=county))
    head = ["上级单位", "单位名称", "单位类型"]
    _batch, plan = bring("units", book_of(head, ["柳林村", "一组", "其他单位"]))
    assert said(plan) == [(2, "上级单位")]
    assert "河口镇/柳林村" in plan.mistakes[0].message
    batch, _plan = bring("units", book_of(head, ["河口镇／柳林村", "一组", "其他单位"]))
    assert batch.counts["new"] == 1


def test_cadres_change_field_by_field_and_an_empty_cell_says_nothing(bring, county):
    head = ["姓名", "单位", "职务", "任职日期", "手机号码", "中共党员"]
    bring("cadres", book_of(head, ["张 三", "江平县", "干部", "2025.3.8", "010-88886666", "是"]))
    cadre = Cadre.objects.get(name="张三")
    assert (cadre.phone, cadre.is_party_member) == ("010-88886666", True)
    _batch, plan = bring("cadres", book_of(head, ["张三", "江平县", "干部", 45724, 13900000000, None]))
    shown = [(one.heading, one.before, one.after) for one in plan.items[0].differences]
    assert shown == [("电话", "010-88886666", "13900000000")]
    cadre.refresh_from_db()
    assert (cadre.phone, cadre.is_party_member) == ("13900000000", True)
    assert AuditEntry.objects.get(action="accounts.edit_cadre").data == {"phone": True}


def test_cadres_of_one_name_in_one_unit_need_their_numbers(bring, county):
    for number in ("01", "02"):
        make.make_cadre("张三", unit=county, title=f"干部{number}", staff_number=number)
    head = ["姓名", "工号", "单位", "职务", "任职日期"]
    _batch, plan = bring("cadres", book_of(head, ["张三", "", "江平县", "干部", "2026-01-01"]))
    assert said(plan) == [(2, "工号")]
    _batch, plan = bring("cadres", book_of(head, ["李四", "02", "江平县", "干部", "2026-01-01"]))
    assert said(plan) == [(2, "工号")]


def test_cadres_elsewhere_and_ones_own_post_are_left_alone(county, noon):
    town, other = (make.make_unit(name, parent=county) for name in ("河口镇", "山前镇"))
    make.make_cadre("张三", unit=other, staff_number="7")
    me = make.make_cadre("王五", unit=town, title="副书记", staff_number="8")
    keeper = make.make_user(cadre=me, role="secretary", unit=town)
    head = ["姓名", "工号", "单位", "职务", "任职日期"]
    content = book_of(
        head,
        ["张三", "7", "河口镇", "干部", "2026-01-01"],
        ["王五", "8", "河口镇", "书记", "2026-01-01"],
        ["赵六", "", "山前镇", "干部", "2026-01-01"],
    )
    _batch, plan = bring_in("cadres", content, unit=town, by=keeper, at=noon)
    assert said(plan) == [(2, "工号"), (3, "职务"), (4, "单位")]


def test_households_keep_their_members_together(bring, county):
    make.make_unit("柳林村", parent=county)
    head = ["户主", "所在村", "组", "人口", "劳动力", "成员姓名"]
    rows = [["陈大山", "柳林村", "三组", 2, 3, "陈小山"], [None, None, None, None, None, "周桂兰"], ["刘二"]]
    _batch, plan = bring("households", book_of(head, *rows))
    assert said(plan) == [(2, "劳动力"), (4, "所在村（社区）")]
    rows[0][4], rows[2] = 1, [None, "柳林村", None, None, None, "独居人"]
    batch, _plan = bring("households", book_of(head, *rows))
    assert batch.counts["new"] == 4
    assert Resident.objects.get(name="独居人").household is None


def test_further_rows_of_a_household_need_not_repeat_the_group(bring, county):
    make.make_unit("柳林村", parent=county)
    head = ["户主", "所在村", "组", "成员姓名"]
    content = book_of(head, ["陈大山", "柳林村", "三组", "陈小山"], ["陈大山", "柳林村", None, "周桂兰"])
    bring("households", content)
    assert Household.objects.get().residents.count() == 2
    batch, _plan = bring("households", content)
    assert batch.counts == {"new": 0, "changed": 0, "same": 3}


def test_a_point_was_there_before_it_was_paired(bring, county):
    point = make.make_point("柳林村", unit=county)
    make.make_pairing(make.make_cadre(unit=county), point, unit=county)
    head = ["名称", "所在单位", "类型", "设立日期"]
    _batch, plan = bring("points", book_of(head, ["柳林村", "江平县", "村（社区）", "2026-02-01"]))
    assert said(plan) == [(2, "设立日期")]


def test_somebody_new_has_one_main_post(bring, county):
    head = ["姓名", "单位", "职务", "任职日期", "主要职务"]
    rows = [["张三", "江平县", title, "2026-01-01", "是"] for title in ("书记", "主席")]
    _batch, plan = bring("cadres", book_of(head, *rows))
    assert said(plan) == [(3, "主要职务")]


def test_pairings_ask_what_the_page_asks(bring, county):
    cadre = make.make_cadre("张三", unit=county)
    make.make_household("陈大山", unit=county)
    head = ["结对干部", "类别", "联系对象", "开始日期", "结束日期"]
    content = book_of(
        head,
        ["张三", "困难户", "陈大山", "2026-02-01", "2026-01-01"],
        ["张三", "困难户", "陈大山", "2025-02-01"],
        ["张三", "村（社区）", "陈大山", "2026-02-01"],
        ["李四", "困难户", "陈大山", "2026-02-01"],
        ["", "困难户", "陈大山", "2026-02-01"],
        ["张三", "困难户", "陈大山", "2026-02-01"],
        ["张三", "困难户", "陈大山", "2026-03-01"],
    )
    _batch, plan = bring("pairings", content)
    expected = [(2, "结束日期"), (3, "结对干部"), (4, "联系对象"), (5, "结对干部"), (6, "结对干部"), (8, "联系对象")]
    assert said(plan) == expected
    bring("pairings", book_of(head, content_row := ["张三", "困难户", "陈大山", "2026-02-01"]))
    _batch, plan = bring("pairings", book_of(head, [*content_row, "2026-10-31"]))
    assert plan.counts["changed"] == 1
    assert str(Pairing.objects.get(cadre=cadre).end) == "2026-10-31"


def test_logs_keep_to_the_rules_of_the_form(bring, county):
    make.make_cadre("张三", unit=county)
    head = ["走访日期", "走访形式", "走访干部", "走访对象", "基本情况", "结束日期"]
    content = book_of(
        head,
        ["2026-11-21", "座谈会", "张三"],
        ["2026-03-08", "上门回访", "张三"],
        ["2026-03-08", "入户走访", "张三"],
        ["2025-03-08", "座谈会", "张三"],
        ["2026-03-08", "座谈会", "李四"],
        ["2026-03-08", "座谈会", "张三", "没有的人"],
        ["2026-03-08", "座谈会", "张三", "", "", "2026-03-09"],
    )
    _batch, plan = bring("logs", content)
    expected = [(2, "走访日期"), (3, "走访形式"), (4, "走访对象"), (5, "走访干部"), (6, "走访干部"), (7, "走访对象")]
    assert said(plan) == [*expected, (8, "结束日期")]


def test_what_was_said_in_confidence_stays_encrypted(bring, county):
    make.make_cadre("张三", unit=county)
    row = ["2026-03-08", "谈心谈话", "张三", "家里的难处"]
    content = book_of(["走访日期", "走访形式", "走访干部", "基本情况"], row)
    bring("logs", content)
    log = VisitLog.objects.get()
    assert (log.content, log.talk) == ("", "家里的难处")
    assert "难处" not in str(list(AuditEntry.objects.values_list("data", flat=True)))
    batch, _plan = bring("logs", content)
    assert batch.counts == {"new": 0, "changed": 0, "same": 1}


def test_a_year_of_the_calendar_is_replaced_as_a_whole(bring):
    head = ["日期", "安排", "名称"]
    bring("calendar", book_of(head, ["2026年10月1日", "放假", "国庆节"], ["2026/10/2", "放假", "国庆节"]))
    _batch, plan = bring("calendar", book_of(head, ["20261001", "放假", "国庆节"]))
    assert plan.counts == {"new": 0, "changed": 1, "same": 1}
    assert CalendarDay.objects.count() == 1
    _batch, plan = bring("calendar", book_of(head, ["2026-10-09", "上班"]))
    assert said(plan) == [(2, "安排")]


@pytest.mark.parametrize("kind", ["cadres", "logs"])
def test_the_number_of_queries_does_not_follow_the_rows(kind, county, admin, noon, django_assert_max_num_queries):
    make.make_cadre("张三", unit=county)
    heads = {
        "cadres": (["姓名", "单位", "职务", "任职日期"], lambda n: [f"干部{n}号", "江平县", "干部", "2026-01-01"]),
        "logs": (
            ["走访日期", "走访形式", "走访干部", "基本情况"],
            lambda n: ["2026-03-08", "座谈会", "张三", f"第{n}次"],
        ),
    }
    head, row = heads[kind]
    content = book_of(head, *(row(number) for number in range(60)))
    with django_assert_max_num_queries(60):
        batch, _plan = bring_in(kind, content, unit=county, by=admin, at=noon)
    assert batch.counts["new"] == 60


def test_only_roles_of_the_unit_bring_in(county, noon):
    from django.core.exceptions import PermissionDenied

    town = make.make_unit("河口镇", parent=county)
    reader = make.make_user(role="auditor", unit=county)
    with pytest.raises(PermissionDenied):
        importing.check_in("units", unit=town, file_name="表", digest="", rows=[], unknown=[], by=reader, at=noon)
