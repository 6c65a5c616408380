"""manage.py prepare: the one step between an installation and a running one; safe to repeat at each upgrade."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from contacts import shipped as shipped_categories
from contacts.models import ContactCategory
from visits import shipped as shipped_kinds
from visits.models import VisitKind


class Command(BaseCommand):
    help = "Bring the database up to date: migrations, and what comes with the product as data."

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["verbosity"]
        call_command("migrate", interactive=False, verbosity=quiet, stdout=self.stdout)
        with transaction.atomic():
            shipped_categories.load(ContactCategory)
            shipped_kinds.load(VisitKind)
        # What an installation held before there was a search.
        call_command("reindex", missing=True, verbosity=0)
        call_command("calendar", "load", shipped=True, verbosity=quiet, stdout=self.stdout)
