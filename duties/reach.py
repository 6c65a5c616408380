"""How many of those whom a duty in total is about were reached: shown, not owed (everyone is the aim, R4.1)."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Cadre
from contacts.models import ContactPoint, Household, Resident
from duties.evaluation import CADRE, HELD_MEASURES, HOUSEHOLD, KINDS_OF_TARGET, POINT, RESIDENT, Claim, Log, Outcome
from duties.evaluation import suits as tie_suits

NAMED = 20
MODELS = {CADRE: Cadre, POINT: ContactPoint, HOUSEHOLD: Household, RESIDENT: Resident}


@dataclass(frozen=True)
class Reach:
    """`waiting` names some of those not reached yet; `more` says how many others there are."""

    reached: int
    of: int
    waiting: list[str]
    more: int


def reach_of(claim: Claim, logs: Iterable[Log], outcome: Outcome) -> Reach | None:
    """None where the duty is about nobody in particular, or about each by themselves. A query for each sort of name."""
    rule = claim.rule
    if rule.whom.each or rule.whom.scope == "anyone" or rule.measure.of in (*HELD_MEASURES, "coverage"):
        return None
    aims = {tie.key for tie in claim.ties if tie_suits(rule, tie) and any(tie.span.cut(days) for days in claim.liable)}
    seen = {key for log in logs if log.id in outcome.counted for key in log.keys}
    names = _names(aims - seen)
    return Reach(len(aims & seen), len(aims), names[:NAMED], len(names[NAMED:])) if aims else None


def _names(keys: set[int]) -> list[str]:
    found: list[str] = []
    for kind, model in MODELS.items():
        ids = [key // KINDS_OF_TARGET for key in keys if key % KINDS_OF_TARGET == kind]
        found += [str(row) for row in model._default_manager.filter(pk__in=ids).order_by("pk")] if ids else []
    return found
