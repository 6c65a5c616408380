"""What was done (the visit log with the matters heard on it), who is on duty when (rotas), what was promised."""

from visits.models.commitments import (
    Commitment,
    CommitmentEntry,
    CommitmentRating,
    CommitmentRatingValue,
    CommitmentState,
)
from visits.models.delegates import DelegateContact
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
from visits.models.volunteers import (
    CommunityPost,
    VolunteerEvent,
    VolunteerEventKind,
    VolunteerEventState,
    VolunteerPlace,
    VolunteerSignUp,
)

__all__ = [
    "Attachment",
    "Commitment",
    "CommitmentEntry",
    "CommitmentRating",
    "CommitmentRatingValue",
    "CommitmentState",
    "CommunityPost",
    "DelegateContact",
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
    "VolunteerEvent",
    "VolunteerEventKind",
    "VolunteerEventState",
    "VolunteerPlace",
    "VolunteerSignUp",
]
