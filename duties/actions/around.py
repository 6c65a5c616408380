"""Who has duties towards others: found where something happened to these."""

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import Cadre, Post, Supervision, Unit
from contacts.models import Pairing, Resident
from duties.evaluation import HOUSEHOLD, KINDS_OF_TARGET, RESIDENT
from duties.loading import Keys
from duties.loading.bodies import bound_units
from duties.reckoning import Bind

if TYPE_CHECKING:
    from visits.hooks import Span as Touched
    from visits.models import VisitLog


def who_looks_at(cadres: set[int], units: set[int], binds: list[Bind]) -> set[int]:
    """Cadres whose duties are towards these people: colleagues, and those who supervise them."""
    scopes = {bind.rule.whom.scope for bind in binds if bind.rule.subject == "cadre"}
    if not scopes & {"members", "supervised"}:
        return set()
    found = Q(posts__unit__in=units)
    if "supervised" in scopes:
        above = {key for unit in Unit.objects.filter(pk__in=units) for key in unit.ancestor_ids}
        leaders = Supervision.objects.filter(Q(unit__in=units) | Q(cadre__in=cadres)).values("leader")
        found |= Q(posts__unit__in=above) | Q(pk__in=leaders)
    return set(Cadre.objects.filter(found).values_list("pk", flat=True))


def whose_targets(log: "VisitLog", before: "Touched | None", binds: list[Bind]) -> Keys:
    """Who has duties, by these rules, towards those whom the log is about or was about. A fixed number of queries."""
    named = frozenset(log.participants.values_list("cadre", flat=True)) | (before.cadre_ids if before else frozenset())
    reached = set(log.targets.values_list("target_key", flat=True)) | (before.target_keys if before else set())
    residents = [key // KINDS_OF_TARGET for key in reached if key % KINDS_OF_TARGET == RESIDENT]
    homes = Resident.objects.filter(pk__in=residents, household__isnull=False).values_list("household", flat=True)
    keys = reached | {home * KINDS_OF_TARGET + HOUSEHOLD for home in homes}
    held = list(Pairing.objects.filter(target_key__in=keys).values_list("cadre", "unit"))
    holders = {cadre for cadre, _unit in held if cadre}
    units = {unit for cadre, unit in held if not cadre}
    places = dict.fromkeys(Post.objects.filter(cadre__in=holders | named).values_list("unit", flat=True))
    cadres = holders | who_looks_at(set(named), set(places), binds)
    bodies = bound_units(Unit.objects.filter(pk__in=units | set(places)), binds)
    return Keys(frozenset(cadres), bodies.units, covering=bodies.covering)
