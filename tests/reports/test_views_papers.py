"""Papers in the browser and as PDF: who gets them, what is written down, and how they are set."""

import datetime
import io

import pytest
from pypdf import PdfReader

from core import clock
from core.models import AuditEntry
from reports import jobs
from reports.models import ReportJob
from reports.paper_makers import SMALL_BOOKS, record_books
from tests import factories as make
from tests.factories_rollup import NOON, TODAY
from visits.models import Matter

pytestmark = pytest.mark.django_db
PAPERS, BOOKS = "/reports/papers/", "/reports/papers/books/"
OF_A_UNIT = [f"{PAPERS}{page}" for page in ("brief/", "brief/pdf/", "round/", "round/pdf/")]
DAY = datetime.date(2026, 3, 10)
# What no line begins with, and what none ends with.
NOT_FIRST, NOT_LAST = "。，、；：？）》】”’％%", "（《【“‘"
LONG = "群众反映：村内排水沟（三组至五组）多年没有清淤，雨季倒灌进院；希望“先通后治”，入冬前组织清理，明春再统一硬化。"


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: NOON)


class Town:
    def __init__(self):
        county = make.make_unit("青山县", kind="county")
        self.unit = make.make_unit("柳溪镇", parent=county, kind="township")
        self.other = make.make_unit("河口镇", parent=county, kind="township")
        self.cadre = make.make_cadre("陈静", unit=self.unit, title="副镇长")
        self.user = make.make_user(cadre=self.cadre)
        self.secretary = make.make_user(cadre=make.make_cadre("王强", unit=self.unit), role="secretary", unit=self.unit)
        self.auditor = make.make_user(role="auditor", unit=county)
        self.stranger = make.make_user(cadre=make.make_cadre(unit=self.other), role="secretary", unit=self.other)

    def book_url(self):
        return f"{BOOKS}{self.cadre.pk}/"

    def write(self, logs):
        for number in range(logs):
            day = DAY + datetime.timedelta(days=number)
            log = make.make_log(self.cadre, unit=self.unit, by=self.user, day=day, content="甲" * number + LONG * 2)
            Matter.objects.create(log=log, unit=self.unit, unit_path=self.unit.path, text="乙" * number + LONG, due=day)


@pytest.fixture
def town():
    return Town()


def pages_of(response):
    assert response["Content-Type"] == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages]


@pytest.mark.parametrize("url", [PAPERS, BOOKS, f"{BOOKS}1/", *OF_A_UNIT])
def test_a_stranger_is_sent_to_the_log_in(client, url):
    assert client.get(url).url.startswith("/login/")


@pytest.mark.parametrize("url", OF_A_UNIT)
def test_papers_of_another_unit_are_not_there(log_in, town, url):
    assert log_in(town.secretary).get(f"{url}?unit={town.other.pk}").status_code == 404


@pytest.mark.parametrize("url", [BOOKS, *OF_A_UNIT])
def test_who_reads_no_unit_is_refused(log_in, town, url):
    assert log_in(town.user).get(url).status_code == 403


@pytest.mark.parametrize("url", [PAPERS, "/reports/papers/brief/", "/reports/papers/round/"])
def test_an_auditor_reads(log_in, town, url):
    assert log_in(town.auditor).get(f"{url}?unit={town.unit.pk}").status_code == 200


def test_the_page_of_papers_leads_to_those_of_the_unit_and_to_the_own_book(log_in, town):
    text = log_in(town.secretary).get(PAPERS).content.decode()
    assert "start=2026-07-01&amp;end=2026-09-30" in text
    assert f"{BOOKS}{town.secretary.cadre.pk}/" in text
    own = log_in(town.user).get(PAPERS).content.decode()
    assert town.book_url() in own
    assert "/reports/papers/brief/" not in own


def test_a_brief_is_a_page_for_the_leader_and_the_details_after_it(log_in, town):
    town.write(6)
    url = f"/reports/papers/brief/pdf/?unit={town.unit.pk}&start=2026-01-01&end=2026-12-31"
    first, second, *_rest = pages_of(log_in(town.secretary).get(url))
    assert "柳溪镇2026年联系群众工作简报" in first
    assert "本期收集问题6件，尚未办结。" in first
    assert "6件诉求超过办理时限尚未办结" in first
    assert "需要研究解决的事项" in first
    assert second.startswith("一、指标对比")


