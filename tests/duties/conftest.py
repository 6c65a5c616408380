"""Property tests on a busy machine: what is slow there is not wrong. What only PostgreSQL does is tested there only."""

from django.db import connection
from hypothesis import HealthCheck, settings

settings.register_profile("calm", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

collect_ignore = [] if connection.vendor == "postgresql" else ["test_setwise.py", "test_first_saves_at_once.py"]
