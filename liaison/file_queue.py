"""The queue in files, for an installation without Redis.

kombu's own transport opens a message's file before it writes into it, and takes the lock after that: a reader that
comes in between finds an empty message, and its worker ends. Here whoever touches the folders holds one lock for all.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kombu.transport import filesystem


class Channel(filesystem.Channel):
    """The same folders; each message and each table is there whole or not at all."""

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Released by the system where the process is killed."""
        folder = Path(self.control_folder)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

    def _put(self, *args: Any, **options: Any) -> None:
        with self._alone():
            super()._put(*args, **options)

    def _get(self, queue: str, timeout: Any = None) -> Any:
        with self._alone():
            return super()._get(queue)

    def _queue_bind(self, *args: Any) -> None:
        with self._alone():
            super()._queue_bind(*args)

    def get_table(self, exchange: str) -> Any:
        with self._alone():
            return super().get_table(exchange)


class Transport(filesystem.Transport):
    Channel = Channel
