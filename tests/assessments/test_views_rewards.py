"""Information items from the officer's phone to the answer; who sees them and who may judge (R17.2, R17.4)."""

import datetime
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessments.actions import rewards_adopting
from assessments.models import AdoptionLevel, InformationItem, ItemFeedback, OfficerSettings
from assessments.selectors.rewards import unanswered_since
from core.models import AuditEntry, InboxItem
from petitions.models import Party
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_assessments_rewards import NOON, make_item, make_mine
from tests.factories_petitions import make_case
from visits.actions import seal_matter, solve_matter, withdraw_log
from visits.models import VisitLog

pytestmark = pytest.mark.django_db
MARCH = datetime.date(2026, 3, 10)
LIST = "/assessments/information/"


@pytest.fixture
def mine():
    return make_mine()


def test_an_item_that_accuses_the_officers_deputy_is_not_there_for_the_deputy(mine):
    item = make_item(mine, on=MARCH)
    deputy = make_user(cadre=make_cadre(unit=mine.mine))
    case = make_case(mine.mine, kind="accusation", matter=item.matter)
    Party.objects.create(case=case, cadre=deputy.cadre, role="accused", declared_at=NOON)
    deputy.acting_for = mine.user
    assert item not in InformationItem.objects.visible_to(deputy)
    assert item in InformationItem.objects.visible_to(mine.user)


def page(item, name):
    return reverse(f"assessments:item_{name}", args=[item.pk])


def adopt(mine, item, code="section"):
    return rewards_adopting.adopt(item, code=code, on=MARCH, by=mine.secretary, at=NOON)


def test_an_officer_passes_on_a_matter_in_three_fields(mine, log_in):
    client = log_in(mine.user)
    form = client.get(reverse("assessments:item_report")).content.decode()
    assert "不报送同事的言行" in form and "报送人" not in form
    answer = client.post(
        reverse("assessments:item_report"), {"title": "班车晚点", "text": "夜班职工反映。", "on": "2026-03-10"}
    )
    item = InformationItem.objects.get()
    assert answer.url == item.get_absolute_url()
    assert (item.officer, item.unit, item.log.kind.code) == (mine.officer, mine.shift, "opinion_report")
    assert item.matter.text == "班车晚点\n夜班职工反映。"
    assert item.log.content == ""


def test_who_is_no_officer_reports_nothing(mine, log_in):
    outsider = make_user("outsider", cadre=make_cadre(unit=mine.shift))
    assert log_in(outsider).get(reverse("assessments:item_report")).status_code == 403
    assert log_in(mine.auditor).get(reverse("assessments:item_report")).status_code == 403


def test_the_secretary_writes_down_what_was_handed_in_on_paper(mine, log_in):
    data = {"officer": mine.officer.pk, "title": "澡堂水凉", "text": "夜班反映。", "on": "2026-03-10"}
    log_in(mine.secretary).post(reverse("assessments:item_report"), data)
    assert InformationItem.objects.get().officer == mine.officer


def test_an_item_is_seen_by_its_officer_and_the_readers_above_and_by_nobody_else(mine, client, log_in):
    item = make_item(mine, on=MARCH)
    assert client.get(item.get_absolute_url()).status_code == 302
    seen = [mine.user, mine.section_secretary, mine.secretary, mine.leader, mine.auditor]
    colleague = make_user("colleague", cadre=make_cadre(unit=mine.shift))
    elsewhere = make_unit("西山矿", kind="mine")
    stranger = make_user("stranger", role="secretary", unit=elsewhere)
    for user, status in [*((user, 200) for user in seen), (mine.other_user, 404), (colleague, 404), (stranger, 404)]:
        assert log_in(user).get(item.get_absolute_url()).status_code == status


def test_an_item_whose_matter_is_sealed_is_gone_for_all_but_its_officer(mine, log_in):
    item = make_item(mine, on=MARCH, title="反映班长打人")
    seal_matter(item.matter, by=None, at=NOON)
    for user in (mine.secretary, mine.leader, mine.auditor):
        client = log_in(user)
        assert client.get(item.get_absolute_url()).status_code == 404
        assert "打人" not in client.get(LIST).content.decode()
        assert not [entry for entry in AuditEntry.objects.visible_to(user) if "打人" in entry.label]
    assert log_in(mine.user).get(item.get_absolute_url()).status_code == 200


