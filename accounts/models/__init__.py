"""The organisation: its tree, its people, and who may see and do what."""

from accounts.models.feedback import Feedback, FeedbackKind, FeedbackState
from accounts.models.invitations import Invitation, InvitationRound, InvitationWay
from accounts.models.lists import ListColumns, SavedView
from accounts.models.organisation import PATH_STEP, Unit, UnitEvent, UnitEventKind, path_under
from accounts.models.people import (
    Cadre,
    Group,
    GroupKind,
    GroupMembership,
    Leave,
    LeaveKind,
    Position,
    Post,
    Rank,
    Secondment,
    SecondmentWork,
)
from accounts.models.periods import Festival, FestivalBasis, OwnPeriod, OwnPeriodKind
from accounts.models.supervision import Supervision
from accounts.models.unit_kinds import (
    OwnUnitKind,
    UnitKind,
    forget_unit_kinds,
    unit_kind_choices,
    unit_kind_name,
    unit_kind_names,
)
from accounts.models.users import Delegation, MailPreference, Role, RoleGrant, User

__all__ = [
    "PATH_STEP",
    "Cadre",
    "Delegation",
    "Feedback",
    "FeedbackKind",
    "FeedbackState",
    "Festival",
    "FestivalBasis",
    "Group",
    "GroupKind",
    "GroupMembership",
    "Invitation",
    "InvitationRound",
    "InvitationWay",
    "Leave",
    "LeaveKind",
    "ListColumns",
    "MailPreference",
    "OwnPeriod",
    "OwnPeriodKind",
    "OwnUnitKind",
    "Position",
    "Post",
    "Rank",
    "Role",
    "RoleGrant",
    "SavedView",
    "Secondment",
    "SecondmentWork",
    "Supervision",
    "Unit",
    "UnitEvent",
    "UnitEventKind",
    "UnitKind",
    "User",
    "forget_unit_kinds",
    "path_under",
    "unit_kind_choices",
    "unit_kind_name",
    "unit_kind_names",
]
