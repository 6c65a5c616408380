"""Handing in a regulation in the browser: preview first, then in force."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from duties.models import RulebookVersion
from duties.rulebook_file import RulebookError, read
from tests.factories import make_user
from tests.factories_duties import BOOKS, County, day, owed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch, noon):
    monkeypatch.setattr("core.clock.today", lambda: noon.date())
    monkeypatch.setattr("core.clock.now", lambda: noon)


@pytest.fixture
def county() -> County:
    return County()


def file(text: str = "", name: str = "r01.yaml", content: bytes = b"") -> SimpleUploadedFile:
    text = text or (BOOKS / "r01.yaml").read_text(encoding="utf-8")
    return SimpleUploadedFile(name, content or text.encode())


def send(client, county, **data):
    data.setdefault("unit", county.root.pk)
    data.setdefault("start", "2026-11-20")
    return client.post(reverse("duties:rulebook_upload"), data)


def test_the_preview_shows_whom_it_binds_and_its_windows_and_changes_nothing(log_in, county):
    leader = county.leader("township")
    county.log(leader, "stay", "03-10", "03-12")
    page = send(log_in(county.clerk), county, file=file(), preview="1").content.decode()
    for words in ("乡镇领导每月驻村", "1个责任主体", "2026年12月", "应完成", "是首次载入"):
        assert words in page
    assert not RulebookVersion.objects.exists()


def test_last_years_logs_are_held_against_the_draft(log_in, county):
    leader = county.leader("township")
    county.log(leader, "stay", "03-10", "03-12")
    shown = send(log_in(county.clerk), county, file=file(), preview="1").context["preview"]
    rule = next(rule for rule in shown.rules if rule.code == "1.6")
    # In office since January: ten months are over, one of them was met.
    assert (rule.owed_last_year, rule.met_last_year) == (10, 1)


def test_confirming_the_preview_puts_it_in_force(log_in, county):
    leader = county.leader("township")
    client = log_in(county.clerk)
    preview = send(client, county, file=file(), preview="1")
    source = preview.context["form"]["source"].value()
    assert send(client, county, source=source, confirm="1").status_code == 302
    assert owed("1.6", leader, "11-01").required == 1  # 11 of 30 days: 3 × 11 / 30, to the nearest
    assert RulebookVersion.objects.get().loaded_by == county.clerk


def test_a_bad_file_shows_every_mistake(log_in, county):
    bad = (BOOKS / "r01.yaml").read_text(encoding="utf-8").replace("least: 7", "least: 七").replace("[stay]", "[]")
    page = send(log_in(county.clerk), county, file=file(bad), preview="1").content.decode()
    assert "文件有误" in page and page.count("<li>第") >= 3


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (lambda: file(content=b"\xff\xfe\x00"), "UTF-8"),
        (lambda: file(content=b"a" * 600_000), "500 KB"),
        (lambda: "", "请选择制度文件"),
    ],
)
def test_what_is_no_readable_file_is_refused(log_in, county, upload, words):
    assert words in send(log_in(county.clerk), county, file=upload(), preview="1").content.decode()


def test_only_administrators_hand_in_regulations(log_in, county):
    secretary = make_user(role="secretary", unit=county.root)
    client = log_in(secretary)
    assert client.get(reverse("duties:rulebook_upload")).status_code == 403
    assert send(client, county, file=file(), confirm="1").status_code == 403
    assert not RulebookVersion.objects.exists()


def test_an_administrator_of_one_town_cannot_bind_the_county(log_in, county):
    client = log_in(make_user(role="organisation_admin", unit=county.unit("township")))
    page = send(client, county, file=file(), confirm="1")
    assert page.status_code == 200 and not RulebookVersion.objects.exists()


def test_a_new_version_before_today_is_refused_at_its_field(log_in, county):
    client = log_in(county.clerk)
    send(client, county, file=file(), confirm="1", start="2026-11-01")
    changed = (BOOKS / "r01.yaml").read_text(encoding="utf-8").replace("least: 7", "least: 8")
    page = send(client, county, file=file(changed), confirm="1", start="2026-11-10")
    assert "不能早于今天" in page.content.decode()
    assert RulebookVersion.objects.count() == 1


def test_versions_stay_and_can_be_read(log_in, county):
    client = log_in(county.clerk)
    send(client, county, file=file(), confirm="1", start="2026-11-01")
    changed = (BOOKS / "r01.yaml").read_text(encoding="utf-8").replace("least: 7", "least: 8")
    send(client, county, file=file(changed), confirm="1", start="2026-12-01")
    book = RulebookVersion.objects.first().rulebook
    assert book.versions.get(number=1).effective_to == day("11-30")
    now, then = client.get(book.get_absolute_url()), client.get(book.get_absolute_url() + "?version=2")
    assert "不少于7天" in now.content.decode() and "不少于8天" in then.content.decode()


def test_a_regulation_of_1949_is_not_computed_back_to_its_beginning(log_in, county):
    answer = send(log_in(county.clerk), county, file=file(), confirm="1", start="1949-10-01")
    assert answer.status_code == 200
    assert "施行日期不能早于2023年" in answer.content.decode()
    assert not RulebookVersion.objects.exists()


def test_of_very_many_mistakes_the_first_are_shown_and_how_many_more_there_are(log_in, county):
    rule = "  - {code: '%d', title: 一, clause: 一, whom: {}}\n"
    bad = "rulebook: x\ntitle: 试行\nrules:\n" + "".join(rule % number for number in range(1, 291))
    page = send(log_in(county.clerk), county, file=file(bad), preview="1").content.decode()
    with pytest.raises(RulebookError) as caught:
        read(bad)
    more = len(caught.value.mistakes) - 200
    assert page.count("<li>第") == 200 and f"另有{more}处错误没有列出" in page
    assert "没有列出" not in send(log_in(county.clerk), county, file=file("a: [")).content.decode()
