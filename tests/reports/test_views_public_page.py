"""What everybody reads of a unit, without an account (R10.8): only what is approved, on its days."""

import datetime
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from petitions.models import PetitionSettings
from reports.models import PublicFile, PublicItem
from tests.factories_commitments import make_commitment
from tests.factories_publication import AT, DAY, TODAY, make_edition
from tests.factories_rotas import make_rota, make_slot

pytestmark = pytest.mark.django_db
HIDDEN = (
    {"state": "draft"},
    {"state": "submitted"},
    {"state": "withdrawn"},
    {"state": "replaced"},
    {"state": "discarded"},
    {"shown_from": TODAY + DAY},
    {"shown_from": TODAY - 9 * DAY, "shown_until": TODAY - DAY},
)


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)


def addresses(company, item):
    slug = company.page.slug
    return [
        reverse("reports:public_page", args=[slug]),
        reverse("reports:public_feed", args=[slug]),
        reverse("reports:public_year", args=[slug, TODAY.year]),
        reverse("reports:public_item", args=[slug, item.pk]),
    ]


def words(client, url, **query):
    return client.get(url, query).content.decode()


@pytest.mark.parametrize("fields", HIDDEN)
def test_what_is_not_approved_or_not_of_the_day_stands_nowhere(client, company, fields):
    shown = make_edition(company, title="已经公开的")
    hidden = make_edition(company, title="不可见的", text="不可见的正文", **fields)
    hidden.files.add(make_file(hidden.item))
    for url in addresses(company, shown.item):
        assert "不可见" not in words(client, url)
    assert client.get(reverse("reports:public_item", args=["qingshan", hidden.item_id])).status_code == 404
    file = hidden.files.get()
    assert client.get(reverse("reports:public_file", args=["qingshan", file.pk])).status_code == 404


@pytest.mark.parametrize("closed", ["page", "unit"])
def test_a_closed_page_answers_nothing(client, company, closed):
    edition = make_edition(company)
    if closed == "page":
        company.page.is_open = False
        company.page.save()
    else:
        company.unit.closed_on = TODAY
        company.unit.save()
    assert {client.get(url).status_code for url in addresses(company, edition.item)} == {404}
    assert "青山煤业" not in words(client, reverse("reports:public_index"))


def test_a_page_on_which_nothing_stands_is_none(client, company):
    make_edition(company, state="draft")
    assert client.get(company.page.public_path).status_code == 404
    assert "青山煤业" not in words(client, reverse("reports:public_index"))


def test_every_address_shows_what_is_approved(client, company):
    edition = make_edition(company, title="食堂改造完成")
    for url in addresses(company, edition.item):
        assert "食堂改造完成" in words(client, url), url
    assert "青山煤业公司" in words(client, reverse("reports:public_index"))


def test_the_feed_names_who_tells_and_what_is_new(client, company):
    edition = make_edition(company, number=3)
    make_edition(company, kind="introduction", title="单位介绍")
    feed = words(client, reverse("reports:public_feed", args=["qingshan"]), lang="en")
    assert 'xml:lang="zh-hans"' in feed
    assert "<name>青山煤业公司</name>" in feed
    assert f"/p/u/qingshan/{edition.item_id}/#3</id>" in feed
    assert "<id>http" in feed
    assert "单位介绍" not in feed


def test_no_cookie_is_set_and_caches_may_answer(client, company):
    edition = make_edition(company)
    for url in [*addresses(company, edition.item), reverse("reports:public_index")]:
        answer = client.get(url)
        assert not answer.cookies
        assert "public" in answer["Cache-Control"]
        assert "max-age=300" in answer["Cache-Control"]
        assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_nothing_is_posted_to_it(client, company):
    edition = make_edition(company)
    assert {client.post(url).status_code for url in addresses(company, edition.item)} == {405}


def test_language_and_size_stand_in_the_address(client, company):
    make_edition(company)
    page = client.get(company.page.public_path, {"lang": "en", "size": "large"})
    text = page.content.decode()
    assert '<html lang="en">' in text
    assert page["Content-Language"] == "en"
    assert "public-large" in text
    assert "lang=en&amp;size=large" in text
    assert 'lang="zh-Hans"' in words(client, company.page.public_path, lang="xx", size="<b>")


