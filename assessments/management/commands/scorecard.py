"""manage.py scorecard check|load FILE: scorecards as files."""

import datetime
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import Unit
from assessments.actions.scorecards import load_scorecard
from assessments.drafts import plain
from assessments.scorecard_file import read
from core import clock, periods
from core.errors import DomainError


class Command(BaseCommand):
    help = "Check a scorecard, or put it in force for a unit and all below it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        for name in ("check", "load"):
            command = commands.add_parser(name)
            command.add_argument("file", type=Path)
            if name == "load":
                command.add_argument("--unit", help="name of the unit (default: the only root of the tree)")
                command.add_argument("--from", dest="start", type=datetime.date.fromisoformat, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"do_{options['command']}")(options)
        except DomainError as error:
            raise CommandError(error.message) from None

    def do_check(self, options: dict[str, Any]) -> None:
        draft = read(self._text(options["file"])).draft
        words = {"title": draft.title, "count": len(draft.criteria), "total": plain(draft.total)}
        self.stdout.write(_("%(title)s：%(count)d项，共%(total)s分，没有错误。") % words)

    def do_load(self, options: dict[str, Any]) -> None:
        today = clock.today()
        version = load_scorecard(
            self._text(options["file"]),
            unit=self._unit(options["unit"]),
            effective_from=options["start"] or periods.quarter(today).start,
            by=None,
            at=clock.now(),
            on=today,
        )
        words = {"title": version.scorecard, "number": version.number, "day": version.effective_from}
        self.stdout.write(_("已启用“%(title)s”第%(number)d版，自%(day)s起施行。") % words)

    def _text(self, file: Path) -> str:
        try:
            return file.read_text(encoding="utf-8")
        except OSError as error:
            raise CommandError(_("无法读取文件：%(reason)s") % {"reason": error.strerror}) from None
        except UnicodeDecodeError:
            raise CommandError(_("文件不是 UTF-8 编码的文本。")) from None

    def _unit(self, name: str | None) -> Unit:
        roots = Unit.objects.filter(closed_on=None)
        found = roots.filter(name=name) if name else roots.filter(parent=None)
        if found.count() != 1:
            raise CommandError(_("请用 --unit 指明一个单位的名称。"))
        return found.get()
