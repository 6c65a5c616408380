"""The rows that the product ships, kept for tests that empty the tables (`serialized_rollback`)."""

from django.apps import apps
from django.core import serializers
from django.db import connections

# Where Django looks for them after each flush.
KEPT_ROWS = "_test_serialized_contents"


def keep_rows() -> None:
    """Django itself does so only where migrations made the tables, which most runs do without."""
    for connection in connections.all():
        models = [model for model in apps.get_models() if model._meta.can_migrate(connection)]
        rows = (row for model in models for row in model._base_manager.using(connection.alias).order_by("pk"))
        setattr(connection, KEPT_ROWS, serializers.serialize("json", rows))
