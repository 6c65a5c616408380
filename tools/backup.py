"""Backs up and restores an embedded installation (SQLite). Safe while the product runs. Standard library only.

    tools/backup.py make FILE.tar.gz [--data DIR]
    tools/backup.py restore FILE.tar.gz --data DIR      into a folder that holds no database yet

The archive holds the database and the uploaded files, without reports that can be made again. It does not hold the
keys: whoever finds a backup must not be able to read telephone numbers and notes. Keep field_key in another place;
without it they are lost.
"""

import argparse
import os
import shutil
import sqlite3
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASE, FILES, KEY = "liaison.sqlite3", "files", "field_key"
# Reports that were made are kept for some days only and can be made again: no copy of them outlives that.
LEFT_OUT = f"{FILES}/reports/jobs/"


class Refused(Exception):
    """Nothing was changed, and the message says why."""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tools/backup.py", description=__doc__.split("\n")[0])
    parser.add_argument("do", choices=["make", "restore"])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("LIAISON_DATA") or ROOT / "data"))
    options = parser.parse_args(argv)
    try:
        print((make if options.do == "make" else restore)(options.archive, options.data))
    except (Refused, OSError, tarfile.TarError, sqlite3.Error) as problem:
        print(f"{options.do}: {str(problem).splitlines()[0]}", file=sys.stderr)
        return 1
    return 0


def make(archive: Path, data: Path) -> str:
    """Writes beside the archive first, so that a full disk leaves no half of one. Returns what to tell."""
    if not (data / DATABASE).is_file():
        raise Refused(f"there is no {DATABASE} in {data}")
    if archive.exists():
        raise Refused(f"{archive} exists already")
    half_done = archive.with_name(archive.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=archive.absolute().parent) as folder:
            copy = Path(folder) / DATABASE
            copy_database(data / DATABASE, copy)
            write(half_done, copy, data / FILES)
        half_done.rename(archive)
    finally:
        half_done.unlink(missing_ok=True)
    return f"{archive}: {archive.stat().st_size:,} bytes. The key is not in it: keep a copy of {data / KEY} elsewhere."


def copy_database(source: Path, target: Path) -> None:
    """One consistent state, also while others write."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        if (answer := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise Refused(f"the database is damaged: {answer}")


def write(archive: Path, database: Path, files: Path) -> None:
    owner_only = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(owner_only, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=5) as tar:
        tar.add(database, DATABASE)
        if files.is_dir():
            tar.add(files, FILES, filter=lambda member: None if f"{member.name}/".startswith(LEFT_OUT) else member)


def restore(archive: Path, data: Path) -> str:
    if (data / DATABASE).exists():
        raise Refused(f"{data} holds a database already; restore into another folder")
    with tarfile.open(archive) as tar:
        if DATABASE not in tar.getnames():
            raise Refused(f"{archive} is no backup of this product")
        for member in tar:
            unpack(tar, member, data)
    # What was shipped as sample or first log-in came with the backup.
    (data / "first-start.stamp").touch()
    missing = "" if (data / KEY).is_file() else f" Now put {KEY} there, before the first start."
    return f"restored into {data}.{missing}"


def unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, data: Path) -> None:
    """Plain files only, and only where `make` puts them."""
    place = Path(member.name)
    expected = member.name == DATABASE or (place.parts[0] == FILES and ".." not in place.parts)
    content = tar.extractfile(member) if member.isfile() and expected else None
    if content:
        target = data / place
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            shutil.copyfileobj(content, file)


if __name__ == "__main__":
    sys.exit(main())
