"""manage.py duties recompute|remind [--on DATE] [--since DATE]"""

import datetime
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core import clock
from duties import actions


class Command(BaseCommand):
    help = "Bring what everybody owes up to date; write the reminders of a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        for name in ("recompute", "remind"):
            command = commands.add_parser(name)
            command.add_argument("--on", type=datetime.date.fromisoformat, default=None)
            if name == "recompute":
                command.add_argument("--since", type=datetime.date.fromisoformat, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or clock.today()
        if options["command"] == "remind":
            self.stdout.write(_("已提醒%(count)d人。") % {"count": actions.remind(at=clock.now(), on=on)})
            return
        changed = actions.recompute(on=on, since=options["since"])
        text = _("新增%(created)d项，更新%(updated)d项，删除%(deleted)d项。")
        self.stdout.write(text % vars(changed))
