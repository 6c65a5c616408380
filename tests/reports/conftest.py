"""A town and its secretary, for the tests that need no more; a county with something of everything, for figures."""

import pytest
from django.db import transaction

from tests import factories as make
from tests.factories_publication import make_company
from tests.factories_rollup import make_scene


@pytest.fixture
def town():
    return make.make_unit("柳溪镇", kind="township")


@pytest.fixture
def secretary(town):
    return make.make_user(cadre=make.make_cadre("陈静", unit=town), role="secretary", unit=town)


@pytest.fixture
def company():
    return make_company()


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """Made once for all tests of a module; what a test writes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_scene()
        transaction.set_rollback(True)
