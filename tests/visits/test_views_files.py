"""Files come in only as what they are, and go out only to those who may read the log."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.files import CheckedFile
from tests.factories import make_log
from tests.visits.conftest import NOW, TODAY
from visits.actions import add_attachments
from visits.models import Attachment, VisitLog


def picture(name="现场.png"):
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue(), "image/png")


@pytest.fixture
def log(town):
    return make_log(town.wang, unit=town.unit, by=town.wang_user, day=TODAY, targets=(town.household,))


@pytest.fixture
def file(town, log):
    files = [CheckedFile("会议记录.pdf", "application/pdf", b"%PDF-1.7")]
    add_attachments(log, by=town.wang_user, at=NOW, files=files)
    return Attachment.objects.get()


def test_it_is_downloaded_by_those_who_see_the_log(town, file, log_in, client):
    url = reverse("visits:download", args=[file.pk])
    assert client.get(url).status_code == 302
    assert log_in(town.zhao_user).get(url).status_code == 404
    for user in (town.wang_user, town.keeper, town.auditor):
        assert b"".join(log_in(user).get(url).streaming_content) == b"%PDF-1.7"


def test_it_never_opens_inside_the_page(town, file, log_in):
    answer = log_in(town.wang_user).get(reverse("visits:download", args=[file.pk]))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    answer.close()


def test_it_is_removed_by_those_who_may_change_the_log(town, file, log_in, client):
    url = reverse("visits:remove_file", args=[file.pk])
    assert client.post(url).status_code == 302
    assert log_in(town.zhao_user).post(url).status_code == 404
    assert log_in(town.auditor).post(url).status_code == 403
    assert Attachment.objects.exists()
    log_in(town.wang_user).post(url)
    assert not Attachment.objects.exists()


def test_several_files_are_added_at_once(town, log, log_in):
    url = reverse("visits:add_files", args=[log.pk])
    log_in(town.wang_user).post(url, {"attachments": [picture(), picture("二.png")]})
    assert [row.content_type for row in log.attachments.all()] == ["image/png", "image/png"]


def test_a_file_that_is_not_what_it_says_is_told_and_not_kept(town, log, log_in):
    url = reverse("visits:add_files", args=[log.pk])
    script = SimpleUploadedFile("照片.png", b"<script>alert(1)</script>", "image/png")
    page = log_in(town.wang_user).post(url, {"attachments": [script]}).content.decode()
    assert "照片.png" in page
    assert not Attachment.objects.exists()


def test_a_visit_is_saved_with_its_files_or_not_at_all(town, log_in):
    from visits.models import VisitKind

    fields = {"first_day": "2026-11-02", "kind": VisitKind.objects.get(code="home_visit").pk}
    fields |= {"targets": [f"household-{town.household.pk}"]}
    client = log_in(town.wang_user)
    bad = SimpleUploadedFile("表.xlsx", b"no workbook")
    assert "表.xlsx" in client.post("/visits/new/", fields | {"attachments": [bad]}).content.decode()
    assert not VisitLog.objects.exists()
    client.post("/visits/new/", fields | {"attachments": [picture()]})
    assert VisitLog.objects.get().attachments.get().name == "现场.png"


def test_nothing_chosen_is_told(town, log, log_in):
    page = log_in(town.wang_user).post(reverse("visits:add_files", args=[log.pk]), {}).content.decode()
    assert "请选择要上传的文件" in page


def test_more_files_than_a_record_holds_are_refused_before_they_are_read(town, log, log_in, monkeypatch):
    monkeypatch.setattr("visits.forms.fields.check_upload", None)
    files = [picture(f"{number}.png") for number in range(10)]
    page = log_in(town.wang_user).post(reverse("visits:add_files", args=[log.pk]), {"attachments": files})
    assert "最多上传9个附件" in page.content.decode()


def test_a_file_that_is_gone_from_the_disk_is_not_found(town, file, log_in):
    file.file.storage.delete(file.file.name)
    assert log_in(town.wang_user).get(reverse("visits:download", args=[file.pk])).status_code == 404
