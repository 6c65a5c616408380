"""Reading in chunks, and putting rows to what they belong to."""

import pytest

from accounts.models import Unit
from core.reading import by_key, chunks, rows_of
from tests.factories import make_unit


def test_rows_come_in_chunks_and_none_is_empty():
    assert list(chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(chunks([], 2)) == []


def test_what_belongs_to_a_key_keeps_its_order():
    assert by_key([(1, "a"), (2, "b"), (1, "c")]) == {1: ["a", "c"], 2: ["b"]}
    assert by_key([(1, "a", "x")]) == {1: [["a", "x"]]}


@pytest.mark.django_db
def test_many_keys_are_one_parameter():
    first, _second, third = (make_unit(name) for name in ("甲镇", "乙镇", "丙镇"))
    assert set(Unit.objects.filter(pk__in=rows_of([first.pk, third.pk]))) == {first, third}
    assert not Unit.objects.filter(pk__in=rows_of([])).exists()
