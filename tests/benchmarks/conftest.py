"""What the benchmarks' databases hold is written by PostgreSQL, and tested there only."""

from django.db import connection

collect_ignore = [] if connection.vendor == "postgresql" else ["test_rollup.py", "test_workbook.py"]