def test_the_report_of_a_round_in_the_browser(log_in, town):
    home = make.make_household(unit=town.unit)
    make.make_log(town.cadre, unit=town.unit, by=town.user, day=DAY, targets=(home,))
    text = log_in(town.secretary).get(f"/reports/papers/round/?unit={town.unit.pk}").content.decode()
    assert "本轮应走访1户，已全部走访，覆盖率100%。" in text


def test_a_book_is_printed_and_written_down_with_its_purpose(log_in, town):
    town.write(1)
    response = log_in(town.user).post(town.book_url(), {"year": 2026, "purpose": "年度检查"})
    assert "副镇长" in pages_of(response)[0]
    entry = AuditEntry.objects.get(action="reports.print_record_book")
    assert (entry.label, entry.unit_path, entry.data) == (
        "陈静",
        town.unit.path,
        {"year": 2026, "purpose": "年度检查"},
    )


def test_without_a_purpose_there_is_no_book(log_in, town):
    for url, fields in ((town.book_url(), {}), (BOOKS, {"unit": town.unit.pk})):
        response = log_in(town.secretary).post(url, {"year": 2026, "purpose": " ", **fields})
        assert "purpose" in response.context["form"].errors
    assert not AuditEntry.objects.filter(action__startswith="reports.print").exists()


def test_somebody_elses_book_is_not_there(log_in, town):
    for user in (town.stranger, make.make_user(cadre=make.make_cadre(unit=town.unit))):
        assert log_in(user).get(town.book_url()).status_code == 404


def test_the_book_is_linked_on_the_page_of_the_cadre_for_those_who_may_print_it(log_in, town):
    page = town.cadre.get_absolute_url()
    assert town.book_url() in log_in(town.user).get(page).content.decode()
    colleague = make.make_user(cadre=make.make_cadre(unit=town.unit))
    assert town.book_url() not in log_in(colleague).get(page).content.decode()


def test_the_brief_is_linked_on_the_page_of_a_unit_for_those_who_read_it(log_in, town):
    link = f"/reports/papers/brief/?unit={town.unit.pk}&amp;start=2026-10-01&amp;end=2026-12-31"
    page = town.unit.get_absolute_url()
    assert link in log_in(town.secretary).get(page).content.decode()
    assert link not in log_in(town.user).get(page).content.decode()


def test_lines_are_broken_and_pages_are_numbered_as_chinese_is_set(log_in, town):
    """Books of a unit one after the other; every page but the covers has a number, each book counts its own."""
    town.write(24)
    response = log_in(town.secretary).post(BOOKS, {"unit": town.unit.pk, "year": 2026, "purpose": "检查"})
    pages = pages_of(response)
    lines = [line.strip() for page in pages for line in page.split("\n") if line.strip()]
    assert not [line for line in lines if line[0] in NOT_FIRST or line[-1] in NOT_LAST]
    covers = [number for number, page in enumerate(pages) if page.startswith("民情日记")]
    assert len(covers) == 2
    own = pages[: covers[1]]
    assert [f"{number} / {len(own)}" in page for number, page in enumerate(own, 1)] == [False, *[True] * (len(own) - 1)]
    # A heading is never the last thing on a page.
    assert not [page for page in pages if page.split("\n")[-1].startswith(("一、", "二、", "三、"))]


def test_the_books_of_many_are_left_to_the_worker(log_in, town):
    for number in range(SMALL_BOOKS):
        make.make_cadre(f"干部{number}", unit=town.unit)
    response = log_in(town.secretary).post(BOOKS, {"unit": town.unit.pk, "year": 2026, "purpose": "检查"})
    job = ReportJob.objects.get()
    assert response.url == job.get_absolute_url()
    assert (job.kind, job.title) == ("record_books", "柳溪镇2026年民情日记")


def test_the_worker_tells_how_far_it_is_and_stops_when_it_is_given_up(town):
    job = ReportJob(kind="record_books", unit=town.unit, requested_by=town.secretary, started_at=NOON)
    job.params = {"start": "2026-01-01", "end": "2026-12-31", "period": "year"}
    progress = jobs.Progress()
    assert record_books(job, progress).read(5) == b"%PDF-"
    assert (progress.done, progress.total) == (2, 2)
    progress.is_cancelled = True
    with pytest.raises(jobs.Cancelled):
        record_books(job, progress)


def test_a_unit_without_cadres_has_no_books(log_in, town):
    empty = make.make_unit(parent=town.unit)
    response = log_in(town.secretary).post(BOOKS, {"unit": empty.pk, "year": 2026, "purpose": "检查"})
    assert "没有任职的干部" in str(response.context["form"].errors["unit"])
