"""From the first draft to the printed document, through the pages."""

import contextlib
import datetime
import re
import zlib

import pytest
from django.urls import reverse

from contacts.exports.arrangement import arrangement_pdf
from contacts.forms.arrangements import PublishForm
from contacts.models import Arrangement, Pairing
from contacts.selectors.document import Document
from core import clock
from core.exports.pdf import font_faces
from tests.contacts.conftest import DAY
from tests.factories import make_household, make_pairing, make_user

pytestmark = pytest.mark.django_db
YEAR = {"start": datetime.date(2026, 1, 1), "end": datetime.date(2026, 12, 31)}


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)


@pytest.fixture
def draft(world):
    arrangement = Arrangement.objects.create(unit=world.county, year=2026, title="2026年度联系安排")
    make_pairing(world.wang, world.point, unit=world.office, arrangement=arrangement, **YEAR)
    return arrangement


@pytest.fixture
def published(world, draft):
    Arrangement.objects.filter(pk=draft.pk).update(
        state="published", published_on=DAY, number="长办发〔2026〕5号", addressee="各乡镇"
    )
    draft.refresh_from_db()
    return draft


def test_a_draft_is_begun_with_what_stands_from_last_year(log_in, world):
    old = Arrangement.objects.create(unit=world.county, year=2025, title="旧", state="published", published_on=DAY)
    last = {name: day.replace(year=2025) for name, day in YEAR.items()}
    make_pairing(world.wang, world.point, unit=world.office, arrangement=old, **last)
    left = {"registered_on": datetime.date(2024, 1, 1), "removed_on": datetime.date(2025, 12, 1)}
    gone = make_household("迁出户", unit=world.village, **left)
    make_pairing(world.wang, gone, unit=world.office, category="hardship_household", arrangement=old, **last)
    client = log_in(world.keeper)
    data = {"unit": world.county.pk, "year": "2026", "title": "2026年度联系安排", "copy": "on"}
    shown = client.post(reverse("contacts:arrangement_create"), data, follow=True).content.decode()
    assert "已从上年复制1个结对。" in shown
    assert "另有1个没有复制" in shown
    assert "联系对象已于2025-12-01撤销或移出登记册" in shown


def test_a_title_left_out_is_made_of_unit_and_year(log_in, world):
    data = {"unit": world.county.pk, "year": "2026", "title": ""}
    log_in(world.keeper).post(reverse("contacts:arrangement_create"), data)
    made = Arrangement.objects.get(unit=world.county, year=2026)
    assert made.title == f"{world.county.name}2026年度领导干部基层联系点安排"


def test_the_list_opens_the_only_one_of_a_unit_and_year(log_in, world, draft):
    address = reverse("contacts:arrangement")
    client = log_in(world.keeper)
    assert client.get(address, {"year": 2026, "unit": world.county.pk}).url == draft.get_absolute_url()
    assert "没有符合条件的内容" in client.get(address, {"year": 2020}).content.decode()


def test_a_draft_is_for_its_keepers_and_the_published_one_for_everybody_below(log_in, world, draft):
    member = log_in(world.member)
    assert member.get(draft.get_absolute_url()).status_code == 404
    Arrangement.objects.filter(pk=draft.pk).update(state="published", published_on=DAY)
    shown = member.get(draft.get_absolute_url()).content.decode()
    assert "石门村服务站" in shown
    assert reverse("contacts:arrangement_publish", args=[draft.pk]) not in shown


def test_pairings_of_a_draft_are_added_changed_and_taken_out(log_in, world, draft):
    client, category = log_in(world.keeper), world.category("hardship_household")
    query = f"?arrangement={draft.pk}&category={category.pk}"
    target = f"household-{world.household.pk}"
    form = {"cadre": world.wang.pk, "target": target, "start": "2026-01-01", "end": "2026-12-31"}
    response = client.post(reverse("contacts:pair") + query, form)
    assert response.url == draft.get_absolute_url()
    pairing = draft.pairings.get(household=world.household)
    change = {"cadre": world.zhao.pk, "start": "2026-02-01", "end": "2026-12-31", "version": "0"}
    client.post(reverse("contacts:pairing_change", args=[pairing.pk]), change)
    pairing.refresh_from_db()
    assert (pairing.cadre, pairing.start) == (world.zhao, datetime.date(2026, 2, 1))
    client.post(reverse("contacts:pairing_remove", args=[pairing.pk]))
    assert not Pairing.objects.filter(pk=pairing.pk).exists()


