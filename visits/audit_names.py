"""What people call the actions of this app, for the page of the audit trail."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "visits.log_visit": _("登记走访"),
    "visits.change_log": _("修改走访记录"),
    "visits.withdraw_log": _("撤回走访记录"),
    "visits.add_attachments": _("上传附件"),
    "visits.remove_attachment": _("删除附件"),
    "visits.add_matter": _("登记诉求"),
    "visits.settle_matter": _("诉求随信访事项办结"),
    "visits.solve_matter": _("办结诉求"),
    "visits.seal_matter": _("封存诉求"),
    "visits.create_rota": _("新建值班表"),
    "visits.edit_rota": _("修改值班表"),
    "visits.order_rota": _("调整值班顺序"),
    "visits.generate_slots": _("排班"),
    "visits.substitute_slot": _("安排替班"),
    "visits.end_substitution": _("取消替班"),
    "visits.cancel_slot": _("取消值班"),
    "visits.restore_slot": _("恢复值班"),
    "visits.place_slot": _("更改值班地点"),
    "visits.ask_swap": _("提出调班"),
    "visits.decline_swap": _("不同意调班"),
    "visits.withdraw_swap": _("撤回调班请求"),
    "visits.swap_slots": _("调班"),
    "visits.create_kind": _("新增走访形式"),
    "visits.edit_kind": _("编辑走访形式"),
    "visits.retire_kind": _("停用走访形式"),
    "visits.restore_kind": _("恢复走访形式"),
    "visits.hand_over_slots": _("移交值班"),
}
