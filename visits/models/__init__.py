"""What was done (the visit log with the matters heard on it) and who is on duty when (rotas)."""

from visits.models.logs import (
    Attachment,
    Goods,
    LogState,
    Matter,
    MatterState,
    Meals,
    VisitKind,
    VisitLog,
    VisitParticipant,
    VisitTarget,
)
from visits.models.rotas import Rota, RotaMember, RotaSlot, SlotSwap, SwapState

__all__ = [
    "Attachment",
    "Goods",
    "LogState",
    "Matter",
    "MatterState",
    "Meals",
    "Rota",
    "RotaMember",
    "RotaSlot",
    "SlotSwap",
    "SwapState",
    "VisitKind",
    "VisitLog",
    "VisitParticipant",
    "VisitTarget",
]
