"""The case that must not leak (tests/petitions/secret.py), as a fixture."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.petitions.secret import Scene, build


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Scene, Path]]:
    """Built once for all tests of a module and undone afterwards: it takes longer than most of them."""
    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=folder):
        yield build(), folder
        transaction.set_rollback(True)


@pytest.fixture
def scene(built: tuple[Scene, Path], settings: Any) -> Scene:
    """What a test does to it, others do not see."""
    settings.MEDIA_ROOT = built[1]
    return copy.deepcopy(built[0])
