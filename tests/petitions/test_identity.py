"""Who a petitioner is: opened for one case, with a reason where one does not handle it, each look written down."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.errors import DomainError
from core.models import AuditEntry
from petitions.actions import handing, people
from petitions.actions.files import add_files
from petitions.actions.identity import log_view, open_identity
from petitions.actions.receiving import Accused
from petitions.models import CaseFile, IdentityView
from tests.factories import make_cadre, make_user
from tests.factories_petitions import AT, make_offices
from tests.petitions.path import by, forwarded, in_hand, received, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    return make_offices()


def names(case, user, reason=""):
    return [petitioner.name for petitioner in open_identity(case, by=user, at=AT, reason=reason)]


def test_those_who_handle_the_case_need_no_reason_and_are_written_down(offices):
    case = forwarded(offices)
    for user in (offices.clerk, offices.town_clerk):
        assert names(case, user) == ["王小明"]
    views = IdentityView.objects.order_by("pk")
    assert [(view.user, view.reason, view.what) for view in views] == [
        (offices.clerk, "", "petitioners"),
        (offices.town_clerk, "", "petitioners"),
    ]


def test_a_named_handler_needs_none(offices):
    cadre = make_cadre("承办", unit=offices.town)
    user = make_user("h", cadre=cadre)
    case = handing.name_handlers(in_hand(offices), cadres=[cadre], **by(offices.town_leader))
    assert names(case, user) == ["王小明"]


@pytest.mark.parametrize("who", ["auditor", "leader", "town_leader", "town_secretary"])
def test_everybody_else_who_sees_the_case_says_why(offices, who):
    case, user = forwarded(offices), getattr(offices, who)
    for reason in ("", "  ", "看"):
        with pytest.raises(DomainError, match="填写查看") as refused:
            names(case, user, reason)
        assert refused.value.field == "reason"
    assert not IdentityView.objects.exists()
    assert names(case, user, "核查办理质量") == ["王小明"]
    assert IdentityView.objects.get().reason == "核查办理质量"


def test_for_strangers_and_the_accused_there_is_nothing_to_open(offices):
    case = received(offices, accused=(Accused(cadre=offices.leader.cadre),))
    boss = make_user("boss", cadre=make_cadre("被反映的领导"), is_superuser=True)
    other = received(offices, accused=(Accused(cadre=boss.cadre),))
    for user, about in ((offices.leader, case), (boss, other), (offices.department_clerk, case)):
        with pytest.raises(DomainError, match="须回避"):
            names(about, user, "我有充分理由")
    assert not IdentityView.objects.exists()


def test_a_deputys_look_names_both(offices):
    offices.auditor.acting_for = offices.clerk
    open_identity(registered(offices), by=offices.auditor, at=AT)
    assert IdentityView.objects.get().on_behalf_of == offices.clerk


def test_opening_a_file_or_a_letter_is_a_look_too(offices):
    log_view(registered(offices), by=offices.clerk, at=AT, what="letter:7")
    assert IdentityView.objects.get().what == "letter:7"


def test_names_stand_in_no_entry_audit_or_label(offices):
    case = in_hand(offices)
    names(case, offices.auditor, "核查办理质量")
    assert "王小明" not in str(list(AuditEntry.objects.values()))
    assert "王小明" not in str(list(case.entries.values()))
    assert str(case.petitioners.get()) == "信访人1"


# --- files


def picture():
    content = io.BytesIO()
    image = Image.new("RGB", (40, 30), "red")
    info = image.getexif()
    info[0x010E] = "where it was taken"
    image.save(content, "JPEG", exif=info)
    return SimpleUploadedFile("../现场 照片.jpg", content.getvalue(), content_type="text/html")


def test_a_file_is_stored_under_a_harmless_name_without_what_a_camera_adds(offices):
    case = registered(offices)
    (row,) = add_files(case, [picture()], by=offices.clerk, at=AT, shows_identity=True)
    assert (row.name, row.content_type, row.shows_identity) == ("现场 照片.jpg", "image/jpeg", True)
    with Image.open(row.file) as stored:
        assert not stored.getexif()
    entry = AuditEntry.objects.get(action="petitions.add_files")
    assert entry.data == {"count": 1, "bytes": row.size, "shows_identity": True}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [("a.exe", b"MZ\x90", "不接受"), ("a.jpg", b"", "是空的"), ("a.xlsx", b"PK\x03\x04zip", "已损坏|不接受")],
)
def test_a_bad_file_is_refused_and_nothing_is_stored(offices, name, content, message):
    with pytest.raises(DomainError, match=message) as refused:
        add_files(registered(offices), [SimpleUploadedFile(name, content)], by=offices.clerk, at=AT)
    assert refused.value.field == "files"
    assert not CaseFile.objects.exists()


def test_too_many_or_too_large_files_are_refused(offices, settings):
    settings.ATTACHMENTS_PER_RECORD, settings.ATTACHMENT_MAX_BYTES = 2, 2000
    case = registered(offices)
    with pytest.raises(DomainError, match="最多上传2个"):
        add_files(case, [picture() for _n in range(3)], by=offices.clerk, at=AT)
    with pytest.raises(DomainError, match="请选择"):
        add_files(case, [], by=offices.clerk, at=AT)
    with pytest.raises(DomainError, match="超过"):
        add_files(case, [SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * 3000)], by=offices.clerk, at=AT)
    assert not CaseFile.objects.exists()


def test_what_a_petitioner_sends_later_is_kept_like_an_identity(offices):
    case = people.add_information(in_hand(offices), text="补充照片。", files=[picture()], **by(None))
    row = CaseFile.objects.get(case=case)
    assert (row.shows_identity, row.entry.action, row.added_by) == (True, "add_information", None)
    with pytest.raises(DomainError, match="补充的内容"):
        people.add_information(case, text="", **by(None))
    with pytest.raises(DomainError, match="10000字"):
        people.add_information(case, text="路" * 10_001, **by(None))
