import sqlite3
import tarfile

import backup
import pytest


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "photo.jpg").write_bytes(b"picture")
    (folder / "field_key").write_text("key")
    with sqlite3.connect(folder / backup.DATABASE) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE visit (place TEXT)")
        database.execute("INSERT INTO visit VALUES ('东岭村')")
    database.close()
    return folder


def visits(folder):
    database = sqlite3.connect(folder / backup.DATABASE)
    rows = database.execute("SELECT place FROM visit").fetchall()
    database.close()
    return rows


def run(*argv):
    return backup.main([str(part) for part in argv])


def test_what_was_backed_up_comes_back(data, tmp_path):
    assert run("make", tmp_path / "b.tar.gz", "--data", data) == 0
    assert run("restore", tmp_path / "b.tar.gz", "--data", tmp_path / "new") == 0
    assert visits(tmp_path / "new") == [("东岭村",)]
    assert (tmp_path / "new" / "files" / "photo.jpg").read_bytes() == b"picture"


def test_reports_that_can_be_made_again_are_left_out(data, tmp_path):
    for name in ("reports/jobs/7/report.xlsx", "reports/forms/own.xlsx"):
        (data / "files" / name).parent.mkdir(parents=True)
        (data / "files" / name).write_bytes(b"book")
    run("make", tmp_path / "b.tar.gz", "--data", data)
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        names = archive.getnames()
    assert "files/reports/forms/own.xlsx" in names
    assert not any(name.startswith("files/reports/jobs") for name in names)


def test_a_backup_holds_no_key_and_says_so(data, tmp_path, capsys):
    run("make", tmp_path / "b.tar.gz", "--data", data)
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        assert not [name for name in archive.getnames() if "key" in name]
    assert str(data / "field_key") in capsys.readouterr().out


def test_a_backup_is_for_its_owner_only(data, tmp_path):
    run("make", tmp_path / "b.tar.gz", "--data", data)
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0


def test_nothing_is_overwritten(data, tmp_path, capsys):
    archive = tmp_path / "b.tar.gz"
    run("make", archive, "--data", data)
    before = archive.read_bytes()
    assert run("make", archive, "--data", data) == 1
    assert run("restore", archive, "--data", data) == 1
    assert archive.read_bytes() == before
    assert "holds a database already" in capsys.readouterr().err


def test_what_is_no_backup_is_refused(data, tmp_path, capsys):
    (tmp_path / "x.tar.gz").write_text("nothing of the kind")
    assert run("restore", tmp_path / "x.tar.gz", "--data", tmp_path / "new") == 1
    assert run("make", tmp_path / "b.tar.gz", "--data", tmp_path / "elsewhere") == 1
    assert capsys.readouterr().err.count("\n") == 2
    assert not (tmp_path / "new").exists()


def test_a_damaged_database_is_not_backed_up(data, tmp_path):
    (data / backup.DATABASE).write_bytes(b"SQLite format 3\x00" + b"x" * 4096)
    assert run("make", tmp_path / "b.tar.gz", "--data", data) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_an_archive_cannot_write_outside_the_data_folder(data, tmp_path):
    evil = tmp_path / "evil.tar.gz"
    with tarfile.open(evil, "w:gz") as archive:
        archive.add(data / backup.DATABASE, backup.DATABASE)
        archive.add(data / "field_key", "files/../../planted")
        archive.add(data / "field_key", "secret_key")
    run("restore", evil, "--data", tmp_path / "deep" / "new")
    assert not list(tmp_path.rglob("planted"))
    assert not (tmp_path / "deep" / "new" / "secret_key").exists()
