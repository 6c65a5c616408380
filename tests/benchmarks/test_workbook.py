"""The SQL of the benchmark of workbooks, and that the product and the bare loop write the same rows."""

import pytest

from benchmarks import duties_data, workbook
from reports.exports.annual import of_visits

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_bare_loop_reads_the_rows_of_the_ledger(monkeypatch):
    monkeypatch.setattr(duties_data, "call_command", lambda *_args, **_options: None)
    duties_data.fill(duties_data.Size(cadres=3, logs_each=4))
    workbook.add_matters()
    bare = list(workbook.rows_by_hand())
    ours = list(of_visits.LOGS.rows(workbook.report()))
    assert [row[:3] for row in bare] == [tuple(row[:3]) for row in ours]
    assert any(row[9] for row in ours)
