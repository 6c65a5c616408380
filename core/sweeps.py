"""Work of the beat that a floor asks for without a beat of its own: "often" (some minutes) and "nightly".

What is registered asks "what is due by now and not yet done", so that a missed run loses nothing.
"""

import datetime
import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)
Work = Callable[[datetime.datetime, datetime.date], object]
_works: dict[str, list[Work]] = {"often": [], "nightly": []}


def register(beat: str, work: Work) -> None:
    """`work(at, on)` is called at each beat. Called in AppConfig.ready. Raises KeyError for another beat."""
    if work not in _works[beat]:
        _works[beat].append(work)


def run(beat: str, *, at: datetime.datetime, on: datetime.date) -> None:
    """Do everything that was registered; what fails is logged and keeps nothing else from being done."""
    for work in _works[beat]:
        try:
            work(at, on)
        except Exception:
            logger.exception("Sweep %s failed", getattr(work, "__qualname__", work))
