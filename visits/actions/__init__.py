"""Every write of the visit log. Each function guards, writes, audits and tells the listeners, in one transaction."""

from visits.actions.attachments import add_attachments, remove_attachment
from visits.actions.logs import change_log, log_visit, log_visits, withdraw_log
from visits.actions.matters import add_matter, solve_matter

__all__ = [
    "add_attachments",
    "add_matter",
    "change_log",
    "log_visit",
    "log_visits",
    "remove_attachment",
    "solve_matter",
    "withdraw_log",
]
