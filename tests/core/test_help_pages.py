"""The handbook under /help/: who reads it, what it finds, what it answers where there is nothing."""

import json
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image

from core import handbook, terms
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def chapter(title: str, body: str, **more: Any) -> str:
    return json.dumps({"title": title, "body": body, "toc": "", **more})


@pytest.fixture(autouse=True)
def built(settings, tmp_path):
    (tmp_path / "_images").mkdir()
    Image.new("RGB", (40, 30)).save(tmp_path / "_images" / "form.png")
    visits = """<section id="a"><h1>登记走访</h1><p>先选日期。</p><p><img alt="表单" src="../_images/form.png" /></p>
        <section id="b"><h2>撤销</h2><p>保存后可以撤销，说明原因。</p></section></section>"""
    index = '<section id="i"><h1>使用手册</h1><ul><li><a href="visits/">登记走访</a></li></ul></section>'
    (tmp_path / "visits.json").write_text(chapter("登记走访", visits, prev={"link": "../", "title": "使用手册"}))
    (tmp_path / "index.json").write_text(chapter("使用手册", index, next={"link": "visits/", "title": "登记走访"}))
    (tmp_path / "search.json").write_text(chapter("Search", ""))
    settings.HANDBOOK_DIR = tmp_path


@pytest.fixture
def page(client):
    client.force_login(make_user("读者"))
    return lambda name="help", *args, **query: client.get(reverse(f"core:{name}", args=args), query)


def test_the_contents_lead_to_the_chapters(page):
    assert '<a href="visits/">登记走访</a>' in page().content.decode()


def test_a_chapter_has_one_heading_and_a_way_back(page):
    html = page("help_chapter", "visits").content.decode()
    assert html.count("<h1") == 1
    assert 'rel="prev"' in html


def test_a_picture_has_its_size_so_that_nothing_moves(page):
    assert 'src="../_images/form.png" width="40" height="30"' in page("help_chapter", "visits").content.decode()
    assert page("help_picture", "form")["Content-Type"] == "image/png"


@pytest.mark.parametrize("name", ["nothing", "search"])
def test_what_is_not_a_chapter_is_not_there(page, name):
    assert page("help_chapter", name).status_code == 404
    assert page("help_picture", name).status_code == 404


def test_the_search_leads_to_the_section(page):
    html = page(q="撤销 原因").content.decode()
    assert "/help/visits/#b" in html
    assert "保存后可以<mark>撤销</mark>，说明<mark>原因</mark>。" in html


def test_headings_come_first_and_every_word_must_occur():
    assert [hit.section.anchor for hit in handbook.find("撤销")] == ["b"]
    assert handbook.find("撤销 没有的词") == []
    assert handbook.find("  ") == []


def test_who_finds_nothing_is_told_what_to_do(page):
    assert "手册中没有找到" in page(q="没有的词").content.decode()


def test_without_a_built_handbook_the_page_says_so(page, settings, tmp_path):
    settings.HANDBOOK_DIR = tmp_path / "missing"
    assert "手册尚未生成" in page().content.decode()


def test_the_terms_of_all_forms_stand_together(page):
    html = page("help_terms").content.decode()
    assert all(str(term.name) in html for term in terms.every())
