"""The pages: who sees them, what they show, and how many queries they take."""

import pytest
from django.urls import reverse

from duties.models import Obligation
from tests.factories import make_cadre, make_household, make_point, make_unit, make_user
from tests.factories_duties import County, owed

pytestmark = pytest.mark.django_db
TODAY = "11-20"


@pytest.fixture(autouse=True)
def _today(monkeypatch, noon):
    monkeypatch.setattr("core.clock.today", lambda: noon.date())
    monkeypatch.setattr("core.clock.now", lambda: noon)


@pytest.fixture
def county() -> County:
    return County("r01", "r07")


@pytest.fixture
def leader(county):
    cadre = county.leader("township", name="李明")
    cadre.user_ = make_user("liming", cadre=cadre)
    county.pair(cadre, make_point("柳树村", unit=county.unit("village")))
    county.pair(cadre, make_household("王大山", unit=county.unit("village")), "hardship_household")
    county.log(cadre, "stay", "11-03", "11-04")
    county.recompute(TODAY)
    return cadre


@pytest.fixture
def row(leader) -> Obligation:
    return owed("1.6", leader, "11-01")


def test_my_duties_lists_what_i_owe_with_progress_and_button(log_in, leader, row):
    page = log_in(leader.user_).get(reverse("duties:mine")).content.decode()
    assert "乡镇领导每月驻村" in page and "2 / 3" in page
    assert reverse("duties:record", args=[row.pk]) in page
    assert "还有10天" in page


def test_my_duties_of_somebody_without_a_cadre_says_so(log_in, county):
    assert "没有对应的干部" in log_in(county.clerk).get(reverse("duties:mine")).content.decode()


def test_why_shows_what_counted_what_did_not_and_what_is_missing(log_in, county, leader, row):
    county.log(leader, "stay", "11-10")
    county.log(leader, "home_visit", "11-12")
    county.log(leader, "stay", "10-30", "10-31", state="withdrawn", withdrawn_reason="重复登记")
    page = log_in(leader.user_).get(row.get_absolute_url()).content.decode()
    for words in ("还需完成", "1天（应连续3天）", "2026年11月28日"):
        assert words in page
    for words in ("不在最长的连续天数内", "走访形式不符", "记录已撤回"):
        assert words in page


def test_why_of_assignments_shows_each_category(log_in, leader):
    page = log_in(leader.user_).get(owed("1.2", leader, "2026-01-01").get_absolute_url()).content.decode()
    assert "老党员" in page and "未落实" in page


def test_record_leads_to_the_form_filled_in(log_in, county, leader):
    festival = Obligation.objects.get(rule__code="7.2", cadre=leader, window_name="spring_festival")
    answer = log_in(leader.user_).get(reverse("duties:record", args=[festival.pk]))
    target = f"household-{festival.pairing.household_id}"
    filled = f"kind=courtesy_visit&target={target}&day={festival.window_end}"  # the festival is over
    assert answer.url == f"{reverse('visits:create')}?{filled}"


def test_record_by_a_secretary_names_the_cadre(log_in, county, leader, row):
    secretary = make_user(role="secretary", unit=county.unit("township"))
    answer = log_in(secretary).get(reverse("duties:record", args=[row.pk]))
    assert f"cadre={leader.pk}" in answer.url


@pytest.mark.parametrize("page", ["mine", "behind", "rulebooks", "rulebook_upload"])
def test_a_stranger_is_asked_to_log_in(client, page):
    answer = client.get(reverse(f"duties:{page}"))
    assert answer.status_code == 302 and reverse("accounts:login") in answer.url


@pytest.mark.parametrize("page", ["detail", "record"])
def test_a_stranger_sees_no_duty(client, row, page):
    assert client.get(reverse(f"duties:{page}", args=[row.pk])).status_code == 302


@pytest.mark.parametrize("page", ["detail", "record"])
def test_another_unit_sees_no_duty(log_in, county, row, page):
    other = make_user(cadre=county.cadre("department"))
    assert log_in(other).get(reverse(f"duties:{page}", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("role", ["secretary", "auditor", "leader", "organisation_admin"])
def test_who_answers_for_the_unit_sees_the_duty_and_who_is_behind(log_in, county, row, role):
    client = log_in(make_user(role=role, unit=county.unit("township")))
    assert client.get(row.get_absolute_url()).status_code == 200
    assert "李明" in client.get(reverse("duties:behind")).content.decode()


def test_a_cadre_does_not_see_who_is_behind(log_in, leader):
    assert log_in(leader.user_).get(reverse("duties:behind")).status_code == 403


def test_behind_is_narrowed_to_the_own_part_of_the_tree(log_in, county, leader):
    elsewhere = make_user(role="secretary", unit=county.unit("department"))
    assert "李明" not in log_in(elsewhere).get(reverse("duties:behind")).content.decode()


def test_behind_filters_by_rule_person_and_state(log_in, county, leader):
    client = log_in(county.clerk)
    url = reverse("duties:behind")
    assert "乡镇领导每月驻村" not in table(client.get(url, {"rule": "r07:7.1"}))
    assert "李明" not in table(client.get(url, {"person": "赵"}))
    assert "2026年11月" in table(client.get(url, {"state": "all", "rule": "r01:1.6"}))
    assert "2026年11月" not in table(client.get(url, {"rule": "r01:1.6"}))


def table(answer) -> str:
    text = answer.content.decode()
    return text[text.index("<tbody") :] if "<tbody" in text else ""


def test_lists_take_the_same_queries_for_one_and_three(log_in, county, leader, django_assert_num_queries):
    def count(url: str, user) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client = log_in(user)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    urls = [(reverse("duties:mine"), leader.user_), (reverse("duties:behind"), county.clerk)]
    before = [count(url, user) for url, user in urls]
    for _number in range(2):
        colleague = county.leader("township")
        county.pair(leader, make_household(unit=county.unit("village")), "hardship_household")
        county.pair(colleague, make_household(unit=county.unit("village")), "hardship_household")
    county.recompute(TODAY)
    assert [count(url, user) for url, user in urls] == before


def test_everybody_reads_the_regulations_that_bind_them(log_in, county, leader):
    client = log_in(leader.user_)
    assert "领导干部基层联系点制度" in client.get(reverse("duties:rulebooks")).content.decode()
    book = owed("1.6", leader, "11-01").rule.version.rulebook
    page = client.get(book.get_absolute_url()).content.decode()
    assert "第八条" in page and "不少于连续3天" in page and "载入新版本" not in page


def test_regulations_of_another_organisation_are_invisible(log_in, leader):
    other = make_unit("别的县", kind="county")
    client = log_in(make_user(cadre=make_cadre(unit=other)))
    book = owed("1.6", leader, "11-01").rule.version.rulebook
    assert "领导干部基层联系点制度" not in client.get(reverse("duties:rulebooks")).content.decode()
    assert client.get(book.get_absolute_url()).status_code == 404
    assert client.get(reverse("duties:rulebook_file", args=[book.pk, 1])).status_code == 404


def test_the_file_of_a_version_is_what_was_loaded(log_in, leader):
    version = owed("1.6", leader, "11-01").rule.version
    answer = log_in(leader.user_).get(reverse("duties:rulebook_file", args=[version.rulebook_id, 1]))
    assert answer.content.decode() == version.source
