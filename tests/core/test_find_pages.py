"""One box over everything that the user may see; what it must not find: tests/petitions/test_protection_find.py."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.reindexing import reindex
from tests import factories as make
from tests.factories_petitions import make_case
from visits.models import Matter

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 2)


@pytest.fixture
def town():
    """A county with a town, and somebody of every sort to be found in it."""
    county = make.make_unit("清河县", kind="county")
    unit = make.make_unit("青山镇", parent=county, kind="township")
    cadre = make.make_cadre("张建国", unit=unit, title="副镇长")
    secretary = make.make_user("secretary", role="secretary", unit=unit)
    make.make_point("红星村", unit=unit)
    home = make.make_household("单国强", unit=unit, group_name="三组")
    make.make_resident("单小梅", unit=unit, household=home)
    log = make.make_log(cadre, unit=unit, by=secretary, day=DAY, targets=(home,), content="看望老人，村口的路灯不亮。")
    Matter.objects.create(log=log, text="盼望早日修好路灯。", unit=unit, unit_path=unit.path)
    make_case(unit, text="村里的路灯坏了半年。")
    reindex()
    return unit


@pytest.fixture
def find(client, town):
    """Titles of what the secretary of the town finds, by kind."""
    client.force_login(User.objects.get(username="secretary"))

    def ask(text, **more):
        groups = client.get("/find/", {"q": text, **more}).context["groups"]
        return {group.source.kind: [shown.hit.title for shown in group.hits] for group in groups}

    return ask


def test_two_characters_are_enough_and_more_say_more(find):
    for text in ("路灯", "　路灯 ", "的路灯", "路灯 坏了", "路灯坏了", "路灯坏了半"):
        assert find(text)["cases"] == ["信〔2026〕1号 村里的路灯坏了半年。"], text


def test_logs_matters_and_cases_are_found_by_what_was_written(find):
    assert find("路灯") == {
        "visits": ["入户走访：单国强"],
        "matters": ["盼望早日修好路灯。"],
        "cases": ["信〔2026〕1号 村里的路灯坏了半年。"],
    }


def test_people_places_and_numbers_are_found_by_name_and_initials(find):
    for text, kind, title in (
        ("建国", "cadres", "张建国"),
        ("zjg", "cadres", "张建国"),
        ("ZJ", "cadres", "张建国"),
        ("ＺＪ", "cadres", "张建国"),
        ("sgq", "households", "单国强"),
        ("小梅", "residents", "单小梅"),
        ("hxc", "points", "红星村"),
        ("青山", "units", "青山镇"),
        ("qsz", "units", "青山镇"),
        ("2026〕1号", "cases", "信〔2026〕1号 村里的路灯坏了半年。"),
    ):
        assert title in find(text)[kind], text


def test_what_stands_nowhere_is_not_found(find):
    for text in ("灯路", "灯了", "路灯 桥梁", "路灯半年", "gz", "不存在"):
        assert find(text) == {}, text


def test_one_character_is_too_little_and_is_said_to_be(client, find):
    assert find("灯") == {}
    assert "请至少输入两个字" in client.get("/find/?q=灯").content.decode()


def test_nothing_found_says_what_cannot_be_found(client, find):
    find("")
    assert "信访人身份加密保存" in client.get("/find/?q=不存在").content.decode()


def test_the_words_are_marked_and_stay_in_the_box(client, find):
    find("")
    page = client.get("/find/?q=路灯").content.decode()
    assert 'value="路灯"' in page
    assert "看望老人，村口的<mark>路灯</mark>不亮。" in page
    assert "<mark>建国</mark>" in client.get("/find/?q=jg").content.decode()


def test_what_was_asked_is_not_read_as_html(client, find):
    find("")
    assert "<script>alert" not in client.get("/find/", {"q": "<script>alert(1)</script>"}).content.decode()


def test_one_kind_is_leafed_through(client, find, town):
    for number in range(30):
        make.make_household(f"王家{number}", unit=town)
    reindex()
    assert len(find("王家")["households"]) == 5
    assert len(find("王家", kind="households")["households"]) == 25
    assert len(find("王家", kind="households", page=2)["households"]) == 5
    page = client.get("/find/?q=王家&kind=households&page=2")
    assert page.context["groups"][0].more == ""
    assert "page" not in page.context["earlier"]


def test_odd_addresses_are_answered(client, find):
    find("")
    for query in ("kind=nothing", "page=x", "page=99999", "kind=units&page=0", "page=²"):
        assert client.get(f"/find/?q=青山&{query}").status_code == 200, query


def test_entries_of_the_menu_are_found_as_well(client, find):
    find("")
    nav = client.get("/find/?q=zbb").context["nav"]
    assert [entry.url for entry in nav.asked_for] == ["/rotas/"]


def test_every_hit_opens(client, find):
    find("")
    for text in ("路灯", "青山", "红星", "单国", "单小", "建国"):
        for group in client.get("/find/", {"q": text}).context["groups"]:
            for shown in group.hits:
                assert client.get(shown.hit.url).status_code == 200, shown.hit


def test_who_may_not_see_a_row_does_not_find_it(client, town):
    stranger = make.make_unit("白水镇", parent=town.parent, kind="township")
    client.force_login(make.make_user("stranger", role="secretary", unit=stranger))
    for text in ("路灯", "青山", "红星", "单国", "单小", "建国", "zjg", "信访"):
        groups = client.get("/find/", {"q": text}).context["groups"]
        assert groups == [], text


def test_withdrawn_visits_and_their_matters_are_not_found(find, town):
    log = Matter.objects.get().log
    log.state, log.withdrawn_reason = "withdrawn", "填错"
    log.save()
    assert set(find("路灯")) == {"cases"}


def test_a_confidential_talk_is_not_found_even_where_its_kind_was_open_before(client, find, town):
    cadre = make.make_cadre("李芳", unit=town)
    fields = {"unit": town, "by": make.make_user("lf", cadre=cadre), "day": DAY}
    make.make_log(cadre, kind="heart_to_heart", talk="家里有困难，思想有波动。", **fields)
    make.make_log(cadre, kind="heart_to_heart", content="从前写下的心里话。", **fields)
    reindex()
    for user in ("secretary", "lf"):
        client.force_login(User.objects.get(username=user))
        for text in ("思想", "波动", "从前", "心里话"):
            assert client.get("/find/", {"q": text}).context["groups"] == []


def test_encrypted_facts_and_the_kind_of_a_household_are_not_found(find, town):
    secret = {"phone": "13812345678", "address": "柳荫胡同八号", "hardship": "慢性肾病", "kind": "hardship"}
    make.make_household("赵大勇", unit=town, **secret)
    make.make_cadre("孙丽", unit=town, phone="13912345678")
    reindex()
    for text in ("1381234", "45678", "柳荫", "胡同", "慢性", "肾病", "困难户", "hardship"):
        assert find(text) == {}, text
    assert find("赵大勇") == {"households": ["赵大勇"]}


def test_a_household_merged_into_another_is_found_once(find, town):
    kept = make.make_household("钱多多", unit=town)
    make.make_household("钱多多", unit=town, merged_into=kept, removed_on=DAY)
    reindex()
    assert find("钱多") == {"households": ["钱多多"]}


def test_finding_takes_as_many_queries_for_few_rows_as_for_many(find, town, client):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/find/?q=路灯").status_code == 200
        return len(queries)

    count()  # what is read once for all, is
    once = count()
    log = Matter.objects.get().log
    cadre = log.participants.get().cadre
    for number in range(3):
        home = make.make_household(f"户{number}", unit=town)
        more = make.make_log(cadre, unit=town, by=log.recorded_by, day=DAY, targets=(home,), content="路灯")
        Matter.objects.create(log=more, text="修路灯", unit=town, unit_path=town.path)
        make_case(town, text="路灯坏了。")
    reindex()
    assert count() == once <= 30


def test_who_is_logged_out_is_asked_to_log_in(client):
    assert client.get("/find/?q=路灯")["Location"].startswith("/login/")


def test_the_box_stands_above_every_page_but_its_own(client, find):
    find("")
    assert "topbar-find" in client.get("/inbox/").content.decode()
    page = client.get("/find/").content.decode()
    assert "topbar-find" not in page
    assert page.count('name="q"') == 1