def test_news_of_years_before_are_found_by_year(client, company):
    make_edition(company, title="两年前的", shown_from=datetime.date(2024, 5, 1))
    make_edition(company, title="今年的")
    front = words(client, company.page.public_path)
    assert "今年的" in front
    assert "两年前的" not in front
    url = reverse("reports:public_year", args=["qingshan", 2024])
    assert url in front
    assert "两年前的" in words(client, url)
    assert client.get(reverse("reports:public_year", args=["qingshan", 2023])).status_code == 404


def make_file(item):
    row = PublicFile(item=item, name="公示.pdf", size=8, added_at=AT)
    row.file.save("公示.pdf", ContentFile(b"%PDF-1.4"))
    return row


def test_files_of_what_is_shown_are_downloads(client, company):
    edition = make_edition(company)
    edition.files.add(make_file(edition.item))
    answer = client.get(reverse("reports:public_file", args=["qingshan", edition.files.get().pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"


def test_a_file_of_an_edition_before_or_of_another_page_is_not_served(client, company):
    old = make_edition(company, shown_from=TODAY - 9 * DAY, shown_until=TODAY - DAY)
    old.files.add(make_file(old.item))
    make_edition(company, item=old.item, number=2)
    url = reverse("reports:public_file", args=["qingshan", old.files.get().pk])
    assert client.get(url).status_code == 404
    assert client.get(url.replace("qingshan", "other")).status_code == 404


def test_commitments_are_read_as_they_stand(client, company):
    make_edition(company, kind="commitments", title="公开承诺")
    assert "修好路灯" not in words(client, company.page.public_path)
    branch = SimpleNamespace(unit=company.unit, head=company.head, secretary=company.writer)
    make_commitment(branch, content="修好路灯")
    make_commitment(branch, content="未公示的承诺", state="draft")
    text = words(client, company.page.public_path)
    assert "修好路灯" in text
    assert "未公示的承诺" not in text


def test_a_rota_is_shown_while_it_is_public(client, company):
    rota = make_rota(company.unit, is_public=True)
    make_slot(rota, TODAY, company.head.cadre)
    make_edition(company, kind="rota", title="接待日", rota=rota)
    assert "干部head" in words(client, company.page.public_path)
    rota.is_public = False
    rota.save()
    assert "干部head" not in words(client, company.page.public_path)


def test_channels_name_the_form_and_the_telephones(client, company):
    PetitionSettings.objects.create(unit=company.county, slug="qinghe", phone="0575-1234567")
    make_edition(company, kind="channels", title="反映渠道")
    text = words(client, company.page.public_path)
    assert "/p/qinghe/" in text
    assert "0575-1234567" in text


def test_frozen_contents_are_drawn(client, company):
    survey = {
        "turnout": {"drawn": 20, "answers": 12},
        "questions": [{"text": "问", "subject": "", "cells": [["很满意", 10, 83.3]]}],
    }
    line = {"name": "走访户数", "value": None, "withheld": True, "definition": "口径", "style": "number"}
    figures = {"lines": [line]}
    arrangement = {
        "number": "青发〔2026〕1号",
        "rows": [{"name": "甲", "post": "矿长", "points": ["一号井"]}],
        "others": 9,
    }
    for kind, content, word in (
        ("survey", survey, "83.3"),
        ("figures", figures, "数字过小，不公布"),
        ("arrangement", arrangement, "一号井"),
    ):
        edition = make_edition(company, kind=kind, content=content)
        url = reverse("reports:public_item", args=["qingshan", edition.item_id])
        assert word in words(client, url)


def test_the_page_costs_the_same_for_one_and_for_three(client, company, django_assert_max_num_queries):
    PetitionSettings.objects.create(unit=company.county, slug="qinghe", phone="0575-1234567")
    make_edition(company, kind="commitments")
    make_edition(company, kind="channels")
    for _number in range(3):
        make_edition(company)
        rota = make_rota(company.unit, is_public=True)
        make_slot(rota, TODAY, company.head.cadre)
        make_edition(company, kind="rota", rota=rota)
        with django_assert_max_num_queries(8):
            client.get(company.page.public_path)


def test_item_numbers_of_other_pages_are_unknown(client, company):
    make_edition(company)
    assert client.get(reverse("reports:public_item", args=["qingshan", 0])).status_code == 404
    assert PublicItem.objects.count() == 1