def test_a_wrong_year_is_refused_at_its_field(log_in, world, draft):
    query = f"?arrangement={draft.pk}&category={world.category('hardship_household').pk}"
    form = {"cadre": world.wang.pk, "target": f"household-{world.household.pk}", "start": "2026-01-01"}
    response = log_in(world.keeper).post(reverse("contacts:pair") + query, form | {"end": "2027-12-31"})
    assert "2026年度安排的结对日期须在该年度之内。" in response.content.decode()


def test_an_invisible_arrangement_takes_no_pairing(log_in, world, draft):
    assert log_in(world.stranger).get(reverse("contacts:pair"), {"arrangement": draft.pk}).status_code == 404
    assert log_in(world.keeper).get(reverse("contacts:pair"), {"arrangement": "x"}).status_code == 404


def test_copying_again_from_the_page(log_in, world, draft):
    response = log_in(world.keeper).post(reverse("contacts:arrangement_copy", args=[draft.pk]), follow=True)
    assert "已从上年复制0个结对。" in response.content.decode()


def test_publishing_from_the_page_writes_the_number_the_official_way(log_in, world, draft):
    data = {"title": draft.title, "number": "长办发[2026]005号", "published_on": "2026-06-15", "version": "0"}
    log_in(world.keeper).post(reverse("contacts:arrangement_publish", args=[draft.pk]), data)
    draft.refresh_from_db()
    assert (draft.state, draft.number) == ("published", "长办发〔2026〕5号")


@pytest.mark.parametrize("number", ["5号", "长办发2026第5号", "长办发〔26〕5号", "长办发〔2026〕0号"])
def test_other_numbers_are_refused(world, draft, number):
    data = {"title": "x", "number": number, "published_on": "2026-06-15"}
    form = PublishForm(data, instance=draft, user=world.keeper, today=DAY)
    assert "文号格式应为" in form.errors["number"][0]


def test_a_published_one_is_added_to_with_a_reason(log_in, world, published):
    query = f"?arrangement={published.pk}&category={world.category('hardship_household').pk}"
    target = f"household-{world.household.pk}"
    form = {"cadre": world.wang.pk, "target": target, "start": "2026-06-15", "end": "2026-12-31"}
    client = log_in(world.keeper)
    assert client.post(reverse("contacts:pair") + query, form).status_code == 200
    client.post(reverse("contacts:pair") + query, form | {"reason": "新增困难户"})
    assert (
        "增补王建国联系“李大山”"
        in client.get(reverse("contacts:arrangement_document", args=[published.pk])).content.decode()
    )


def test_the_table_can_be_narrowed_to_a_part_and_to_gaps(log_in, world, draft):
    client = log_in(world.keeper)
    assert "王建国" in client.get(draft.get_absolute_url(), {"part": world.office.pk}).content.decode()
    empty = client.get(draft.get_absolute_url(), {"part": world.village.pk}).content.decode()
    assert "没有符合条件的干部" in empty
    assert "没有符合条件的干部" in client.get(draft.get_absolute_url(), {"gaps": "on"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(log_in, world, draft, count, django_assert_num_queries):
    for _number in range(count):
        household = make_household(unit=world.village)
        make_pairing(world.wang, household, unit=world.office, category="hardship_household", arrangement=draft, **YEAR)
    client = log_in(world.keeper)
    client.get(draft.get_absolute_url())
    with django_assert_num_queries(20):
        client.get(draft.get_absolute_url())


def test_the_notice_leads_the_paired_to_the_page(log_in, world, published):
    user = make_user(cadre=world.wang)
    assert log_in(user).get(published.get_absolute_url()).status_code == 200


def test_the_document_on_the_page(log_in, world, published):
    shown = log_in(world.member).get(reverse("contacts:arrangement_document", args=[published.pk])).content.decode()
    assert "长办发〔2026〕5号" in shown
    assert "各乡镇：" in shown
    assert "2026年6月15日" in shown
    assert "石门村服务站" in shown


def test_the_document_as_pdf_is_set_in_the_fonts_that_come_with_the_installation(log_in, world, published):
    response = log_in(world.member).get(reverse("contacts:arrangement_pdf", args=[published.pk]))
    assert response["Content-Type"] == "application/pdf"
    fonts = {name for part in unpacked(response.content) for name in re.findall(rb"/BaseFont ?/([^\s/]+)", part)}
    assert fonts
    assert all(b"Noto-S" in name for name in fonts)


def unpacked(pdf):
    """The streams of a PDF that are deflated, inflated."""
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(packed)


def test_a_text_in_the_document_fetches_no_address(world, published):
    published.body = '<img src="http://example.com/x.png">'
    assert arrangement_pdf(Document(published)).startswith(b"%PDF-")


def test_missing_fonts_are_left_to_the_system(settings, tmp_path):
    settings.FONT_DIR = tmp_path
    assert font_faces() == ""
