"""manage.py reindex: write what the search finds things by anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core.reindexing import catch_up, reindex


class Command(BaseCommand):
    # Whether all pages can be imported is no concern of rows.
    requires_system_checks: list[str] = []
    help = "reindex [--missing]: write the search's entries anew, or only those that are missing"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only what has no entry yet (each night does that)")

    def handle(self, *args: Any, missing: bool, **options: Any) -> None:
        for count in catch_up() if missing else reindex():
            if options["verbosity"] and (count.written or count.deleted):
                words = {"label": count.source.label, "written": count.written, "deleted": count.deleted}
                self.stdout.write(_("%(label)s：写入%(written)d条，清除%(deleted)d条。") % words)
        if options["verbosity"]:
            self.stdout.write(_("查找索引已是最新。"))
