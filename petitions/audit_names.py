"""What people call the actions of this app, for the page of the audit trail."""

from django.utils.translation import gettext_lazy as _

from petitions.workflow import TRANSITIONS

NAMES = {
    "petitions.receive": _("收到信访事项"),
    **{f"petitions.{step.action}": step.label for step in TRANSITIONS},
}
