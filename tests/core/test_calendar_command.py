"""manage.py calendar, the action behind it, and the calendar that everything reads."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command

from core.actions import load_calendar
from core.calendar_days import AnnouncedDay, shipped
from core.errors import DomainError
from core.models import AuditEntry, CalendarDay, CalendarYear
from core.selectors import calendar_changes, load_work_calendar

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime.date(2027, 1, 1)
AT = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)


def load(*days, year=2027, at=AT):
    return load_calendar([AnnouncedDay(*day) for day in days], year=year, source="通知", by=None, at=at)


def run(*arguments):
    out = io.StringIO()
    call_command("calendar", *arguments, stdout=out)
    return out.getvalue()


def test_the_shipped_years_are_loaded_and_named():
    output = run("load", "--shipped")
    calendar = load_work_calendar()
    assert max(shipped()) in calendar.years and "2026年已载入" in output
    assert not calendar.is_workday(datetime.date(2026, 2, 17))
    assert "chinesecalendar" in run("show")


def test_loading_twice_changes_nothing_the_second_time():
    run("load", "--shipped")
    before = set(CalendarDay.objects.values_list("day", "is_off"))
    assert "变动0天" in run("load", "--shipped")
    assert set(CalendarDay.objects.values_list("day", "is_off")) == before


def test_a_file_replaces_its_year(tmp_path):
    load((NEW_YEAR, True), (datetime.date(2027, 2, 8), True))
    file = tmp_path / "2027.csv"
    file.write_text("2027-01-01,off,元旦\n2027-01-04,off,元旦\n", encoding="utf-8")
    output = run("load", str(file))
    assert "2027-01-04 放假 元旦" in output and "2027-02-08 上班" in output
    assert CalendarYear.objects.get(year=2027).source == "2027.csv"


@pytest.mark.parametrize(
    ("content", "message"), [(b"2027-02-30,off\nx\n", "第2行"), ("中文".encode("gbk"), "UTF-8"), (b"", "没有日期")]
)
def test_a_bad_file_changes_nothing(tmp_path, content, message):
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        run("load", str(file))
    assert not CalendarYear.objects.exists()


@pytest.mark.parametrize("arguments", [("load",), ("load", "x.csv", "--shipped"), ("load", "/nowhere.csv")])
def test_a_wrong_call_is_explained(arguments):
    with pytest.raises(CommandError):
        run(*arguments)


@pytest.mark.parametrize(
    "days",
    [
        [],
        [(datetime.date(2026, 1, 1), True)],
        [(NEW_YEAR, True), (NEW_YEAR, True)],
        [(NEW_YEAR, False)],
    ],
)
def test_days_that_cannot_be_are_refused_and_the_old_ones_stay(days):
    load((NEW_YEAR, True))
    with pytest.raises(DomainError):
        load(*days)
    assert list(CalendarDay.objects.values_list("day", flat=True)) == [NEW_YEAR]


def test_what_would_change_is_shown_without_loading_it(capsys, tmp_path):
    file = tmp_path / "2027.csv"
    file.write_text("2027-01-01,off,元旦\n", encoding="utf-8")
    call_command("calendar", "load", str(file), dry_run=True)
    assert "2027年将变动1天。" in capsys.readouterr().out
    assert not CalendarYear.objects.exists()


def test_what_a_calendar_changed_is_in_the_audit_trail():
    load((NEW_YEAR, True, "元旦"), (datetime.date(2027, 1, 9), False, "调休"))
    entry = AuditEntry.objects.get(action="core.load_calendar")
    nothing = {"windows": 0, "moved": []}
    assert entry.data == {"source": ["", "通知"], "off": ["2027-01-01"], "working": ["2027-01-09"], **nothing}
    assert entry.action_name == "载入工作日历"


def test_the_difference_is_shown_before_anything_is_written():
    [change] = calendar_changes(2027, [AnnouncedDay(NEW_YEAR, True, "元旦")])
    assert (change.day, change.becomes_workday, change.name) == (NEW_YEAR, False, "元旦")
    assert not CalendarDay.objects.exists()


def test_the_calendar_is_read_once_and_again_after_a_change(django_assert_num_queries):
    load((NEW_YEAR, True))
    load_work_calendar()
    with django_assert_num_queries(1):
        assert load_work_calendar().off == {NEW_YEAR}
    # As another process would: rows change without this process being told.
    CalendarDay.objects.all().delete()
    CalendarYear.objects.update(loaded_at=AT + datetime.timedelta(seconds=1))
    assert load_work_calendar().off == set()
