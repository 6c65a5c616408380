"""Two people who edit one record."""

import pytest

from core.errors import DomainError
from core.locking import bump, check_version, lock
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("version", [4, "4"])
def test_the_version_in_hand_may_be_saved(version):
    check_version(make_user(version=4), version)


@pytest.mark.parametrize("version", [3, "3", "", None, "x"])
def test_any_other_version_is_refused(version):
    with pytest.raises(DomainError, match="已被他人修改"):
        check_version(make_user(version=4), version)


def test_locking_reads_the_row_afresh_and_refuses_what_is_stale():
    user = make_user(name="甲", version=1)
    type(user).objects.update(name="乙", version=2)
    assert lock(user).name == "乙"
    with pytest.raises(DomainError):
        lock(user, version=user.version)


def test_a_bump_makes_open_forms_stale():
    user = make_user(version=1)
    bump(user)
    with pytest.raises(DomainError):
        check_version(user, 1)
