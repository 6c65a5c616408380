"""Days in forms."""

import pytest
from django.core.exceptions import ValidationError

from core.forms import AuditFilter, DayField


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "1900-01-01", "2199-01-01"])
def test_a_day_in_a_year_that_nobody_means_is_refused(text):
    with pytest.raises(ValidationError):
        DayField().clean(text)
    assert not AuditFilter({"until": text}).is_valid()


def test_days_within_living_memory_are_taken():
    assert DayField().clean("1931-09-18").year == 1931
    assert DayField().clean("2049-10-01").year == 2049
