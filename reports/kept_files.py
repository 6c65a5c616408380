"""Files of reports while they are kept: outside every public folder, one folder for each job, served by a view only.

A file is offered only when the row names it; whatever else lies in the folder was left behind half-written.
"""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.core.files import File
from django.core.files.storage import default_storage

if TYPE_CHECKING:
    from reports.models import ReportJob


def folder(job: "ReportJob") -> Path:
    return Path(default_storage.path(f"reports/jobs/{job.pk}"))


def workshop(job: "ReportJob") -> Path:
    """Where the worker that holds the job by its claim writes: one that lost it destroys nothing of the next one's."""
    return folder(job) / str(job.claim)


def clean(job: "ReportJob") -> Path:
    """An empty workshop; what others left behind is gone."""
    remove(job)
    workshop(job).mkdir(parents=True)
    return workshop(job)


def remove(job: "ReportJob") -> None:
    """Everything that was written for the job. A folder that is not there is no error."""
    shutil.rmtree(folder(job), ignore_errors=True)


def drop(job: "ReportJob") -> None:
    """What was written under this claim."""
    shutil.rmtree(workshop(job), ignore_errors=True)
    with suppress(OSError):
        folder(job).rmdir()


def store(job: "ReportJob", content: IO[bytes], suffix: str) -> tuple[str, int]:
    """Write the file; returns its name in the storage and its size in bytes. Raises OSError when the disk is full."""
    name = default_storage.save(f"reports/jobs/{job.pk}/{job.claim}/report{suffix}", File(content))
    return name, default_storage.size(name)


def open_file(job: "ReportJob") -> IO[bytes] | None:
    """The finished file, or None where it is gone from the disk (a data folder restored without its files)."""
    name = job.file.name
    return default_storage.open(name, "rb") if name and default_storage.exists(name) else None


def left_behind() -> dict[int, Path]:
    """The folders that lie there, by the key of their job."""
    top = Path(default_storage.path("reports/jobs"))
    there = top.iterdir() if top.is_dir() else ()
    return {int(path.name): path for path in there if path.name.isdigit()}
