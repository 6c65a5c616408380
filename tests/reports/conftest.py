"""A town and its secretary, for the tests that need no more."""

import pytest

from tests import factories as make


@pytest.fixture
def town():
    return make.make_unit("柳溪镇", kind="township")


@pytest.fixture
def secretary(town):
    return make.make_user(cadre=make.make_cadre("陈静", unit=town), role="secretary", unit=town)
