"""manage.py prepare: the one step between an installation and a running one; safe to repeat at each upgrade."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Bring the database up to date: migrations, and the working-day calendars that come with the product."

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["verbosity"]
        call_command("migrate", interactive=False, verbosity=quiet, stdout=self.stdout)
        call_command("calendar", "load", shipped=True, verbosity=quiet, stdout=self.stdout)
