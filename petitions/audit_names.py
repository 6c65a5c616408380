"""What people call the actions of this app, for the page of the audit trail."""

from django.utils.translation import gettext_lazy as _

from petitions.sheet_workflow import STEPS
from petitions.workflow import TRANSITIONS

NAMES = {
    "petitions.receive": _("收到信访事项"),
    **{f"petitions.{step.action}": step.label for step in TRANSITIONS},
    "petitions.take_handover": _("签收"),
    "petitions.report_in": _("报到并报送情况"),
    "petitions.rate_call": _("评价吹哨报到"),
    "petitions.answer_joined": _("并案答复"),
    "petitions.close_joined": _("并案办结"),
    "petitions.part": _("结束并案"),
    "petitions.pass_on": _("回避移送"),
    "petitions.add_files": _("添加附件"),
    "petitions.import_cases": _("导入信访事项"),
    "petitions.export_ledger": _("导出信访台账"),
    "petitions.save_settings": _("修改信访设置"),
    "petitions.set_limit": _("修改时限"),
    "petitions.drop_limit": _("恢复时限"),
    "petitions.add_field": _("新增事项类别"),
    "petitions.retire_field": _("停用或启用事项类别"),
    "petitions.close_quarter": _("封存三率"),
    "petitions.ask_exclusion": _("申请不计入三率"),
    "petitions.rule_on_exclusion": _("审核不计入三率"),
    "petitions.appeal_exclusion": _("对不计入三率申诉"),
    "petitions.rule_on_appeal": _("处理不计入三率的申诉"),
    # Work contact sheets.
    "petitions.sheet_draft": _("起草联系单"),
    **{f"petitions.sheet_{step.action}": step.label for step in STEPS},
    "petitions.appeal_mark": _("对记分申诉"),
    "petitions.rule_on_mark": _("裁定记分"),
    "petitions.apply_mark": _("记分计入考核"),
    # Meetings.
    "petitions.plan_meeting": _("安排会议"),
    "petitions.change_meeting": _("修改会议安排"),
    "petitions.cancel_meeting": _("取消会议"),
    "petitions.hold_meeting": _("登记会议"),
    "petitions.hand_in_topic": _("提交议题"),
    "petitions.put_on_agenda": _("列入议程"),
    "petitions.decide_topic": _("登记议定事项"),
    "petitions.take_up_topic": _("提交领导办公会"),
    "petitions.report_decision": _("报告落实情况"),
    "petitions.start_series": _("设立例会"),
    "petitions.end_series": _("停止例会"),
    # Receptions, and leaders in charge of cases.
    "petitions.open_reception": _("打开接访登记"),
    "petitions.close_reception": _("结束接访"),
    "petitions.cancel_reception": _("取消接访"),
    "petitions.name_sponsor": _("确定包案领导"),
    "petitions.report_promise": _("登记包案工作"),
    "petitions.end_sponsorship": _("结束包案"),
    # Plans put to all staff, and what delegates send up.
    "petitions.open_consultation": _("征求意见"),
    "petitions.publish_consultation": _("反馈意见采纳情况"),
    "petitions.send_up_topic": _("上报党代表会议议题"),
    "petitions.send_up_proposal": _("上报党代表意见建议"),
}
