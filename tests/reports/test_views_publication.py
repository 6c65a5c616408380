"""Pages of those who keep a public page: who sees which, and what the forms say (R10.8)."""

import pytest

from reports.models import PublicEdition, PublicPage
from tests.factories_publication import AT, KEY, TODAY, make_edition, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


def test_each_role_reads_what_it_may(log_in, company):
    edition = make_edition(company)
    pages = [url("_page", company.page.pk), url("_edition", edition.pk), url("_preview", edition.pk)]
    pages.append(url("_poster", company.page.pk))
    for name in ("writer", "head", "admin", "auditor"):
        client = log_in(getattr(company, name))
        assert {client.get(page).status_code for page in pages[:3]} == {200}, name
    for name in ("member", "stranger"):
        client = log_in(getattr(company, name))
        assert {client.get(page).status_code for page in pages} == {404}, name


def test_who_reads_only_is_offered_nothing_and_writes_nothing(log_in, company):
    edition = make_edition(company, state="draft")
    client = log_in(company.auditor)
    assert url("_write", company.page.pk, "notice") not in client.get(url("_page", company.page.pk)).content.decode()
    forms = [url("_write", company.page.pk, "notice"), url("_edit", edition.pk), url("_submit", edition.pk)]
    assert {client.get(form).status_code for form in forms} == {403}
    posts = [url("_discard", edition.pk), url("_page_show", company.page.pk)]
    assert {client.post(post).status_code for post in posts} == {403}
    assert PublicEdition.objects.get().state == "draft"
    assert PublicPage.objects.get().is_open


def test_logged_out_one_is_asked_to_log_in(client, company):
    assert client.get(url("")).url.startswith("/login/")


def test_the_list_has_what_waits_for_one(log_in, company):
    make_edition(company, state="submitted", title="请审核我")
    assert "请审核我" in log_in(company.head).get(url("")).content.decode()
    assert "请审核我" not in log_in(company.writer).get(url("")).content.decode()


def test_lists_cost_the_same_for_one_and_for_three(log_in, company, django_assert_max_num_queries):
    client = log_in(company.writer)
    for _number in range(3):
        make_edition(company, state="submitted")
        with django_assert_max_num_queries(13):
            client.get(url(""))
        with django_assert_max_num_queries(10):
            client.get(url("_page", company.page.pk))


def test_a_page_is_opened_once(log_in, company):
    client = log_in(company.stranger)
    data = {"unit": company.other.pk, "heading": "party", "slug": "BaiSha", "once_key": KEY.format(2)}
    for _number in range(2):
        answer = client.post(url("_new"), data)
        assert answer.url == PublicPage.objects.get(unit=company.other).get_absolute_url()
    assert PublicPage.objects.get(unit=company.other).slug == "baisha"
    assert log_in(company.head).get(url("_new")).status_code == 403


def test_an_address_that_is_taken_is_refused_with_what_was_typed(log_in, company):
    data = {"unit": company.other.pk, "heading": "party", "slug": "qingshan", "once_key": KEY.format(2)}
    text = log_in(company.stranger).post(url("_new"), data).content.decode()
    assert "已被使用" in text
    assert 'value="qingshan"' in text


def test_a_page_is_closed_and_opened(log_in, client, company):
    make_edition(company)
    log_in(company.writer).post(url("_page_show", company.page.pk))
    assert client.get(company.page.public_path).status_code == 404
    log_in(company.writer).post(url("_page_show", company.page.pk))
    assert client.get(company.page.public_path).status_code == 200
    data = {"heading": "party", "slug": "new-name", "version": 2}
    log_in(company.writer).post(url("_page_edit", company.page.pk), data)
    assert client.get("/p/u/new-name/").status_code == 200


def test_the_poster_is_one_sheet(log_in, company):
    answer = log_in(company.writer).get(url("_poster", company.page.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
