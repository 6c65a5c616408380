"""The thread beside a maker: once a second it writes down how far the report is, renews the lease and looks whether the
report is still wanted. It has a connection of its own, so that a maker may hold a transaction open."""

import datetime
import logging
import threading
import time

from django.db import DatabaseError, connection

from reports.jobs import Progress
from reports.models import ReportJob
from reports.querysets.jobs import LEASE

logger = logging.getLogger(__name__)
SECONDS = 1.0


class Watch(threading.Thread):
    """`with Watch(job, progress, at=at):` around the maker. `job.claim` is what the worker holds the job by."""

    def __init__(self, job: ReportJob, progress: Progress, *, at: datetime.datetime):
        super().__init__(daemon=True, name=f"report-{job.pk}")
        self.job, self.progress = job, progress
        self.at, self.started = at, time.monotonic()
        self.is_over = threading.Event()

    def __enter__(self) -> "Watch":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_over.set()
        self.join()

    def run(self) -> None:
        while not self.is_over.wait(SECONDS):
            try:
                self.look()
            except DatabaseError:
                # The lease is long enough for the next look to be in time.
                logger.warning("Report %s: progress could not be written", self.job.pk, exc_info=True)
                connection.close()
        connection.close()

    def look(self) -> None:
        """One look. The maker is stopped at its next step when the job is no longer this worker's."""
        held = ReportJob.objects.filter(pk=self.job.pk, claim=self.job.claim)
        far = {"done_steps": self.progress.done, "all_steps": self.progress.total}
        if not held.update(claimed_until=self.now() + LEASE, **far):
            self.progress.is_cancelled = True

    def now(self) -> datetime.datetime:
        """The worker's own time: unmoved by a clock that is set while it runs."""
        return self.at + datetime.timedelta(seconds=time.monotonic() - self.started)
