"""Petition cases and what belongs to them."""

from petitions.models.cases import (
    Case,
    CaseCounter,
    CaseEntry,
    CaseField,
    CaseFile,
    CaseHandler,
    CaseKind,
    Channel,
    ProposalKind,
    Urgency,
)
from petitions.models.clocks import Clock, ClockChange, ClockPause, ClockState
from petitions.models.consultations import Consultation, ConsultationOpinion
from petitions.models.handing import Handover, HandoverKind, HandoverState
from petitions.models.letters import Letter, LetterKind, Opinion, Service, ServiceWay
from petitions.models.meetings import (
    Attendance,
    Decision,
    Meeting,
    MeetingKind,
    MeetingSeries,
    MeetingState,
    Topic,
    TopicState,
)
from petitions.models.people import IdentityView, Party, PartyRole, Petitioner, Rating, RatingValue
from petitions.models.public import RequestCount, SentForm
from petitions.models.rates import ExclusionState, RateExclusion, RateKind, RateSnapshot
from petitions.models.receptions import (
    Promise,
    Reception,
    ReceptionKind,
    ReceptionState,
    ReceptionVisitor,
    SponsorEntry,
    Sponsorship,
)
from petitions.models.rules import LimitSetting, PetitionSettings
from petitions.models.sending_up import SentUp
from petitions.models.sheets import MarkGround, MarkState, SheetEntry, SheetMark, WorkSheet

__all__ = [
    "Attendance",
    "Case",
    "CaseCounter",
    "CaseEntry",
    "CaseField",
    "CaseFile",
    "CaseHandler",
    "CaseKind",
    "Channel",
    "Clock",
    "ClockChange",
    "ClockPause",
    "ClockState",
    "Consultation",
    "ConsultationOpinion",
    "Decision",
    "ExclusionState",
    "Handover",
    "HandoverKind",
    "HandoverState",
    "IdentityView",
    "Letter",
    "LetterKind",
    "LimitSetting",
    "MarkGround",
    "MarkState",
    "Meeting",
    "MeetingKind",
    "MeetingSeries",
    "MeetingState",
    "Opinion",
    "Party",
    "PartyRole",
    "PetitionSettings",
    "Petitioner",
    "Promise",
    "ProposalKind",
    "RateExclusion",
    "RateKind",
    "RateSnapshot",
    "Rating",
    "RatingValue",
    "Reception",
    "ReceptionKind",
    "ReceptionState",
    "ReceptionVisitor",
    "RequestCount",
    "SentForm",
    "SentUp",
    "Service",
    "ServiceWay",
    "SheetEntry",
    "SheetMark",
    "SponsorEntry",
    "Sponsorship",
    "Topic",
    "TopicState",
    "Urgency",
    "WorkSheet",
]
