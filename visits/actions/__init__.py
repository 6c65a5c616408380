"""Every write of the visit log and of rotas. Each function guards, writes, audits and tells the listeners, in one
transaction."""

from visits.actions.attachments import add_attachments, remove_attachment
from visits.actions.filling import fill_slots
from visits.actions.generating import HORIZON, generate_all, generate_slots, lay_out
from visits.actions.kinds import create_kind, edit_kind, restore_kind, retire_kind
from visits.actions.logs import change_log, log_visit, log_visits, withdraw_log
from visits.actions.matters import add_matter, reword_matter, solve_matter
from visits.actions.nightly import rota_night
from visits.actions.rotas import create_rota, edit_rota, set_order
from visits.actions.sealing import seal_matter
from visits.actions.slots import cancel_slot, end_substitution, place_slot, restore_slot, substitute_slot
from visits.actions.swaps import answer_swap, ask_swap, swap_slots, withdraw_swap
from visits.actions.taking_back import take_back

__all__ = [
    "HORIZON",
    "add_attachments",
    "add_matter",
    "answer_swap",
    "ask_swap",
    "cancel_slot",
    "change_log",
    "create_kind",
    "create_rota",
    "edit_kind",
    "edit_rota",
    "end_substitution",
    "fill_slots",
    "generate_all",
    "generate_slots",
    "lay_out",
    "log_visit",
    "log_visits",
    "place_slot",
    "remove_attachment",
    "restore_kind",
    "restore_slot",
    "retire_kind",
    "reword_matter",
    "rota_night",
    "seal_matter",
    "set_order",
    "solve_matter",
    "substitute_slot",
    "swap_slots",
    "take_back",
    "withdraw_log",
    "withdraw_swap",
]
