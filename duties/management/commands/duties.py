"""manage.py duties recompute [--on DATE] [--since DATE]"""

import datetime
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core import clock
from duties import actions


class Command(BaseCommand):
    help = "Bring what everybody owes up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        recompute = commands.add_parser("recompute")
        recompute.add_argument("--on", type=datetime.date.fromisoformat, default=None)
        recompute.add_argument("--since", type=datetime.date.fromisoformat, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        changed = actions.recompute(on=options["on"] or clock.today(), since=options["since"])
        text = _("新增%(created)d项，更新%(updated)d项，删除%(deleted)d项。")
        self.stdout.write(text % vars(changed))
