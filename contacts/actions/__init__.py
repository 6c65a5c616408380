"""Every write on contacts. Each is one transaction: guard, write, audit; who must know is told (`contacts.hooks`)."""

from contacts.actions.arrangements import (
    CopyReport,
    LeftOut,
    change_pairing,
    copy_forward,
    create_arrangement,
    publish_arrangement,
    remove_pairing,
)
from contacts.actions.card_issues import end_issue, hand_over_card
from contacts.actions.card_wordings import refresh_cards
from contacts.actions.cards import create_card, edit_card, make_cards, save_style, withdraw_card
from contacts.actions.categories import create_category, edit_category, restore_category, retire_category
from contacts.actions.help_plans import (
    add_measure,
    close_help_plan,
    create_help_plan,
    edit_help_plan,
    hand_over_plans,
    mark_measure_done,
    remove_measure,
)
from contacts.actions.households import (
    add_resident,
    create_household,
    edit_household,
    edit_resident,
    remove_household,
    remove_resident,
)
from contacts.actions.merging import merge_households
from contacts.actions.pairings import HandOver, Terms, end_pairing, hand_over_pairings, pair, replace_holder
from contacts.actions.points import create_point, edit_point, withdraw_point

__all__ = [
    "CopyReport",
    "HandOver",
    "LeftOut",
    "Terms",
    "add_measure",
    "add_resident",
    "change_pairing",
    "close_help_plan",
    "copy_forward",
    "create_arrangement",
    "create_card",
    "create_category",
    "create_help_plan",
    "create_household",
    "create_point",
    "edit_card",
    "edit_category",
    "edit_help_plan",
    "edit_household",
    "edit_point",
    "edit_resident",
    "end_issue",
    "end_pairing",
    "hand_over_card",
    "hand_over_pairings",
    "hand_over_plans",
    "make_cards",
    "mark_measure_done",
    "merge_households",
    "pair",
    "publish_arrangement",
    "refresh_cards",
    "remove_household",
    "remove_measure",
    "remove_pairing",
    "remove_resident",
    "replace_holder",
    "restore_category",
    "retire_category",
    "save_style",
    "withdraw_card",
    "withdraw_point",
]
