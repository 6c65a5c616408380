"""manage.py first_admin: the log-in with which an empty installation begins."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.actions.users import create_first_admin
from core import clock
from core.errors import DomainError


class Command(BaseCommand):
    help = "Make the first system administrator and print a one-time password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", default="admin")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        try:
            user, password = create_first_admin(username, at=clock.now())
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(_("用户名：%(name)s") % {"name": user.username})
        self.stdout.write(_("一次性密码：%(password)s（首次登录时须修改）") % {"password": password})
