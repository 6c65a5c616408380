"""Every write of duties: rulebooks put in force, rows of what is owed brought up to date, reminders given."""

from duties.actions.books import load_rulebook
from duties.actions.feeds import issue_feed, revoke_feed
from duties.actions.following import CHORE, follow_later, follow_organisation
from duties.actions.progress import Changed, bring_up_to_date, follow_pairings, recompute, refresh
from duties.actions.reminders import remind
from duties.actions.rotas import follow_rules
from duties.actions.shipped import load_shipped, unload_rulebook, unload_rulebooks

__all__ = [
    "CHORE",
    "Changed",
    "bring_up_to_date",
    "follow_later",
    "follow_organisation",
    "follow_pairings",
    "follow_rules",
    "issue_feed",
    "load_rulebook",
    "load_shipped",
    "recompute",
    "refresh",
    "remind",
    "revoke_feed",
    "unload_rulebook",
    "unload_rulebooks",
]
