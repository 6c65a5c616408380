import io

import pytest
from django.core.management import call_command

from contacts.models import ContactCategory
from core.models import CalendarYear
from visits.models import VisitKind

pytestmark = pytest.mark.django_db


def prepare():
    call_command("prepare", stdout=io.StringIO(), verbosity=0)


def test_an_installation_begins_with_kinds_categories_and_calendars():
    prepare()
    assert VisitKind.objects.filter(code="home_visit").exists()
    assert ContactCategory.objects.filter(code="hardship_household").exists()
    assert CalendarYear.objects.exists()


def test_an_upgrade_changes_nothing_that_the_organisation_changed():
    prepare()
    VisitKind.objects.filter(code="home_visit").update(name="登门走访")
    kinds = VisitKind.objects.count()
    prepare()
    assert VisitKind.objects.get(code="home_visit").name == "登门走访"
    assert VisitKind.objects.count() == kinds
