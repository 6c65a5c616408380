"""The form of a unit: for everybody, sent once, past whoever is accused."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from petitions import codes
from petitions.limits import SENDINGS, SENDINGS_OF_A_FORM
from petitions.models import Case, Petitioner, PetitionSettings, RequestCount, SentForm
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_petitions import make_offices

pytestmark = pytest.mark.django_db

KEY = "00000000-0000-4000-8000-000000000007"
TYPED = {
    "text": "村口的路坏了，请修。",
    "place": "柳树村一组",
    "who": "named",
    "name": "王小明",
    "phone": "13800000001",
}


@pytest.fixture
def offices():
    offices = make_offices()
    for unit, slug in ((offices.county, "qinghe"), (offices.town, "qingshan")):
        PetitionSettings.objects.create(unit=unit, slug=slug, phone="0575-82760011")
    return offices


def send(client, slug="qingshan", **fields):
    return client.post(f"/p/{slug}/", {"once_key": KEY, **TYPED, **fields})


def code_on(page):
    return re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", page.content.decode())[0]


def pdf(name="证明.pdf", size=0):
    return SimpleUploadedFile(name, b"%PDF-1.4\n" + b"0" * size, content_type="application/pdf")


# --- whose form, and for whom


def test_everybody_can_open_it_and_nothing_of_it_is_kept_on_the_way(client, offices):
    page = client.get("/p/qingshan/")
    assert page.status_code == 200
    assert "青山镇" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert set(client.cookies) <= {"csrftoken"}


@pytest.mark.parametrize("slug", ["no-such", "switched-off", "dissolved"])
def test_a_form_that_is_not_open_says_so_kindly(client, offices, slug):
    PetitionSettings.objects.create(unit=make_unit("甲"), slug="switched-off", has_form=False)
    PetitionSettings.objects.create(unit=make_unit("乙", closed_on="2026-01-01"), slug="dissolved")
    for page in (client.get(f"/p/{slug}/"), send(client, slug), client.get(f"/p/{slug}/done/")):
        assert page.status_code == 404
        assert "没有开通网上反映" in page.content.decode()
    assert not Case.objects.exists()


def test_it_speaks_english_where_the_reader_does(client, offices):
    client.cookies["django_language"] = "en"
    assert '<html lang="en">' in client.get("/p/qingshan/").content.decode()


def test_opening_it_costs_as_much_with_three_units_below_as_with_one(client, offices, django_assert_max_num_queries):
    for name in ("甲村", "乙村"):
        make_unit(name, parent=offices.town, kind="village")
    with django_assert_max_num_queries(8):
        client.get("/p/qingshan/")


# --- what comes of it


def test_what_is_sent_becomes_a_case_of_the_unit_with_a_code_to_follow_it(client, offices):
    page = client.post("/p/qingshan/", {"once_key": KEY, **TYPED}, follow=True)
    case = Case.objects.get()
    assert (case.unit, case.channel, case.state, case.created_by) == (offices.town, "web", "received", None)
    assert case.code_hash == codes.hash_code(code_on(page))
    assert [(p.name, p.phone) for p in case.petitioners.all()] == [("王小明", "13800000001")]
    assert page.redirect_chain == [("/p/qingshan/done/", 302)]


def test_behind_the_qr_code_the_channel_is_its_own(client, offices):
    assert client.get("/p/qingshan/qr/").status_code == 200
    client.post("/p/qingshan/qr/", {"once_key": KEY, **TYPED})
    assert Case.objects.get().channel == "qr"


def test_of_somebody_anonymous_nothing_is_kept_that_was_typed(client, offices):
    send(client, who="anonymous")
    assert Case.objects.get().is_anonymous
    assert not Petitioner.objects.exists()


def test_sent_twice_it_makes_one_case_and_shows_the_same_code(client, offices):
    first = code_on(client.post("/p/qingshan/", {"once_key": KEY, **TYPED}, follow=True))
    again = Client().post("/p/qingshan/", {"once_key": KEY, **TYPED}, follow=True)
    assert code_on(again) == first
    assert Case.objects.count() == SentForm.objects.count() == 1


def test_two_forms_have_two_codes(client, offices):
    pages = [client.post("/p/qingshan/", {**TYPED, "once_key": key}, follow=True) for key in (KEY, KEY[:-1] + "8")]
    assert code_on(pages[0]) != code_on(pages[1])
    assert Case.objects.count() == 2


def test_the_code_is_gone_from_the_receipt_after_a_while(client, offices):
    send(client)
    session = client.session
    assert codes.hash_code(session["petition_receipt"]["code"]) != Case.objects.get().code_hash
    session["petition_receipt"] = session["petition_receipt"] | {"until": 0}
    session.save()
    assert "查询码不再显示" in client.get("/p/qingshan/done/").content.decode()
    assert "petition_receipt" not in client.session


# --- about the unit itself


def test_what_is_about_the_unit_itself_goes_past_it(client, offices):
    send(client, about="on", about_unit=offices.town.pk)
    case = Case.objects.get()
    assert (case.unit, case.kind) == (offices.county, "accusation")
    for user in (offices.town_clerk, offices.town_leader, offices.village_cadre):
        assert not Case.objects.visible_to(user).exists()
    assert Case.objects.visible_to(offices.clerk).exists()


def test_somebody_of_the_unit_who_is_named_is_kept_from_it_too(client, offices):
    accused = make_cadre("李建国", unit=offices.town)
    send(client, about="on", about_unit=offices.town.pk, about_name="李建国")
    assert {party.cadre for party in Case.objects.get().parties.all()} == {accused, None}


def test_what_is_about_the_top_of_the_tree_goes_to_discipline_inspection(client, offices):
    inspection = make_unit("县纪委监委", parent=offices.county)
    PetitionSettings.objects.filter(slug="qinghe").update(discipline_unit=inspection)
    inspector = make_user("inspector", role="petition_clerk", unit=inspection)
    send(client, "qinghe", about="on")
    assert Case.objects.get().unit == inspection
    assert Case.objects.visible_to(inspector).exists()
    for user in (offices.clerk, offices.leader, offices.town_clerk):
        assert not Case.objects.visible_to(user).exists()


def test_with_nobody_above_it_is_still_seen_by_somebody(client, offices):
    page = client.get("/p/qinghe/").content.decode()
    assert "上级单位或纪检监察机构" not in page
    send(client, "qinghe", about="on", about_name="clerk")
    assert not Case.objects.visible_to(offices.clerk).exists()
    assert Case.objects.visible_to(offices.auditor).exists()


# --- what is refused, and what stays


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": " "}, "请填写您要反映的内容。"),
        ({"text": "路" * 10_001}, "10000"),
        ({"name": ""}, "请填写姓名；不愿留下姓名的，请选择“匿名”。"),
        ({"who": "x"}, "请选择留下姓名还是匿名。"),
        ({"website": "http"}, "没有提交成功，请再点一次“提交”。"),
        ({"about": "on", "about_unit": "999999"}, "请从列表中选择单位。"),
    ],
)
def test_a_refusal_says_what_to_mend_and_keeps_what_was_typed(client, offices, fields, message):
    page = send(client, **fields)
    assert message in page.content.decode()
    assert "柳树村一组" in page.content.decode()
    assert 'value="http"' not in page.content.decode()
    assert not Case.objects.exists()


def bomb():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * 90_000_000)
    return SimpleUploadedFile("表.xlsx", content.getvalue())


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (lambda: pdf(size=40 * 1024 * 1024), "文件“证明.pdf”过大，没有接收。"),
        (bomb, "文件“表.xlsx”解压后过大"),
        (lambda: SimpleUploadedFile("表.xlsx", b"no workbook at all"), "不接受文件“表.xlsx”"),
        (lambda: pdf("照片.jpg"), "与文件名不符"),
    ],
)
def test_a_file_that_cannot_be_taken_loses_nothing_of_what_was_typed(client, offices, upload, message):
    page = send(client, attachments=upload()).content.decode()
    assert message in page
    assert "村口的路坏了" in page
    assert "附件没有保留，请重新选择" in page
    assert not Case.objects.exists()


def test_more_than_five_files_are_refused(client, offices):
    page = send(client, attachments=[pdf(f"{n}.pdf") for n in range(6)])
    assert "最多上传5个附件" in page.content.decode()


def test_files_are_kept_as_showing_who_sent_them_and_without_where_they_were_taken(client, offices):
    picture, exif = io.BytesIO(), Image.Exif()
    exif[0x8825] = {1: "N", 2: (29.0, 30.0, 0.0)}
    Image.new("RGB", (8, 8)).save(picture, "JPEG", exif=exif)
    send(client, attachments=[SimpleUploadedFile("../家门口.jpg", picture.getvalue())])
    (file,) = Case.objects.get().files.all()
    assert (file.name, file.shows_identity) == ("家门口.jpg", True)
    assert not Image.open(file.file).getexif()


def test_the_form_asks_for_its_token(offices):
    strict = Client(enforce_csrf_checks=True)
    assert send(strict).status_code == 403
    token = strict.get("/p/qingshan/").context["csrf_token"]
    assert send(strict, csrfmiddlewaretoken=str(token)).status_code == 302


# --- how often


@pytest.mark.parametrize("allowance", [SENDINGS, SENDINGS_OF_A_FORM])
def test_too_many_from_one_address_or_with_one_form_wait_an_hour(client, offices, allowance):
    client.get("/p/qingshan/")
    send(client, text="")
    assert RequestCount.objects.count() == 2
    RequestCount.objects.update(count=allowance.most)
    page = send(client)
    assert page.status_code == 429
    assert "村口的路坏了" in page.content.decode()
    assert not Case.objects.exists()


def test_no_address_is_kept(client, offices):
    send(client)
    assert "127.0.0.1" not in str(list(RequestCount.objects.values()))
