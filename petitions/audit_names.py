"""What people call the actions of this app, for the page of the audit trail."""

from django.utils.translation import gettext_lazy as _

from petitions.sheet_workflow import STEPS
from petitions.workflow import TRANSITIONS

NAMES = {
    "petitions.receive": _("收到信访事项"),
    **{f"petitions.{step.action}": step.label for step in TRANSITIONS},
    # Work contact sheets.
    "petitions.sheet_draft": _("起草联系单"),
    **{f"petitions.sheet_{step.action}": step.label for step in STEPS},
    "petitions.appeal_mark": _("对记分申诉"),
    "petitions.rule_on_mark": _("裁定记分"),
    "petitions.apply_mark": _("记分计入考核"),
}
