"""Who reads every root reads all, and is asked of the database once."""

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_role_on_every_root_reads_all_and_on_one_of_two_does_not():
    roots = [make.make_unit(), make.make_unit()]
    one = make.make_user(role="auditor", unit=roots[0])
    both = make.make_user(role="auditor", unit=roots[0])
    both.grants.create(role="leader", unit=roots[1], start=make.START)
    assert not one.access.reads_all("auditor")
    assert both.access.reads_all("auditor", "leader")
    assert not both.access.reads_all("auditor")


def test_a_role_below_a_root_reads_a_part():
    part = make.make_unit(parent=make.make_unit())
    assert not make.make_user(role="auditor", unit=part).access.reads_all("auditor")
    assert not make.make_user().access.reads_all("auditor")


def test_a_superuser_reads_all():
    make.make_unit()
    assert make.make_user(is_superuser=True).access.reads_all("auditor")


def test_it_is_asked_once_however_often_it_is_needed(django_assert_num_queries):
    access = make.make_user(role="auditor", unit=make.make_unit()).access
    with django_assert_num_queries(1):
        assert all(access.reads_all("auditor") for _time in range(3))
