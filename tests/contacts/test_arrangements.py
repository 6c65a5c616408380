"""The annual arrangement: drafted, copied forward, published, and read as a table."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from contacts import actions, quota
from contacts.models import Arrangement, Pairing
from contacts.selectors.arrangements import Sheet, left_behind
from contacts.selectors.document import Document
from core.errors import DomainError
from core.models import InboxItem
from tests.contacts.conftest import DAY, NOW
from tests.factories import make_cadre, make_household, make_pairing, make_point, make_user

FIRST, LAST = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)


def draft_of(world, year=2026):
    return actions.create_arrangement(unit=world.county, year=year, title=f"{year}年度安排", by=world.keeper, at=NOW)


def put(world, arrangement, cadre, target, **fields):
    year = {"start": FIRST.replace(year=arrangement.year), "end": LAST.replace(year=arrangement.year)}
    return make_pairing(cadre, target, unit=world.office, arrangement=arrangement, **(year | fields))


def publication(**changes):
    data = {"title": "2026年度安排", "number": "长办发〔2026〕5号", "published_on": DAY, "addressee": "", "body": ""}
    return data | changes


def publish(world, arrangement, **changes):
    return actions.publish_arrangement(arrangement, data=publication(**changes), by=world.keeper, at=NOW)


@pytest.fixture
def last_year(world):
    """2025 as it was published: two points and a household held by two cadres."""
    arrangement = Arrangement.objects.create(
        unit=world.county, year=2025, title="2025年度安排", state="published", published_on=FIRST, number="1号"
    )
    put(world, arrangement, world.wang, world.point)
    put(world, arrangement, world.zhao, make_point("红旗果园", unit=world.village))
    put(world, arrangement, world.wang, world.household, category="hardship_household")
    return arrangement


@pytest.fixture
def owed(monkeypatch):
    """Everybody owes one to two villages."""
    ask = lambda ids, on: [quota.Quota(key, "village_or_community", 1, 2, "第三条") for key in ids]  # noqa: E731
    monkeypatch.setattr(quota, "_providers", [ask])


def test_there_is_one_arrangement_for_a_unit_and_year(world):
    draft_of(world)
    with pytest.raises(DomainError, match="已有2026年度的联系安排"):
        draft_of(world)
    with pytest.raises(DomainError, match="年度应在"):
        draft_of(world, year=2030)


def test_only_keepers_begin_one(world):
    with pytest.raises(PermissionDenied):
        actions.create_arrangement(unit=world.county, year=2026, title="x", by=world.office_secretary, at=NOW)


def test_what_still_stands_is_copied_forward(world, last_year):
    draft = draft_of(world)
    report = actions.copy_forward(draft, by=world.keeper, at=NOW)
    assert (report.copied, report.left_out) == (3, ())
    copy = draft.pairings.get(contact_point=world.point)
    assert (copy.cadre, copy.unit, copy.start, copy.end) == (world.wang, world.office, FIRST, LAST)


def test_the_report_says_what_was_left_out_and_why(world, last_year):
    world.point.withdrawn_on = FIRST
    world.point.save()
    world.zhao.posts.update(end=datetime.date(2025, 6, 30), start=datetime.date(2025, 1, 1))
    category = world.category("hardship_household")
    category.retired_on = FIRST
    category.save()
    report = actions.copy_forward(draft_of(world), by=world.keeper, at=NOW)
    assert report.copied == 0
    assert {str(item.pairing.target): item.reason for item in report.left_out} == {
        "石门村服务站": "联系对象已于2026-01-01撤销或移出登记册",
        "红旗果园": "赵敏届时不在本单位任职",
        "李大山": "类别“困难户”已停用",
    }


def test_copying_twice_adds_nothing(world, last_year):
    draft = draft_of(world)
    actions.copy_forward(draft, by=world.keeper, at=NOW)
    assert actions.copy_forward(draft, by=world.keeper, at=NOW).copied == 0
    assert draft.pairings.count() == 3


def test_what_ended_before_the_years_end_is_not_copied(world, last_year):
    last_year.pairings.filter(cadre=world.zhao).update(end=datetime.date(2025, 8, 1))
    assert actions.copy_forward(draft_of(world), by=world.keeper, at=NOW).copied == 2


@pytest.mark.parametrize("count", [1, 3])
def test_copying_costs_the_same_for_one_and_three(world, last_year, count, django_assert_num_queries):
    keep = list(last_year.pairings.values_list("pk", flat=True))[:count]
    last_year.pairings.exclude(pk__in=keep).delete()
    draft = draft_of(world)
    assert world.keeper.access
    with django_assert_num_queries(10):
        actions.copy_forward(draft, by=world.keeper, at=NOW)


def test_what_was_taken_out_of_the_draft_is_listed_as_left_behind(world, last_year):
    draft = draft_of(world)
    actions.copy_forward(draft, by=world.keeper, at=NOW)
    actions.remove_pairing(draft.pairings.get(contact_point=world.point), by=world.keeper, at=NOW)
    assert [(str(item.pairing.target), item.reason) for item in left_behind(draft)] == [
        ("石门村服务站", "未列入本年草稿")
    ]


def test_a_pairing_of_a_draft_is_changed_with_the_same_guards(world):
    draft = draft_of(world)
    pairing = put(world, draft, world.wang, world.point)
    terms = actions.Terms(world.office, world.point, pairing.category, FIRST, LAST, world.zhao, arrangement=draft)
    assert actions.change_pairing(pairing, terms, by=world.keeper, at=NOW, version=0).cadre == world.zhao
    with pytest.raises(DomainError, match="已被他人修改"):
        actions.change_pairing(pairing, terms, by=world.keeper, at=NOW, version=0)
    outsider = make_cadre(unit=world.elsewhere)
    bad = actions.Terms(world.office, world.point, pairing.category, FIRST, LAST, outsider, arrangement=draft)
    with pytest.raises(DomainError, match="不是“农业农村局”的干部"):
        actions.change_pairing(pairing, bad, by=world.keeper, at=NOW, version=1)


def test_publishing_puts_the_pairings_in_force_and_tells_the_paired(world):
    draft = draft_of(world)
    put(world, draft, world.wang, world.point)
    user = make_user(cadre=world.wang)
    assert not Pairing.objects.in_force(DAY).exists()
    published = publish(world, draft)
    assert (published.state, published.number, published.published_on) == ("published", "长办发〔2026〕5号", DAY)
    assert Pairing.objects.in_force(DAY).count() == 1
    notice = InboxItem.objects.get(user=user)
    assert notice.url == published.get_absolute_url()


def test_publishing_ends_what_last_year_left_open(world, last_year):
    last_year.pairings.update(end=None)
    draft = draft_of(world)
    put(world, draft, world.wang, world.point)
    publish(world, draft)
    assert set(last_year.pairings.values_list("end", flat=True)) == {datetime.date(2025, 12, 31)}


def test_an_empty_draft_a_future_day_and_a_used_number_are_refused(world, last_year):
    draft = draft_of(world)
    with pytest.raises(DomainError, match="还没有结对"):
        publish(world, draft)
    put(world, draft, world.wang, world.point)
    with pytest.raises(DomainError, match="不能晚于今天"):
        publish(world, draft, published_on=DAY + datetime.timedelta(days=1))
    with pytest.raises(DomainError, match="已用于另一份安排"):
        publish(world, draft, number="1号")
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_pairing_that_no_longer_holds_good_stops_the_publication(world):
    draft = draft_of(world)
    put(world, draft, world.wang, world.point)
    world.point.withdrawn_on = FIRST
    world.point.save()
    with pytest.raises(DomainError, match=r"有1个结对已不成立.*石门村服务站"):
        publish(world, draft)


def test_what_is_published_is_frozen(world):
    draft = draft_of(world)
    pairing = put(world, draft, world.wang, world.point)
    publish(world, draft)
    terms = actions.Terms(world.office, world.point, pairing.category, FIRST, LAST, world.zhao, arrangement=draft)
    for write in (
        lambda: actions.remove_pairing(pairing, by=world.keeper, at=NOW),
        lambda: actions.change_pairing(pairing, terms, by=world.keeper, at=NOW),
        lambda: actions.copy_forward(draft, by=world.keeper, at=NOW),
        lambda: publish(world, draft),
    ):
        with pytest.raises(DomainError, match="已经公布"):
            write()


def rows_of(sheet):
    return {str(row.cadre or row.unit): row for _codes, row in sheet.rows()}


def test_the_table_shows_gaps_against_the_quota(world, owed):
    draft = draft_of(world)
    put(world, draft, world.wang, world.point)
    rows = rows_of(Sheet(draft, on=DAY))
    assert [(cell.category.code, cell.missing) for cell in rows["王建国"].cells] == [("village_or_community", 0)]
    assert rows["赵敏"].has_gap


def test_more_than_the_most_is_shown_as_too_many(world, owed):
    draft = draft_of(world)
    for _number in range(3):
        put(world, draft, world.wang, make_point(unit=world.village))
    [cell] = rows_of(Sheet(draft, on=DAY))["王建国"].cells
    assert cell.excess == 1


def test_another_category_that_counts_fills_the_same_gap(world, monkeypatch):
    ask = lambda ids, on: [  # noqa: E731
        quota.Quota(key, "hardship_household", 1, None, "第二条", ("registered_poor_household",)) for key in ids
    ]
    monkeypatch.setattr(quota, "_providers", [ask])
    draft = draft_of(world)
    put(world, draft, world.wang, world.household, category="registered_poor_household")
    rows = rows_of(Sheet(draft, on=DAY))
    assert not rows["王建国"].has_gap
    assert rows["赵敏"].has_gap


def test_what_is_held_beside_the_arrangement_counts_towards_the_quota(world, owed):
    make_pairing(world.wang, world.point, unit=world.office)
    assert not rows_of(Sheet(draft_of(world), on=DAY))["王建国"].has_gap


def test_cadres_of_a_unit_with_an_arrangement_of_its_own_are_left_to_it(world, owed):
    Arrangement.objects.create(unit=world.office, year=2026, title="局安排")
    assert set(rows_of(Sheet(draft_of(world), on=DAY))) == {"钱有福"}


def test_overlaps_and_points_that_nobody_has(world):
    draft = draft_of(world)
    free = make_point("闲置点", unit=world.village)
    put(world, draft, world.wang, world.point)
    put(world, draft, world.zhao, world.point)
    sheet = Sheet(draft, on=DAY)
    assert [(str(item.target), item.holders) for item in sheet.overlaps()] == [("石门村服务站", ["王建国", "赵敏"])]
    assert list(sheet.unheld()) == [free]


def test_leaders_who_owe_the_same_stand_in_one_table_and_units_in_their_own(world, owed):
    draft = draft_of(world)
    put(world, draft, world.wang, world.point)
    put(world, draft, None, world.household, category="entitled_household", contact_person=world.zhao)
    sheet = Sheet(draft, on=DAY)
    sections = sheet.sections(sheet.rows())
    assert [section.of_units for section in sections] == [False, True]
    assert sections[0].clauses == "第三条"
    assert {len(row.cells) for section in sections for row in section.rows} == {1}


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_costs_the_same_for_one_and_three(world, owed, count, django_assert_num_queries):
    draft = draft_of(world)
    for _number in range(count):
        put(world, draft, world.wang, make_household(unit=world.village), category="hardship_household")
    with django_assert_num_queries(6):
        sheet = Sheet(draft, on=DAY)
        sheet.sections(sheet.rows())
        assert len(sheet.overlaps()) == 0


def test_the_document_is_what_went_out_and_lists_later_changes(world):
    draft = draft_of(world)
    old = put(world, draft, world.wang, world.point)
    published = publish(world, draft)
    actions.replace_holder(old, to=world.zhao, on=DAY, reason="调岗", by=world.keeper, at=NOW)
    document = Document(published)
    [section] = document.sections
    assert [str(row.cadre) for row in section.rows] == ["王建国"]
    assert [(row.added_later, str(row.cadre)) for row in document.changes] == [(False, "王建国"), (True, "赵敏")]


def test_the_document_writes_its_own_body_and_addresses_with_a_colon(world):
    draft = draft_of(world)
    put(world, draft, world.wang, world.point)
    document = Document(publish(world, draft, addressee="各乡镇、街道。", title="关于印发《2026年度安排》的通知"))
    assert document.addressee == "各乡镇、街道："
    assert document.enclosure == "2026年度安排"
    assert "1名干部" in document.paragraphs[0]
    document.arrangement.body = "第一段。\n\n第二段。"
    assert document.paragraphs == ["第一段。", "第二段。"]
