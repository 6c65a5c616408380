"""Pages of what stands on a public page: written, looked at, approved, taken down (R10.8)."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reports.models import ItemKind, PublicEdition, PublicStep
from tests.factories import make_household
from tests.factories_publication import AT, DAY, NOTICE, TODAY, make_edition, url, write
from tests.factories_rotas import make_rota

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.mark.parametrize("kind", ItemKind.values)
def test_every_kind_has_a_form(log_in, company, kind):
    make_rota(company.unit, is_public=True)
    assert log_in(company.writer).get(url("_write", company.page.pk, kind)).status_code == 200


def test_a_kind_that_is_none_is_no_page(log_in, company):
    assert log_in(company.writer).get(url("_write", company.page.pk, "nonsense")).status_code == 404


def test_from_draft_to_everybody(log_in, client, company):
    write(log_in(company.writer), company, attachments=SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n"))
    edition = PublicEdition.objects.get()
    assert edition.files.count() == 1
    log_in(company.writer).post(url("_submit", edition.pk), {"version": edition.version})
    client = log_in(company.head)
    page = client.get(url("_approve", edition.pk)).content.decode()
    assert "一号井支护材料招标结果。" in page
    assert "须逐页核对" in page
    edition.refresh_from_db()
    unchecked = client.post(url("_approve", edition.pk), {"version": edition.version})
    assert "请逐项核对后勾选" in unchecked.content.decode()
    client.post(url("_approve", edition.pk), {"version": edition.version, "has_checked": "on"})
    client.logout()
    assert "招标结果" in client.get(company.page.public_path).content.decode()


def test_names_are_pointed_out_in_the_form_and_to_the_approver(log_in, company):
    make_household("何春生", unit=company.unit)
    client = log_in(company.writer)
    assert "何春生" in write(client, company, text="慰问何春生。").content.decode()
    assert not PublicEdition.objects.exists()
    write(client, company, text="慰问何春生。", is_checked="on")
    edition = PublicEdition.objects.get()
    client.post(url("_submit", edition.pk), {"version": edition.version})
    assert "与登记的联系对象同名" in log_in(company.head).get(url("_approve", edition.pk)).content.decode()


def test_a_stale_form_is_refused(log_in, company):
    edition = make_edition(company, state="draft")
    answer = log_in(company.writer).post(url("_edit", edition.pk), {**NOTICE, "version": 7})
    assert "已被他人修改" in answer.content.decode()
    edition.refresh_from_db()
    assert edition.title == "食堂改造完成"


def test_a_record_that_is_not_offered_is_refused(log_in, company):
    hidden = make_rota(company.unit, is_public=False)
    elsewhere = make_rota(company.other, is_public=True)
    for rota in (hidden, elsewhere):
        assert write(log_in(company.writer), company, kind="rota", rota=rota.pk).status_code == 200
    assert not PublicEdition.objects.exists()


def test_shown_figures_are_chosen_from_closed_periods(log_in, company):
    data = {"period": "2026-07-01_2026-09-30", "figures": ["logs", "coverage"], "text": ""}
    write(log_in(company.writer), company, kind="figures", **data)
    edition = PublicEdition.objects.get()
    assert (str(edition.period_end), edition.figures) == ("2026-09-30", ["logs", "coverage"])
    assert log_in(company.writer).get(url("_edit", edition.pk)).status_code == 200


def test_returned_recalled_changed_and_withdrawn(log_in, company):
    edition = make_edition(company, state="submitted")
    log_in(company.head).post(url("_return", edition.pk), {"version": 0, "reason": "请补充"})
    assert "请补充" in log_in(company.writer).get(url("_edition", edition.pk)).content.decode()
    shown = make_edition(company)
    log_in(company.writer).post(url("_change", shown.pk))
    fresh = shown.item.editions.get(number=2)
    assert fresh.state == "draft"
    log_in(company.writer).post(url("_discard", fresh.pk))
    log_in(company.head).post(url("_withdraw", shown.pk), {"version": 0, "reason": "撤下"})
    shown.refresh_from_db()
    assert shown.state == "withdrawn"
    assert PublicStep.objects.filter(edition=shown, step="withdraw", reason="撤下").exists()


def test_the_preview_is_the_public_page_with_the_draft(log_in, company):
    make_edition(company, title="已经公开的")
    draft = make_edition(company, state="draft", title="还是草稿", shown_from=TODAY + 9 * DAY)
    text = log_in(company.writer).get(url("_preview", draft.pk)).content.decode()
    assert f'href="/p/u/{draft.item.page.slug}/{draft.item_id}/' not in text
    assert "还是草稿" in text
    assert "已经公开的" in text
    assert "预览" in text


def test_files_of_drafts_are_for_those_who_write_and_approve(log_in, company):
    write(log_in(company.writer), company, attachments=SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n"))
    edition = PublicEdition.objects.get()
    file = edition.files.get()
    assert log_in(company.head).get(url("_file", file.pk)).status_code == 200
    assert log_in(company.member).get(url("_file", file.pk)).status_code == 404
    log_in(company.writer).post(url("_drop_file", edition.pk, file.pk))
    assert not edition.files.exists()


def test_a_period_that_overlaps_is_refused_at_its_field(log_in, company):
    half = {"period_start": datetime.date(2026, 1, 1), "period_end": datetime.date(2026, 6, 30)}
    make_edition(company, kind="figures", title="上半年数据", figures=["logs"], **half)
    data = {"period": "2026-04-01_2026-06-30", "figures": ["logs"], "text": ""}
    text = write(log_in(company.writer), company, kind="figures", **data).content.decode()
    assert "与已公布的“上半年数据”时段重叠" in text
    assert "id_period_error" in text
