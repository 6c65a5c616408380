"""Uploads are judged by their content."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image, ImageFile

from core import files
from core.errors import DomainError
from core.files import check_upload, clean_name

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def picture(kind="JPEG", size=(40, 20), mode="RGB", **options):
    written = io.BytesIO()
    Image.new(mode, size, "red" if mode != "RGBA" else (255, 0, 0, 90)).save(written, kind, **options)
    return written.getvalue()


def workbook():
    written = io.BytesIO()
    Workbook().save(written)
    return written.getvalue()


def office(parts):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", **parts}.items():
            archive.writestr(name, content)
    return written.getvalue()


def check(name, content, **options):
    return check_upload(SimpleUploadedFile(name, content), **options)


def refusal(name, content, **options):
    with pytest.raises(DomainError) as caught:
        check(name, content, **options)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "stored", "content_type"),
    [
        ("现场.JPG", picture(), "现场.jpg", "image/jpeg"),
        ("现场.jpeg", picture(), "现场.jpg", "image/jpeg"),
        ("图.png", picture("PNG", mode="RGBA"), "图.png", "image/png"),
        ("图.webp", picture("WEBP"), "图.webp", "image/webp"),
        ("通知.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF", "通知.pdf", "application/pdf"),
        ("台账.xlsx", workbook(), "台账.xlsx", files.KINDS[5].content_type),
        ("记录.docx", office({"word/document.xml": b"<w/>"}), "记录.docx", files.KINDS[4].content_type),
    ],
)
def test_these_kinds_are_taken(name, content, stored, content_type):
    checked = check(name, content)
    assert (checked.name, checked.content_type) == (stored, content_type)
    assert checked.size == len(checked.content) > 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ\x90\x00" * 40),
        ("a.html", b"<html><script>alert(1)</script></html>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.gif", picture("GIF")),
        ("a.txt", "只是文字".encode()),
        ("a.zip", office({"readme": b"x"})),
    ],
)
def test_other_kinds_are_refused(name, content):
    assert name in refusal(name, content).message


@pytest.mark.parametrize(
    ("name", "content"),
    [("photo.jpg", picture("PNG")), ("list.xlsx", b"%PDF-1.4\n%%EOF"), ("list.docx", workbook()), ("photo", picture())],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name, content):
    assert "与文件名不符" in refusal(name, content).message


def test_an_empty_and_a_too_large_file_are_refused_at_their_field():
    assert "空的" in refusal("a.jpg", b"").message
    error = refusal("a.jpg", picture(), max_bytes=10, field="attachments")
    assert "超过" in error.message and error.field == "attachments"


@pytest.mark.parametrize("content", [picture()[:200], picture("PNG")[:60], b"\xff\xd8\xff\xe0" + b"\x00" * 50])
def test_a_damaged_picture_is_refused(content):
    import weasyprint.images  # noqa: F401 - makes Pillow lenient for the whole process

    name = "a.png" if content.startswith(b"\x89PNG") else "a.jpg"
    assert refusal(name, content).message


def test_half_a_picture_is_refused_also_after_a_pdf_was_made(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # what WeasyPrint does on import
    assert refusal("a.png", picture("PNG")[:60]).message


def test_where_and_with_what_a_photo_was_taken_is_removed():
    exif = Image.Exif()
    exif[MAKER] = "SecretPhone"
    exif.get_ifd(GPS)[1] = "N"
    content = picture(exif=exif, comment=b"taken at home")
    assert b"SecretPhone" in content and b"taken at home" in content
    stored = check("a.jpg", content).content
    assert b"SecretPhone" not in stored and b"taken at home" not in stored
    assert not Image.open(io.BytesIO(stored)).getexif()


def test_a_photo_taken_sideways_stays_upright_without_its_exif():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    stored = check("a.jpg", picture(exif=exif)).content
    assert Image.open(io.BytesIO(stored)).size == (20, 40)


def test_a_large_photo_is_scaled_down():
    stored = check("a.jpg", picture(size=(4000, 1000))).content
    assert Image.open(io.BytesIO(stored)).size == (files.LONGEST_SIDE, 640)


def test_a_picture_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MOST_PIXELS", 100)
    assert "尺寸过大" in refusal("a.png", picture("PNG")).message


def test_a_zip_bomb_is_refused_without_being_unpacked():
    bomb = office({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * 20_000_000})
    assert len(bomb) < 100_000
    assert "解压后过大" in refusal("a.xlsx", bomb).message


def test_a_workbook_with_macros_is_refused():
    assert "宏" in refusal("a.xlsx", office({"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"})).message


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\张三\\照片.jpg", "照片.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("cod\u202efdp.exe", "cod fdp.pdf"),
        ("...", "file.pdf"),
        ("长" * 300 + ".pdf", "长" * 96 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given, stored):
    assert clean_name(given, ".pdf") == stored
