"""What people call the actions of this app, for the page of the audit trail."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "assessments.draft_statement": _("起草述职报告"),
    "assessments.redraft_statement": _("重新起草述职报告"),
    "assessments.edit_statement": _("修改述职报告"),
    "assessments.submit_statement": _("提交述职报告"),
    "assessments.return_statement": _("退回述职报告"),
    "assessments.plan_life_meeting": _("安排民主生活会"),
    "assessments.change_life_meeting": _("修改民主生活会安排"),
    "assessments.inform_of_life_meeting": _("登记民主生活会会前报告"),
    "assessments.prepare_speech": _("填写民主生活会发言提纲"),
    "assessments.hold_life_meeting": _("登记民主生活会"),
    "assessments.cancel_life_meeting": _("取消民主生活会"),
    "assessments.hand_in_report": _("提交锻炼总结"),
    "assessments.evaluate_secondment": _("作出锻炼鉴定"),
}
