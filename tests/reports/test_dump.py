"""The nightly dump: whole or not at all, and without the people's names."""

import datetime
import gzip
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from core.models import AuditEntry
from reports.exports import dump
from tests import factories as make
from tests.factories_petitions import make_case

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 8)
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def town(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    county = make.make_unit("青山县", kind="county")
    return make.make_unit("柳溪镇", parent=county, kind="township")


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_it_writes_each_sort_of_record_and_says_how_many(town, tmp_path, capsys):
    household = make.make_household("李大山", unit=town)
    user = make.make_user(cadre=make.make_cadre(unit=town))
    make.make_log(user.cadre, unit=town, by=user, day=DAY, targets=(household,))
    make_case(town, kind="accusation")
    call_command("export", tmp_path)
    (made,) = tmp_path.iterdir()
    assert made.name == "liaison-2026-11-20"
    assert [row["first_day"] for row in lines(made / "logs.jsonl.gz")] == ["2026-03-08"]
    assert lines(made / "cases.jsonl.gz") == []
    assert json.loads((made / "about.json").read_text())["counts"]["units"] == 2
    assert "李大山" not in gzip.decompress((made / "logs.jsonl.gz").read_bytes()).decode()
    assert AuditEntry.objects.get(action="reports.export_dump").data["counts"]["logs"] == 1


def test_one_that_was_broken_off_leaves_nothing_behind(town, tmp_path, monkeypatch):
    monkeypatch.setattr(dump, "_json", lambda value: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(CommandError):
        call_command("export", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_old_dumps_are_deleted_and_nothing_else(town, tmp_path):
    for name in ("liaison-2026-11-17", "liaison-2026-11-18", "liaison-notes", "other"):
        (tmp_path / name).mkdir()
    call_command("export", tmp_path, "--keep", "2")
    assert {path.name for path in tmp_path.iterdir()} == {
        "liaison-2026-11-18", "liaison-2026-11-20", "liaison-notes", "other",
    }  # fmt: skip


def test_with_several_roots_the_unit_is_asked_for(town, tmp_path):
    make.make_unit("别处")
    with pytest.raises(CommandError):
        call_command("export", tmp_path)
    call_command("export", tmp_path, "--unit", str(town.pk))
