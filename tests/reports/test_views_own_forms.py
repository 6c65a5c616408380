"""The pages of an organisation's own forms."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from reports.exports.own_form import check_form
from reports.exports.own_form_example import example_form
from reports.models import OwnForm
from tests import factories as make
from tests.reports.test_own_forms import add, bytes_of, form_with

pytestmark = pytest.mark.django_db
LIST, NEW = "/reports/forms/", "/reports/forms/new/"


def a_file(content, name="季报.xlsx"):
    return SimpleUploadedFile(name, content)


def page(browser, url):
    response = browser.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_strangers_are_sent_to_the_log_in(client, secretary, town):
    for url in (LIST, NEW, f"{LIST}names/", f"{LIST}example/", add(town, secretary).get_absolute_url()):
        assert client.get(url).url.startswith("/login/")


def test_a_form_is_uploaded_filled_and_put_out_of_use(log_in, secretary, town):
    browser = log_in(secretary)
    browser.post(NEW, {"unit": town.pk, "name": "季报", "file": a_file(example_form())})
    form = OwnForm.objects.get()
    assert "季报" in page(browser, LIST)
    asked = {"unit": town.pk, "period": "month:2026-10-01", "purpose": "报送党办"}
    response = browser.post(form.get_absolute_url(), asked)
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content)))["示例"]
    assert [sheet["B2"].value, sheet["D2"].value] == ["柳溪镇", "2026年10月"]
    browser.post(f"{form.get_absolute_url()}end/")
    assert "季报" not in page(browser, LIST)


def test_mistakes_stand_on_the_page_and_what_was_typed_stays(log_in, secretary, town):
    wrong = bytes_of(form_with({"年度_走仿人次": "$A$1", "单位": "$A$2:$B$3"}))
    response = log_in(secretary).post(NEW, {"unit": town.pk, "name": "季报", "file": a_file(wrong)})
    text = response.content.decode()
    assert "年度_走仿人次" in text
    assert "一个单元格" in text
    assert response.context["form"]["name"].value() == "季报"
    assert not OwnForm.objects.exists()


@pytest.mark.parametrize(("content", "name"), [(b"abc", "a.xlsx"), (example_form(), "a.xlsm"), (b"", "a.xlsx")])
def test_what_is_no_workbook_is_refused_at_the_field(log_in, secretary, town, content, name):
    response = log_in(secretary).post(NEW, {"unit": town.pk, "name": "季报", "file": a_file(content, name)})
    assert response.context["form"].errors["file"]


def test_a_new_version_is_uploaded_and_each_can_be_looked_at(log_in, secretary, town):
    form = add(town, secretary)
    browser = log_in(secretary)
    browser.post(f"{form.get_absolute_url()}renew/", {"file": a_file(bytes_of(form_with({"单位": "$A$1"})))})
    newest, first = form.versions.all()
    text = page(browser, form.get_absolute_url())
    for version in (newest, first):
        assert f"/reports/forms/versions/{version.pk}/" in text
    kept = b"".join(browser.get(f"/reports/forms/versions/{first.pk}/").streaming_content)
    assert kept == first.file.open("rb").read()


def test_who_reads_fills_and_does_not_change(log_in, secretary, town):
    form = add(town, secretary)
    browser = log_in(make.make_user(role="leader", unit=town))
    assert "上传新版本" not in page(browser, form.get_absolute_url())
    assert browser.get(NEW).status_code == 403
    assert browser.get(f"{form.get_absolute_url()}renew/").status_code == 403
    assert browser.post(f"{form.get_absolute_url()}end/").status_code == 403


def test_that_of_another_unit_is_not_there(log_in, secretary, town):
    form = add(town, secretary)
    browser = log_in(make.make_user(role="secretary", unit=make.make_unit("河口镇")))
    assert browser.get(form.get_absolute_url()).status_code == 404
    assert browser.get(f"/reports/forms/versions/{form.versions.get().pk}/").status_code == 404


def test_a_cadre_without_a_role_has_no_such_pages(log_in, town):
    browser = log_in(make.make_user(cadre=make.make_cadre(unit=town)))
    for url in (LIST, NEW, f"{LIST}names/"):
        assert browser.get(url).status_code == 403


def test_the_names_are_published_with_their_definitions_and_an_example_to_begin_with(log_in, secretary):
    browser = log_in(secretary)
    text = page(browser, f"{LIST}names/")
    assert "visit_people" in text
    assert "期内到现场的走访记录中" in text
    content = b"".join(browser.get(f"{LIST}example/").streaming_content)
    assert not check_form(content).mistakes


def test_the_list_costs_the_same_with_one_row_and_with_three(log_in, secretary, town, django_assert_max_num_queries):
    browser = log_in(secretary)

    def asked(count):
        for number in range(count):
            OwnForm.objects.create(unit=town, name=f"{count}表{number}")
        with django_assert_max_num_queries(20) as queries:
            page(browser, LIST)
        return len(queries)

    browser.get(LIST)
    assert asked(1) == asked(2)
