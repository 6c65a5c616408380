"""Lists of days off as they are announced: reading a CSV file, the lists that come with the product. Pure."""

import csv
import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.workdays import SATURDAY

OFF, WORKING = "off", "working"
SHIPPED_YEARS = 5


@dataclass(frozen=True, order=True)
class AnnouncedDay:
    """A day that is off, or a Saturday or Sunday that is worked."""

    day: datetime.date
    is_off: bool
    name: str = ""


class CalendarFileError(Exception):
    """Everything that is wrong with a file, one message for each mistake, each with its line number."""

    def __init__(self, mistakes: list[str]):
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def read_csv(text: str) -> list[AnnouncedDay]:
    """Days from `day,off|working,name` lines; a first line that begins with "day" is a heading.

    Raises CalendarFileError with all mistakes at once.
    """
    days: dict[datetime.date, AnnouncedDay] = {}
    mistakes: list[str] = []
    for number, cells in enumerate(_lines(text), 1):
        if not any(cell.strip() for cell in cells) or (number == 1 and cells[0].strip().lower() == "day"):
            continue
        try:
            _add(days, _read_line(cells))
        except ValueError as error:
            mistakes.append(_("第%(line)d行：%(problem)s") % {"line": number, "problem": error})
    if not days and not mistakes:
        mistakes.append(_("文件中没有日期。"))
    if mistakes:
        raise CalendarFileError(mistakes)
    return sorted(days.values())


def _lines(text: str) -> list[list[str]]:
    """The cells of each line, however lines end, without characters that no day is called by."""
    text = "".join(c for c in text.lstrip("\ufeff") if c.isprintable() or c in "\r\n\t")
    reader = csv.reader(io.StringIO(text, newline=None))
    try:
        return list(reader)
    except csv.Error as error:
        mistake = _("第%(line)d行：%(problem)s") % {"line": reader.line_num, "problem": error}
        raise CalendarFileError([mistake]) from None


def by_year(days: Iterable[AnnouncedDay]) -> dict[int, list[AnnouncedDay]]:
    years: dict[int, list[AnnouncedDay]] = {}
    for day in sorted(days):
        years.setdefault(day.day.year, []).append(day)
    return years


def years_to_know(on: datetime.date) -> set[int]:
    """Whose days off ought to be loaded by that day: this year's, and from December on the next one's, which are
    announced each November."""
    return {on.year, on.year + 1} if on.month == 12 else {on.year}


def write_csv(days: Iterable[AnnouncedDay]) -> str:
    """The lines that `read_csv` reads."""
    file = io.StringIO()
    csv.writer(file).writerows((entry.day, "off" if entry.is_off else "working", entry.name) for entry in days)
    return file.getvalue()


def shipped() -> dict[int, list[AnnouncedDay]]:
    """The announced days of the last years that the `chinesecalendar` package knows."""
    from chinese_calendar.constants import Holiday, holidays, workdays

    names = {holiday.value: holiday.chinese for holiday in Holiday}
    days = [AnnouncedDay(day, True, names[name]) for day, name in holidays.items()]
    days += [AnnouncedDay(day, False, names[name]) for day, name in workdays.items()]
    years = by_year(days)
    return {year: years[year] for year in sorted(years)[-SHIPPED_YEARS:]}


def _add(days: dict[datetime.date, AnnouncedDay], new: AnnouncedDay) -> None:
    if new.day in days:
        raise ValueError(_("%(day)s 出现了两次。") % {"day": new.day})
    days[new.day] = new


def _read_line(cells: list[str]) -> AnnouncedDay:
    cells = [cell.strip() for cell in cells]
    if len(cells) not in (2, 3):
        raise ValueError(_("应为“日期,off或working,名称”三列。"))
    day = _read_day(cells[0])
    if cells[1].lower() not in (OFF, WORKING):
        raise ValueError(_("第二列应为 off（放假）或 working（上班），而不是“%(text)s”。") % {"text": cells[1]})
    entry = AnnouncedDay(day, cells[1].lower() == OFF, cells[2][:40] if len(cells) == 3 else "")
    if problem := problem_of(entry):
        raise ValueError(problem)
    return entry


def problem_of(entry: AnnouncedDay) -> str:
    """Why this cannot have been announced, or ""."""
    if not entry.is_off and entry.day.weekday() < SATURDAY:
        return _("%(day)s 不是星期六或星期日，不必列为调休上班。") % {"day": entry.day}
    return ""


def _read_day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("“%(text)s”不是日期，请写成 2026-01-01 的样子。") % {"text": text}) from None
