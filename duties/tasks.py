"""Sweeps of duties. Each asks what is due by now, so that a missed run loses nothing."""

from celery import shared_task

from core import clock, sweeps
from duties import actions
from visits.actions import rota_night


@shared_task(name="duties.tasks.remind")
def remind() -> int:
    """Write today's digests and return how many people got one; before that, what other floors do that often."""
    sweeps.run("often", at=clock.now(), on=clock.today())
    return actions.remind(at=clock.now(), on=clock.today())


@shared_task(name="duties.tasks.recompute")
def recompute() -> list[int]:
    """Bring everything up to date, rotas first; returns how many rows were made, changed and removed."""
    actions.follow_rules(on=clock.today(), at=clock.now())
    rota_night(on=clock.today(), at=clock.now())
    sweeps.run("nightly", at=clock.now(), on=clock.today())
    changed = actions.recompute(on=clock.today())
    return [changed.created, changed.updated, changed.deleted]
