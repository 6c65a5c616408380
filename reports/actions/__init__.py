"""Every write of the reports. Each is one transaction: guard, write, audit."""

from reports.actions.annual import export_annual, user_reads, year_begun
from reports.actions.jobs import cancel_report, expire_reports, open_report, repeat_report, request_report
from reports.actions.making import make_now, may_make_now
from reports.actions.own_forms import add_form, add_form_version, end_form, fill
from reports.actions.rollup import export_rollup
from reports.actions.subscriptions import change_subscription, end_subscription, make_scheduled, subscribe
from reports.actions.tokens import issue_token, revoke_token, use_token

__all__ = [
    "add_form",
    "add_form_version",
    "cancel_report",
    "change_subscription",
    "end_form",
    "end_subscription",
    "expire_reports",
    "export_annual",
    "export_rollup",
    "fill",
    "issue_token",
    "make_now",
    "make_scheduled",
    "may_make_now",
    "open_report",
    "repeat_report",
    "request_report",
    "revoke_token",
    "subscribe",
    "use_token",
    "user_reads",
    "year_begun",
]
