"""What the benchmark of finding fills its databases with, on a small county; and that both ways find the same."""

import pytest

from benchmarks import find
from core.models import SearchEntry
from core.reindexing import reindex
from visits.models import VisitLog

pytestmark = pytest.mark.django_db


def test_both_ways_find_the_same(monkeypatch):
    monkeypatch.setattr(find, "call_command", lambda *args, **options: None)
    monkeypatch.setattr(find, "RARE", 100)
    monkeypatch.setattr(find, "TEXTS", 30)
    monkeypatch.setattr(find, "compare", lambda base, subject: (base(), len(subject())))
    find.fill(300)
    assert VisitLog.objects.count() == SearchEntry.objects.filter(kind="visits").count() + 1 == 301
    assert find.finding(find.WORD) == (3, 3)
    assert find.finding(find.COMMON) == (99, find.SHOWN)
    assert {count.source.kind: count.written for count in reindex()}["visits"] == 1
