"""Reading in chunks, and putting rows to what they belong to."""

from core.reading import by_key, chunks


def test_rows_come_in_chunks_and_none_is_empty():
    assert list(chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(chunks([], 2)) == []


def test_what_belongs_to_a_key_keeps_its_order():
    assert by_key([(1, "a"), (2, "b"), (1, "c")]) == {1: ["a", "c"], 2: ["b"]}
    assert by_key([(1, "a", "x")]) == {1: [["a", "x"]]}
