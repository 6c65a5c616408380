"""What the pages of duties say and where they lead: sums, explanations, differences between versions, burden."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Leave, Secondment
from duties.models import Obligation, RulebookVersion
from tests.factories import make_cadre, make_point, make_unit, make_user
from tests.factories_duties import BOOKS, County, day, load_book, owed, put_in_force

pytestmark = pytest.mark.django_db
BEHIND, BURDEN = "duties:behind", "duties:burden"


@pytest.fixture(autouse=True)
def _today(monkeypatch, noon):
    monkeypatch.setattr("core.clock.today", lambda: noon.date())
    monkeypatch.setattr("core.clock.now", lambda: noon)


@pytest.fixture
def county() -> County:
    return County("r01")


@pytest.fixture
def leader(county):
    cadre = county.leader("township", name="李明")
    cadre.user_ = make_user("liming", cadre=cadre)
    county.recompute("11-20")
    return cadre


def table(answer) -> str:
    text = answer.content.decode()
    return text[text.index("<tbody") :] if "<tbody" in text else ""


# --- who is behind ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("by", "label", "query"),
    [
        ("unit", "township一", "unit={unit}"),
        ("rule", "1.6 乡镇领导每月驻村", "rule=r01%3A1.6"),
        ("person", "李明", "person=%E6%9D%8E%E6%98%8E"),
    ],
)
def test_who_is_behind_is_summed_up_and_each_sum_leads_to_its_rows(log_in, county, leader, by, label, query):
    client = log_in(county.clerk)
    page = client.get(reverse(BEHIND), {"by": by, "state": "all"})
    line = next(line for line in page.context["groups"] if line.label == label)
    assert query.format(unit=county.unit("township").pk) in line.query
    rows = client.get(f"{reverse(BEHIND)}?{line.query}").context["count"]
    assert rows == line.count > 0


def test_the_sums_take_the_same_queries_for_one_and_three(log_in, county, leader):
    client = log_in(county.clerk)
    for by in ("unit", "rule", "person"):
        client.get(reverse(BEHIND), {"by": by})
        with CaptureQueriesContext(connection) as one:
            client.get(reverse(BEHIND), {"by": by})
        county.leader("township", name=f"同事{by}")
        county.leader("street", name=f"街道{by}")
        county.recompute("11-20")
        with CaptureQueriesContext(connection) as three:
            client.get(reverse(BEHIND), {"by": by})
        assert len(three) == len(one), by


def test_only_rules_that_somebody_in_sight_owes_can_be_picked(log_in, county, leader):
    elsewhere = make_unit("别的县", kind="county")
    load_book("r10", elsewhere)
    secretary = make_user(role="secretary", unit=county.unit("township"))
    form = log_in(secretary).get(reverse(BEHIND)).context["filter_form"]
    offered = [key for key, _label in form.fields["rule"].choices]
    assert "r01:1.6" in offered and "r01:1.4" not in offered
    assert not any(key.startswith("r10") for key in offered)


def test_a_unit_is_found_by_its_name_as_one_who_answers(log_in, county, leader):
    page = log_in(county.clerk).get(reverse(BEHIND), {"person": "李", "state": "all"})
    assert page.context["count"] > 0
    assert log_in(county.clerk).get(reverse(BEHIND), {"person": "查无此人"}).context["count"] == 0


def test_a_unit_that_no_database_holds_is_no_unit(log_in, county, leader):
    assert log_in(county.clerk).get(reverse(BEHIND), {"unit": "9" * 30}).status_code == 200


def test_nobody_overdue_tells_how_to_see_the_rest(log_in, county):
    assert "全部未完成" in log_in(county.clerk).get(reverse(BEHIND)).content.decode().split("</form>")[-1]


# --- burden -------------------------------------------------------------------------------------------------
def test_burden_says_by_which_days_and_number_and_marks_its_menu_entry(log_in, county):
    page = log_in(county.clerk).get(reverse(BURDEN))
    assert "2026年1月1日至2026年11月20日到访干部不少于10人" in page.content.decode()
    current = [entry for section in page.context["nav"].sections for entry in section.entries if entry.current]
    assert [entry.url for entry in current] == [reverse(BEHIND)]


def test_a_point_that_many_visited_leads_to_its_page(log_in, county, leader):
    point = make_point("柳树村", unit=county.unit("village"))
    county.log(leader, "on_site", "11-03", "", point)
    assert "柳树村" not in table(log_in(county.clerk).get(reverse(BURDEN)))
    page = table(log_in(county.clerk).get(reverse(BURDEN), {"least": "1"}))
    assert point.get_absolute_url() in page


# --- why ----------------------------------------------------------------------------------------------------
def explained(log_in, row: Obligation, user) -> str:
    return log_in(user).get(row.get_absolute_url()).content.decode()


def test_days_of_leave_and_secondment_are_named(log_in, county, leader):
    Leave.objects.create(cadre=leader, kind="sick", start=day("11-02"), end=day("11-05"))
    Secondment.objects.create(cadre=leader, host=county.unit("village"), start=day("11-24"), end=day("11-30"))
    county.recompute("11-20")
    page = explained(log_in, owed("1.6", leader, "11-01"), leader.user_)
    assert "2026-11-02至2026-11-05：请假" in page
    assert "2026-11-24至2026-11-30：下派" in page
    assert "2026-11-06至2026-11-23" in page


def test_days_before_joining_are_named(log_in, county):
    late = make_cadre("新来", unit=county.unit("township"), position="leadership_member", start=day("11-11"))
    county.recompute("11-20")
    page = explained(log_in, owed("1.6", late, "11-01"), make_user(cadre=late))
    assert "2026-11-01至2026-11-10：不在规定的岗位" in page


def test_days_before_a_pairing_are_named(log_in, county, leader):
    point = make_point("柳树村", unit=county.unit("village"))
    county.pair(leader, point, "village_or_community", start=day("09-01"))
    county.recompute("11-20")
    page = explained(log_in, owed("1.10", leader), leader.user_)
    assert "2026-01-01至2026-08-31：没有结对的联系对象" in page


def test_days_before_the_regulation_are_named(log_in, county, leader):
    load_book("r12", county.root, effective_from=day("11-11"))
    text = (BOOKS / "r01.yaml").read_text(encoding="utf-8").replace("rulebook: r01", "rulebook: r01b")
    put_in_force(text, county.root, effective_from=day("11-11"))
    county.recompute("11-20")
    row = Obligation.objects.get(rule__version__rulebook__code="r01b", rule__code="1.6", window_start=day("11-01"))
    assert "2026-11-01至2026-11-10：制度尚未施行" in explained(log_in, row, leader.user_)


def test_what_the_rule_counts_can_be_read_where_something_did_not_count(log_in, county, leader):
    page = explained(log_in, owed("1.6", leader, "11-01"), leader.user_)
    for words in ("乡镇的主要负责人、班子成员", "同吃同住", "到期前10天、4天提醒"):
        assert words in page


def test_a_window_that_is_over_is_entered_with_its_day_and_says_so(log_in, county, leader):
    row = owed("1.6", leader, "10-01")
    page = explained(log_in, row, leader.user_)
    assert "时段已经结束" in page and "补记走访" in page
    answer = log_in(leader.user_).get(reverse("duties:record", args=[row.pk]))
    assert "day=2026-10-31" in answer.url


def test_a_secretary_enters_it_for_the_cadre_and_an_auditor_does_not(log_in, county, leader):
    row = owed("1.6", leader, "11-01")
    record = reverse("duties:record", args=[row.pk])
    secretary = make_user(role="secretary", unit=county.unit("township"))
    auditor = make_user(role="auditor", unit=county.root)
    assert record in explained(log_in, row, secretary)
    assert record not in explained(log_in, row, auditor)


def test_a_member_of_the_unit_is_led_back_to_where_they_may_go(log_in, county):
    load_book("r14", county.root)
    member = make_user(cadre=county.leader("township"))
    county.recompute("11-20")
    row = Obligation.objects.filter(unit=county.unit("township"), met_on=None).begun(day("11-20")).first()
    page = explained(log_in, row, member)
    assert reverse("duties:mine") in page and reverse(BEHIND) not in page


# --- my duties ----------------------------------------------------------------------------------------------
def test_what_is_missing_stands_with_the_progress(log_in, county, leader):
    assert "还差3天（应连续3天）" in log_in(leader.user_).get(reverse("duties:mine")).content.decode()


def test_what_a_unit_missed_in_days_past_is_folded(log_in, county, leader):
    load_book("r03", county.root)
    county.recompute("11-20")
    page = log_in(leader.user_).get(reverse("duties:mine"))
    assert page.context["bodies_past"]
    assert all(line.is_past for line in page.context["bodies_past"])
    assert not any(line.is_past for line in page.context["bodies"])


# --- regulations --------------------------------------------------------------------------------------------
def test_a_version_shows_what_it_changed_before_and_after(log_in, county, leader):
    text = (BOOKS / "r01.yaml").read_text(encoding="utf-8").replace("least: 7", "least: 8")
    put_in_force(text, county.root, effective_from=day("12-01"))
    book = RulebookVersion.objects.first().rulebook
    page = log_in(leader.user_).get(book.get_absolute_url(), {"version": "2"}).content.decode()
    assert "第2版与上一版的差别" in page and "不少于7天</del>" in page and "不少于8天</ins>" in page
    assert "与上一版的差别" not in log_in(leader.user_).get(book.get_absolute_url()).content.decode()


def test_each_rule_can_be_changed_by_who_may_write(log_in, county, leader):
    book = RulebookVersion.objects.get().rulebook
    change = f"{reverse('duties:rule_write', args=[book.pk])}?code=1.6"
    assert change in log_in(county.clerk).get(book.get_absolute_url()).content.decode()
    assert change not in log_in(leader.user_).get(book.get_absolute_url()).content.decode()


def test_what_is_the_same_as_before_cannot_be_put_in_force(log_in, county, noon):
    text = (BOOKS / "r01.yaml").read_text(encoding="utf-8")
    data = {"source": text, "unit": county.root.pk, "start": noon.date() + datetime.timedelta(days=1), "preview": "1"}
    page = log_in(county.clerk).post(reverse("duties:rulebook_upload"), data).content.decode()
    assert "与现行版本相同" in page and 'name="confirm"' not in page


def test_the_preview_names_whom_a_rule_binds(log_in, county, leader, noon):
    text = (BOOKS / "r01.yaml").read_text(encoding="utf-8").replace("least: 7", "least: 8")
    data = {"source": text, "unit": county.root.pk, "start": noon.date(), "preview": "1"}
    shown = log_in(county.clerk).post(reverse("duties:rulebook_upload"), data).context["preview"]
    assert [rule.code for rule in shown.changed] == ["1.4"]
    rule = next(rule for rule in shown.unchanged if rule.code == "1.6")
    assert (rule.binds, rule.names, rule.unnamed) == (1, ["李明"], 0)


def test_a_yearly_rule_is_tested_against_the_last_whole_year(log_in, county, noon):
    veteran = make_cadre("老同志", unit=county.unit("department"), position="head", start=day("2024-01-01"))
    point = make_point("柳树村", unit=county.unit("village"))
    county.pair(veteran, point, start=day("2025-01-01"))
    for on in ("2025-03-01", "2025-05-01", "2025-07-01", "2025-09-01"):
        county.log(veteran, "on_site", on, "", point)
    text = (BOOKS / "r01.yaml").read_text(encoding="utf-8").replace("least: 7", "least: 8")
    data = {"source": text, "unit": county.root.pk, "start": noon.date(), "preview": "1"}
    shown = log_in(county.clerk).post(reverse("duties:rulebook_upload"), data).context["preview"]
    rule = next(rule for rule in shown.rules if rule.code == "1.9")
    assert (rule.owed_last_year, rule.met_last_year) == (1, 1)