def test_the_section_adopts_at_its_level_only_and_the_mine_at_both(mine, log_in):
    item = make_item(mine, on=MARCH)
    assert "矿采用" not in log_in(mine.section_secretary).get(page(item, "adopt")).content.decode()
    both = log_in(mine.secretary).get(page(item, "adopt")).content.decode()
    assert "区队（科室）采用（采煤一区，5.00元）" in both and "矿采用（东山矿，30.00元）" in both
    data = {"code": "mine", "on": "2026-03-11"}
    log_in(mine.section_secretary).post(page(item, "adopt"), data)
    assert not item.adoptions.exists()
    log_in(mine.secretary).post(page(item, "adopt"), data)
    assert item.adoptions.get().unit == mine.mine
    assert InboxItem.objects.filter(user=mine.user, title__contains="已采用").exists()


def test_nobody_judges_their_own_item(mine, log_in):
    item = make_item(mine, on=MARCH)
    mine.section_secretary.cadre = mine.officer
    user = make_user("both", role="secretary", unit=mine.section)
    mine.user.cadre = None
    mine.user.save()
    user.cadre = mine.officer
    user.save()
    for name in ("adopt", "refuse", "tell"):
        assert log_in(user).get(page(item, name)).status_code == 403


def test_the_auditor_reads_and_writes_nothing(mine, log_in):
    item = make_item(mine, on=MARCH)
    adoption = adopt(mine, item)
    client = log_in(mine.auditor)
    for name in ("adopt", "refuse", "tell", "edit", "withdraw"):
        assert client.get(page(item, name)).status_code == 403
    assert client.get(reverse("assessments:adoption_reverse", args=[adoption.pk])).status_code == 403
    assert client.get(reverse("assessments:level_set")).status_code == 403


def test_a_refusal_goes_back_to_the_officer_with_its_reason(mine, log_in):
    item = make_item(mine, on=MARCH)
    log_in(mine.section_secretary).post(page(item, "refuse"), {"reason": "上月已经解决。"})
    assert (item.feedback.get().kind, item.feedback.get().text) == ("refused", "上月已经解决。")
    assert InboxItem.objects.filter(user=mine.user, title__contains="未采用").exists()
    assert "上月已经解决。" in log_in(mine.user).get(item.get_absolute_url()).content.decode()
    assert "班车晚点" in log_in(mine.secretary).get(f"{LIST}?state=refused").content.decode()


def test_what_was_refused_can_be_adopted_further_up(mine, log_in):
    item = make_item(mine, on=MARCH)
    log_in(mine.section_secretary).post(page(item, "refuse"), {"reason": "不属于本区。"})
    adopt(mine, item, "mine")
    assert list(InformationItem.objects.adopted()) == [item]
    assert not InformationItem.objects.refused().exists()


def test_the_answer_to_the_matter_goes_back_to_the_officer_once(mine):
    item = make_item(mine, on=MARCH)
    solve_matter(item.matter, by=mine.secretary, at=NOON, on=NOON.date(), reply="已增开一班车。")
    assert rewards_adopting.tell_answers(at=NOON) == 1
    assert rewards_adopting.tell_answers(at=NOON) == 0
    assert ItemFeedback.objects.get().text == "已增开一班车。"
    assert InboxItem.objects.filter(user=mine.user).count() == 1


def test_items_without_an_answer_surface_after_fifteen_days(mine, log_in, settings):
    make_item(mine, on=NOON.date() - datetime.timedelta(days=200), title="很久以前")
    fresh = make_item(mine, on=NOON.date(), title="刚刚报送")
    late = log_in(mine.section_secretary).get(f"{LIST}?state=late").content.decode()
    assert "很久以前" in late and fresh.title not in late
    assert "没有反馈" in log_in(mine.section_secretary).get(LIST).content.decode()
    assert "没有反馈。" not in log_in(mine.user).get(LIST).content.decode()


def test_how_long_an_answer_may_take_is_what_the_nearest_unit_had_set(mine, log_in):
    def set_days(unit, days, *, since):
        OfficerSettings.objects.create(unit=unit, effective_from=since, feedback_days=days, made_at=NOON)

    today = NOON.date()
    week_old = make_item(mine, on=today - datetime.timedelta(days=8), title="上周")
    make_item(mine, on=today - datetime.timedelta(days=8), title="机运队", officer=mine.other_officer)
    assert not unanswered_since(mine.secretary, on=today).exists()
    set_days(mine.mine, 30, since=MARCH)
    set_days(mine.section, 7, since=MARCH)
    set_days(mine.section, 90, since=today)
    assert list(unanswered_since(mine.secretary, on=today)) == [week_old]
    assert list(unanswered_since(mine.auditor, on=today)) == [week_old]
    assert not unanswered_since(mine.user, on=today).exists()


