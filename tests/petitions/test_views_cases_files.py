"""Who raised a matter, and what shows it, is opened by those who may, and each look is written down."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from petitions.actions.files import add_files
from petitions.models import CaseFile, IdentityView, Letter, Party
from tests.factories_petitions import AT, make_offices
from tests.petitions import path

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.fixture
def offices():
    return make_offices()


@pytest.fixture
def case(offices):
    return path.accepted(offices)


def upload(name="照片.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4\n%%EOF")


def put(case, offices, **fields):
    return add_files(case, [upload()], by=offices.clerk, at=AT, **fields)[0]


def url(name, row):
    return reverse(f"petitions:{name}", args=[row.pk])


# --- identities


def test_a_handler_is_asked_for_no_reason_and_the_look_is_written_down(client, log_in, offices, case):
    assert client.post(url("identity", case)).status_code == 302
    page = log_in(offices.town_clerk).post(url("identity", case))
    assert "王小明" in page.content.decode()
    assert "13800000001" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    look = IdentityView.objects.get()
    assert (look.user, look.case, look.reason) == (offices.town_clerk, case, "")


@pytest.mark.parametrize("who", ["leader", "auditor", "town_secretary"])
def test_who_does_not_handle_it_gives_a_reason(log_in, offices, case, who):
    client = log_in(getattr(offices, who))
    page = client.post(url("identity", case), {"reason": ""})
    assert "请填写查看事由" in page.content.decode()
    page = client.post(url("identity", case), {"reason": "看"})
    assert "王小明" not in page.content.decode()
    assert not IdentityView.objects.exists()
    page = client.post(url("identity", case), {"reason": "协调处理此事"})
    assert "王小明" in page.content.decode()
    assert IdentityView.objects.get().reason == "协调处理此事"


def test_nothing_is_shown_without_asking(log_in, offices, case):
    page = log_in(offices.town_clerk).get(url("identity", case))
    assert "王小明" not in page.content.decode()
    assert not IdentityView.objects.exists()


def test_another_unit_and_the_accused_find_no_such_page(log_in, offices, case):
    Party.objects.create(case=case, role="accused", cadre=offices.leader.cadre, declared_at=AT)
    for user in (offices.department_clerk, offices.leader):
        assert log_in(user).post(url("identity", case), {"reason": "协调处理此事"}).status_code == 404
    assert not IdentityView.objects.exists()


# --- files


def test_a_file_is_served_to_those_who_see_the_case_as_a_download(client, log_in, offices, case):
    file = put(case, offices)
    assert client.get(url("file", file)).status_code == 302
    assert log_in(offices.department_clerk).get(url("file", file)).status_code == 404
    for user in (offices.town_clerk, offices.auditor):
        answer = log_in(user).get(url("file", file))
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_accused_cannot_reach_a_file(log_in, offices, case):
    file = put(case, offices)
    secret = put(case, offices, shows_identity=True)
    Party.objects.create(case=case, role="accused", cadre=offices.town_clerk.cadre, declared_at=AT)
    client = log_in(offices.town_clerk)
    for address in (url("file", file), url("file", secret), url("identity_file", secret)):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in (404, 405)


def test_a_file_that_shows_an_identity_is_opened_like_one(log_in, offices, case):
    file = put(case, offices, shows_identity=True)
    client = log_in(offices.auditor)
    assert client.get(url("file", file)).url == url("identity_file", file)
    assert client.post(url("identity_file", file), {"reason": ""}).status_code == 200
    assert not IdentityView.objects.exists()
    answer = client.post(url("identity_file", file), {"reason": "核查此件办理情况"})
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert IdentityView.objects.get().what == f"file:{file.pk}"


def test_a_reason_of_one_character_is_refused_at_its_field(log_in, offices, case):
    file = put(case, offices, shows_identity=True)
    letter = Letter.objects.filter(case=case).first()
    client = log_in(offices.auditor)
    for address in (url("identity_file", file), url("letter", letter), url("identity", case)):
        page = client.post(address, {"reason": "看"})
        assert "reason" in page.context["form"].errors, address


def test_a_file_that_is_gone_from_the_disk_is_not_found(log_in, offices, case):
    plain, secret = put(case, offices), put(case, offices, shows_identity=True)
    for file in (plain, secret):
        file.file.storage.delete(file.file.name)
    client = log_in(offices.town_clerk)
    assert client.get(url("file", plain)).status_code == 404
    assert client.post(url("identity_file", secret)).status_code == 404


def test_files_are_added_by_those_who_work_on_the_case(client, log_in, offices, case):
    data = {"attachments": upload(), "shows_identity": "on"}
    assert client.post(url("add_files", case), data).status_code == 302
    assert log_in(offices.department_clerk).post(url("add_files", case), data).status_code == 404
    for user in (offices.auditor, offices.leader):
        assert log_in(user).get(url("add_files", case)).status_code == 403
        assert log_in(user).post(url("add_files", case), data).status_code == 403
    assert not CaseFile.objects.exists()
    data = {"attachments": upload(), "shows_identity": "on"}
    assert log_in(offices.town_clerk).post(url("add_files", case), data).url == case.get_absolute_url()
    assert CaseFile.objects.get().shows_identity


@pytest.mark.parametrize("files", [[], [SimpleUploadedFile("a.pdf", b"MZ")]])
def test_no_file_or_a_wrong_one_is_refused(log_in, offices, case, files):
    page = log_in(offices.town_clerk).post(url("add_files", case), {"attachments": files})
    assert "attachments" in page.context["form"].errors
    assert not CaseFile.objects.exists()


# --- letters


def test_a_letter_is_downloaded_as_pdf_and_logged(client, log_in, offices, case):
    letter = Letter.objects.get(case=case, kind="acceptance")
    assert client.get(url("letter", letter)).status_code == 302
    assert log_in(offices.department_clerk).post(url("letter", letter)).status_code == 404
    answer = log_in(offices.town_clerk).post(url("letter", letter))
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert IdentityView.objects.get().what == f"letter:{letter.pk}"
