"""The pages on which a workbook is brought in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Unit
from reports.imports.registry import WORKBOOKS
from reports.models import ImportBatch
from tests import factories as make
from tests.factories_imports import book_of, check_in

pytestmark = pytest.mark.django_db
LIST = reverse("reports:imports")
UPLOAD = reverse("reports:import_upload", args=["units"])
HEAD = ["单位名称", "单位类型", "上级单位"]


@pytest.fixture
def county():
    return make.make_unit("江平县")


@pytest.fixture
def admin(county):
    return make.make_user("admin", role="organisation_admin", unit=county)


@pytest.fixture
def batch(county, admin, noon):
    return check_in("units", book_of(HEAD, ["河口镇", "乡镇"]), unit=county, by=admin, at=noon)


def send(client, unit, content, name="单位.xlsx"):
    return client.post(UPLOAD, {"unit": unit.pk, "file": SimpleUploadedFile(name, content)}, follow=True)


def test_a_file_is_sent_looked_at_and_brought_in(log_in, admin, county):
    client = log_in(admin)
    page = send(client, county, book_of([*HEAD, "电话"], ["河口镇", "乡镇"], ["柳林村", "村", "河口镇"]))
    text = page.content.decode()
    assert "新增 2" in text and "河口镇/柳林村" in text and "列“电话”不在模板中" in text
    assert Unit.objects.count() == 1
    seen = page.context["form"]["fingerprint"].value()
    page = client.post(page.redirect_chain[-1][0], {"fingerprint": seen}, follow=True)
    assert "已导入：新增2，变更0，不变0。" in page.content.decode()
    assert Unit.objects.count() == 3
    batch = ImportBatch.objects.get()
    page = client.post(reverse("reports:import_undo", args=[batch.pk]), follow=True)
    assert "已撤销" in page.content.decode()
    assert Unit.objects.count() == 1


def test_mistakes_are_listed_with_row_and_column(log_in, admin, county):
    page = send(log_in(admin), county, book_of(HEAD, ["", "乡镇"], ["柳林村", "村庄"]))
    text = page.content.decode()
    assert "2处错误" in text and "第2行" in text and "单位类型" in text
    assert "fingerprint" not in text


def test_a_plan_that_became_another_is_shown_anew(log_in, admin, county, batch):
    client, url = log_in(admin), batch.get_absolute_url()
    seen = client.get(url).context["form"]["fingerprint"].value()
    make.make_unit("河口镇", parent=county, kind="township")
    page = client.post(url, {"fingerprint": seen})
    assert "数据有了变化" in page.content.decode()
    assert page.context["form"]["fingerprint"].value() != seen
    assert "没有需要导入的" in page.content.decode()


def test_a_file_of_another_kind_is_refused_at_its_field(log_in, admin, county):
    page = send(log_in(admin), county, b"\xd0\xcf\x11\xe0", name="单位.xls")
    assert "另存为" in page.content.decode()
    page = send(log_in(admin), county, book_of(["甲", "乙"]))
    assert "没有找到表头" in page.content.decode()


def test_who_may_bring_in_what(client, log_in, county, admin, batch):
    assert client.get(LIST).status_code == 302
    town = make.make_unit("河口镇", parent=county)
    elsewhere = make.make_user(role="secretary", unit=town)
    secretary = make.make_user(role="secretary", unit=county)
    auditor = make.make_user(role="auditor", unit=county)
    pages = [LIST, UPLOAD, reverse("reports:import_template", args=["units"]), batch.get_absolute_url()]
    assert [log_in(admin).get(url).status_code for url in pages] == [200] * 4
    assert [log_in(secretary).get(url).status_code for url in pages] == [200, 403, 403, 200]
    assert [log_in(elsewhere).get(url).status_code for url in pages] == [200, 403, 403, 404]
    assert [log_in(auditor).get(url).status_code for url in pages] == [403, 403, 403, 404]
    undo, discard = (reverse(f"reports:import_{name}", args=[batch.pk]) for name in ("undo", "discard"))
    assert log_in(elsewhere).post(discard).status_code == 404
    assert log_in(admin).get(undo).status_code == 404
    assert log_in(secretary).post(discard).status_code == 403
    assert log_in(secretary).post(batch.get_absolute_url(), {"fingerprint": "x"}).status_code == 403
    assert log_in(admin).post(discard, follow=True).status_code == 200
    assert not ImportBatch.objects.exists()


def test_who_may_look_only_is_offered_no_button(log_in, county, batch):
    text = log_in(make.make_user(role="secretary", unit=county)).get(batch.get_absolute_url()).content.decode()
    assert "河口镇" in text
    assert "fingerprint" not in text and "不导入" not in text


def test_a_unit_that_one_does_not_keep_is_no_choice(log_in, county, admin):
    other = make.make_unit("别的县")
    send(log_in(admin), other, book_of(HEAD, ["河口镇", "乡镇"]))
    assert not ImportBatch.objects.exists()


def test_every_template_is_handed_out(log_in, admin):
    client = log_in(admin)
    for kind in WORKBOOKS:
        assert client.get(reverse("reports:import_template", args=[kind]))["Content-Disposition"].count("xlsx")
    assert client.get(reverse("reports:import_template", args=["nothing"])).status_code == 404
    assert client.get(reverse("reports:import_upload", args=["nothing"])).status_code == 404


def test_the_list_asks_the_same_number_of_questions(log_in, admin, county, batch, noon, django_assert_num_queries):
    client = log_in(admin)
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)
    for name in ("山前镇", "河东镇"):
        again = check_in("units", book_of(HEAD, [name, "乡镇"]), unit=county, by=admin, at=noon)
        ImportBatch.objects.filter(pk=again.pk).update(digest=name)
    with django_assert_num_queries(7):
        client.get(LIST)


def test_what_holds_for_everybody_is_for_who_administers_the_whole(log_in, county, admin):
    town = make.make_unit("河口镇", parent=county)
    below = make.make_user(role="organisation_admin", unit=town)
    url = reverse("reports:import_upload", args=["calendar"])
    assert [log_in(user).get(url).status_code for user in (admin, below)] == [200, 403]
    content = book_of(["日期", "安排"], ["2026-10-01", "放假"])
    log_in(admin).post(url, {"unit": town.pk, "file": SimpleUploadedFile("历.xlsx", content)})
    assert not ImportBatch.objects.exists()


def test_what_was_said_in_confidence_is_not_in_the_preview(log_in, admin, county, noon):
    make.make_cadre("张三", unit=county)
    content = book_of(
        ["走访日期", "走访形式", "走访干部", "基本情况"], ["2026-03-08", "谈心谈话", "张三", "家里的难处"]
    )
    batch = check_in("logs", content, unit=county, by=admin, at=noon)
    text = log_in(admin).get(batch.get_absolute_url()).content.decode()
    assert "张三" in text and "难处" not in text
