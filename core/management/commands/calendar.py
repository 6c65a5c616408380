"""manage.py calendar: load the days off and make-up working days of a year, or show what is loaded."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from core import actions, calendar_days, calendar_hooks, clock
from core.calendar_days import AnnouncedDay, CalendarFileError
from core.errors import DomainError
from core.models import CalendarYear
from core.selectors import DayChange, calendar_changes, calendars_around


class Command(BaseCommand):
    help = "calendar load FILE.csv | calendar load --shipped [--dry-run] | calendar show"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("do", choices=["load", "show"])
        parser.add_argument("file", nargs="?", type=Path, help="day,off|working,name")
        parser.add_argument("--dry-run", action="store_true", help="show what would change and load nothing")
        parser.add_argument("--shipped", action="store_true", help="the years that come with the product")

    def handle(self, *args: Any, do: str, file: Path | None, shipped: bool, dry_run: bool, **options: Any) -> None:
        if do == "show":
            self._show()
        elif shipped == bool(file):
            raise CommandError(_("请给出一个文件，或者 --shipped（二者选一）。"))
        else:
            years = calendar_days.shipped() if shipped else calendar_days.by_year(_read(file))
            if dry_run:
                self._show_changes(years)
            else:
                self._load(years, source=file.name if file else "chinesecalendar")

    def _show_changes(self, years: dict[int, list[AnnouncedDay]]) -> None:
        for year, days in years.items():
            changes = calendar_changes(year, days)
            self._report(_("%(year)d年将变动%(count)d天。"), year, changes)
            moved = calendar_hooks.effect(*calendars_around(year, days), year, on=clock.today())
            words = {"windows": moved.windows, "rows": moved.rows}
            self.stdout.write(_("将有%(windows)d个时段随之变动，涉及已生成的责任事项%(rows)d项。") % words)
            for shift in moved.shifts:
                self.stdout.write(f"  {shift.what}: {shift.before or '—'} → {shift.after or '—'}")

    @transaction.atomic
    def _load(self, years: dict[int, list[AnnouncedDay]], source: str) -> None:
        for year, days in years.items():
            try:
                changes = actions.load_calendar(days, year=year, source=source, by=None, at=clock.now())
            except DomainError as error:
                raise CommandError(error.message) from error
            self._report(_("%(year)d年已载入，变动%(count)d天。"), year, changes)

    def _report(self, sentence: str, year: int, changes: list[DayChange]) -> None:
        self.stdout.write(sentence % {"year": year, "count": len(changes)})
        for change in changes:
            kind = _("上班") if change.becomes_workday else _("放假")
            self.stdout.write(f"  {change.day} {kind} {change.name}".rstrip())

    def _show(self) -> None:
        for year in CalendarYear.objects.all():
            self.stdout.write(f"{year.year}  {year.loaded_at:%Y-%m-%d}  {year.source}")


def _read(file: Path | None) -> list[AnnouncedDay]:
    assert file is not None
    try:
        return calendar_days.read_csv(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CommandError(_("无法读取文件：%(reason)s") % {"reason": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise CommandError(_("文件不是 UTF-8 编码的文本，请另存为“CSV UTF-8”。")) from error
    except CalendarFileError as error:
        raise CommandError("\n".join(error.mistakes)) from error
