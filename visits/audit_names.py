"""What people call the actions of this app, for the page of the audit trail."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "visits.log_visit": _("登记走访"),
    "visits.change_log": _("修改走访记录"),
    "visits.withdraw_log": _("撤回走访记录"),
    "visits.add_attachments": _("上传附件"),
    "visits.remove_attachment": _("删除附件"),
    "visits.add_matter": _("登记诉求"),
    "visits.solve_matter": _("办结诉求"),
}