def test_an_item_is_edited_with_its_matter_until_somebody_works_on_it(mine, log_in):
    item = make_item(mine, on=MARCH)
    client = log_in(mine.user)
    client.post(page(item, "edit"), {"title": "井口班车", "text": "晚点一小时。", "version": 0})
    item.refresh_from_db()
    item.matter.refresh_from_db()
    assert (item.title, item.matter.text) == ("井口班车", "井口班车\n晚点一小时。")
    solve_matter(item.matter, by=mine.secretary, at=NOON, on=NOON.date(), reply="已办。")
    answer = client.post(page(item, "edit"), {"title": "改", "text": "改", "version": 1})
    assert "已经在办理，不能再修改" in answer.content.decode()


def test_a_withdrawn_item_and_its_log_go_together(mine, log_in):
    item, other = make_item(mine, on=MARCH), make_item(mine, on=MARCH)
    log_in(mine.user).post(page(item, "withdraw"), {"reason": "误报", "version": 0})
    assert VisitLog.objects.get(pk=item.log_id).state == "withdrawn"
    withdraw_log(other.log, by=mine.user, at=NOON, reason="重复")
    other.refresh_from_db()
    assert (other.withdrawn_reason, other.withdrawn_at) == ("重复", NOON)


def test_the_sum_of_the_ledger_is_that_of_its_rows_whatever_the_filter(mine, log_in):
    one, two = make_item(mine, on=MARCH), make_item(mine, on=MARCH, officer=mine.other_officer)
    make_item(mine, on=datetime.date(2026, 5, 1))
    adopt(mine, one)
    adopt(mine, two, "mine")
    client = log_in(mine.secretary)
    for query, items, earned in [
        ("", 3, "35"),
        ("?level=mine", 1, "30"),
        ("?name=郭", 2, "5"),
        ("?until=2026-04-01", 2, "35"),
        ("?state=open", 1, "0"),
    ]:
        context = client.get(LIST + query).context
        rows = list(context["object_list"])
        assert (context["sums"].items, context["sums"].earned) == (items, Decimal(earned))
        assert (len(rows), sum(row.earned for row in rows)) == (items, Decimal(earned))


def test_the_ledger_as_a_workbook_has_the_rows_of_the_filter(mine, log_in):
    adopt(mine, make_item(mine, on=MARCH, title="=1+1"), "mine")
    make_item(mine, on=datetime.date(2026, 5, 1))
    answer = log_in(mine.secretary).get(reverse("assessments:items_ledger") + "?until=2026-04-01")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[2] == ("序号", "日期", "题目", "报送人", "单位", "采用层级", "奖金")
    assert rows[3][2:] == ("=1+1", "郭联络", "早班", "矿采用", 30)
    assert sheet.cell(4, 3).data_type == "s"
    assert rows[4][6] == "=SUM(G4:G4)"


@pytest.mark.parametrize("count", [1, 3])
def test_the_ledger_takes_a_fixed_number_of_queries(mine, log_in, count, django_assert_num_queries):
    for _number in range(count):
        adopt(mine, make_item(mine, on=MARCH))
    client = log_in(mine.secretary)
    client.get(LIST)
    with django_assert_num_queries(15):
        client.get(LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_item_takes_a_fixed_number_of_queries(mine, log_in, count, django_assert_num_queries):
    item = make_item(mine, on=MARCH)
    for _number in range(count):
        rewards_adopting.tell_officer(item, text="在办。", by=mine.secretary, at=NOON)
    client = log_in(mine.secretary)
    client.get(item.get_absolute_url())
    with django_assert_num_queries(13):
        client.get(item.get_absolute_url())


def test_an_organisation_sets_its_own_amount_from_a_day_on(mine, log_in):
    data = {"unit": mine.mine.pk, "unit_kind": "mine", "name": "矿采用", "amount": "50", "order": 20}
    data |= {"effective_from": "2080-01-01"}
    client = log_in(mine.personnel)
    assert client.post(reverse("assessments:level_set"), data | {"effective_from": "2020-01-01"}).status_code == 200
    assert client.post(reverse("assessments:level_set"), data).status_code == 302
    level = AdoptionLevel.objects.get(unit=mine.mine)
    assert (level.code, level.amount, level.made_by) == ("mine", Decimal(50), mine.personnel)
    assert "50.00" in client.get(reverse("assessments:levels")).content.decode()
    assert log_in(mine.user).get(reverse("assessments:levels")).status_code == 404
