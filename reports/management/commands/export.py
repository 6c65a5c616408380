"""manage.py export FOLDER: the nightly dump for other systems. Run it from cron or a timer."""

import datetime
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.models import Unit
from core import audit, clock
from reports.exports.dump import delete_old, write_dump


class Command(BaseCommand):
    help = "export FOLDER [--unit KEY] [--start DAY] [--end DAY] [--keep N]: obligations, logs and cases as JSON lines"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--unit", type=int, help="key of the unit; the only root where it is not given")
        parser.add_argument("--start", type=_day, help="first day, 2026-01-01")
        parser.add_argument("--end", type=_day, help="last day")
        parser.add_argument("--keep", type=int, help="delete all but so many of the newest dumps in the folder")

    def handle(self, *args: Any, folder: Path, unit: int | None, keep: int | None, **options: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError(_("--keep 至少为 1。"))
        chosen, on = _unit(unit), clock.today()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path, counts = write_dump(folder, chosen, start=options["start"], end=options["end"], on=on)
            audit.record(
                "reports.export_dump", chosen, by=None, at=clock.now(), unit_path=chosen.path, data={"counts": counts}
            )
            deleted = delete_old(folder, keep=keep) if keep else []
        except OSError as error:
            raise CommandError(_("无法写入%(folder)s：%(reason)s") % {"folder": folder, "reason": error}) from error
        for name, count in counts.items():
            self.stdout.write(f"{name:12} {count}")
        self.stdout.write(_("已写入%(path)s。") % {"path": path})
        for old in deleted:
            self.stdout.write(_("已删除%(path)s。") % {"path": old})


def _unit(key: int | None) -> Unit:
    roots = Unit.objects.filter(pk=key) if key else Unit.objects.filter(parent=None, closed_on=None)
    found = list(roots[:2])
    if len(found) != 1:
        raise CommandError(_("请用 --unit 指明单位编号。"))
    return found[0]


def _day(text: str) -> datetime.date:
    day = parse_date(text)
    if day is None:
        raise ValueError(text)
    return day
