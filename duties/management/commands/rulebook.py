"""manage.py rulebook check|load|diff|export: regulations as files."""

import datetime
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from accounts.models import Unit
from core import clock
from core.errors import DomainError
from duties import actions
from duties.actions.books import read_for
from duties.comparison import compare
from duties.models import Rulebook, RulebookVersion
from duties.rulebook_file import RulebookError, read


class Command(BaseCommand):
    help = "Check a regulation, put it in force, compare it with the version in force, write it to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        for name in ("check", "load", "diff", "export"):
            command = commands.add_parser(name)
            command.add_argument("file", type=Path)
            command.add_argument("--unit", help="name of the unit (default: the only root of the tree)")
            if name == "load":
                command.add_argument("--from", dest="start", type=datetime.date.fromisoformat, default=None)
            if name == "export":
                command.add_argument("--code", help="code of the rulebook (default: the file's name)")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"do_{options['command']}")(options)

    def do_check(self, options: dict[str, Any]) -> None:
        source = self._checked(options)
        text = _("%(title)s：%(count)d条，没有错误。")
        self.stdout.write(text % {"title": source.book.title, "count": len(source.book.rules)})

    def do_load(self, options: dict[str, Any]) -> None:
        unit = self._unit(options)
        start = options["start"] or clock.today()
        try:
            version = actions.load_rulebook(
                self._text(options["file"]), unit=unit, effective_from=start, by=None, at=clock.now(), on=clock.today()
            )
        except RulebookError as error:
            raise CommandError(str(error)) from None
        except DomainError as error:
            raise CommandError(error.message) from None
        changed = actions.recompute(on=clock.today(), since=min(start, clock.today()))
        text = _("已载入《%(title)s》第%(number)d版，自%(day)s起施行；新增责任%(created)d项。")
        words = {"title": version.rulebook.title, "number": version.number, "day": start, "created": changed.created}
        self.stdout.write(text % words)

    def do_diff(self, options: dict[str, Any]) -> None:
        unit = self._unit(options)
        source = self._read(options["file"], unit)
        before = RulebookVersion.objects.filter(rulebook__code=source.book.code, rulebook__unit=unit).first()
        for change in compare(before.data if before else None, source.data):
            self.stdout.write(str(change))

    def do_export(self, options: dict[str, Any]) -> None:
        unit = self._unit(options)
        code = options["code"] or options["file"].stem
        book = Rulebook.objects.filter(code=code, unit=unit).first()
        if book is None:
            raise CommandError(_("没有代码为“%(code)s”的制度。") % {"code": code})
        options["file"].write_text(book.versions.latest("number").source, encoding="utf-8")
        self.stdout.write(_("已写入%(file)s。") % {"file": options["file"]})

    def _checked(self, options: dict[str, Any]) -> Any:
        """A file can be checked before there is a database; what the organisation alone knows is left out then."""
        try:
            return self._read(options["file"], self._unit(options, needed=False))
        except DatabaseError:
            self.stderr.write(_("数据库不可用或者尚未建好：单位类型、走访形式、联系类别、节日和时段的代码没有核对。"))
        try:
            return read(self._text(options["file"]))
        except RulebookError as error:
            raise CommandError(str(error)) from None

    def _read(self, file: Path, unit: Unit | None) -> Any:
        try:
            return read_for(self._text(file), unit)
        except RulebookError as error:
            raise CommandError(str(error)) from None

    def _text(self, file: Path) -> str:
        try:
            return file.read_text(encoding="utf-8")
        except OSError as error:
            raise CommandError(_("无法读取文件：%(reason)s") % {"reason": error.strerror}) from None
        except UnicodeDecodeError:
            raise CommandError(_("文件不是 UTF-8 编码的文本。")) from None

    def _unit(self, options: dict[str, Any], *, needed: bool = True) -> Any:
        roots = Unit.objects.filter(closed_on=None)
        found = roots.filter(name=options["unit"]) if options["unit"] else roots.filter(parent=None)
        if found.count() == 1:
            return found.get()
        if needed or options["unit"]:
            raise CommandError(_("请用 --unit 指明一个单位的名称。"))
        return None
