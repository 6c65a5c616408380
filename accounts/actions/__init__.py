"""Every write on the organisation. Each is one transaction: guard, write, audit."""

from accounts.actions.cadres import (
    add_leave,
    add_post,
    create_cadre,
    edit_cadre,
    edit_post,
    end_post,
    end_secondment,
    remove_leave,
    start_secondment,
)
from accounts.actions.delegations import begin_acting, give_delegation, revoke_delegation, stop_acting
from accounts.actions.feedback import answer_feedback, send_feedback, withdraw_feedback
from accounts.actions.founding import found_organisation
from accounts.actions.groups import (
    add_member,
    close_group,
    create_group,
    edit_group,
    end_membership,
    make_convenor,
)
from accounts.actions.leaving import leave_organisation
from accounts.actions.lists import choose_columns, delete_view, edit_view, save_view
from accounts.actions.periods import (
    create_festival,
    create_period,
    end_period,
    remove_festival,
    remove_period,
    set_major,
)
from accounts.actions.restructuring import handed_on, merge_units, split_unit
from accounts.actions.supervision import add_supervision, end_supervision, hand_over_supervisions
from accounts.actions.unit_kinds import create_unit_kind, edit_unit_kind, restore_unit_kind, retire_unit_kind
from accounts.actions.units import close_unit, create_unit, edit_unit, move_unit, rename_unit
from accounts.actions.users import (
    change_password,
    create_user,
    grant_role,
    record_log_in,
    record_log_out,
    reset_password,
    revoke_role,
    set_active,
    unlock_user,
    update_me,
)

__all__ = [
    "add_leave",
    "add_member",
    "add_post",
    "add_supervision",
    "answer_feedback",
    "begin_acting",
    "change_password",
    "choose_columns",
    "close_group",
    "close_unit",
    "create_cadre",
    "create_festival",
    "create_group",
    "create_period",
    "create_unit",
    "create_unit_kind",
    "create_user",
    "delete_view",
    "edit_cadre",
    "edit_group",
    "edit_post",
    "edit_unit",
    "edit_unit_kind",
    "edit_view",
    "end_membership",
    "end_period",
    "end_post",
    "end_secondment",
    "end_supervision",
    "found_organisation",
    "give_delegation",
    "grant_role",
    "hand_over_supervisions",
    "handed_on",
    "leave_organisation",
    "make_convenor",
    "merge_units",
    "move_unit",
    "record_log_in",
    "record_log_out",
    "remove_festival",
    "remove_leave",
    "remove_period",
    "rename_unit",
    "reset_password",
    "restore_unit_kind",
    "retire_unit_kind",
    "revoke_delegation",
    "revoke_role",
    "save_view",
    "send_feedback",
    "set_active",
    "set_major",
    "split_unit",
    "start_secondment",
    "stop_acting",
    "unlock_user",
    "update_me",
    "withdraw_feedback",
]
