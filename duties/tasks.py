"""Sweeps of duties. Each asks what is due by now, so that a missed run loses nothing."""

from celery import shared_task

from core import clock
from duties import actions


@shared_task(name="duties.tasks.remind")
def remind() -> int:
    """Write today's digests and return how many people got one."""
    return actions.remind(at=clock.now(), on=clock.today())


@shared_task(name="duties.tasks.recompute")
def recompute() -> list[int]:
    """Bring everything up to date; returns how many rows were made, changed and removed."""
    changed = actions.recompute(on=clock.today())
    return [changed.created, changed.updated, changed.deleted]
