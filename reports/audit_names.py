"""What people call the actions of reports in the audit trail. tests/test_house.py finds one that is missing."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "reports.cancel_report": _("取消报表任务"),
    "reports.download_report": _("下载报表"),
    "reports.edit_public_page": _("修改公开页"),
    "reports.export_annual": _("导出年度汇总"),
    "reports.export_rollup": _("导出汇总表"),
    "reports.export_dump": _("导出数据文件"),
    "reports.issue_token": _("签发接口密钥"),
    "reports.open_public_page": _("开设公开页"),
    "reports.publication_approve": _("批准公开"),
    "reports.publication_discard": _("作废公开内容草稿"),
    "reports.publication_edit": _("修改公开内容草稿"),
    "reports.publication_recall": _("收回公开内容"),
    "reports.publication_replace": _("公开内容被新版替代"),
    "reports.publication_return": _("退回公开内容"),
    "reports.publication_submit": _("提交公开内容审核"),
    "reports.publication_withdraw": _("撤下公开内容"),
    "reports.publication_write": _("起草公开内容"),
    "reports.recount": _("重新统计"),
    "reports.repeat_report": _("重新生成报表"),
    "reports.request_report": _("申请报表"),
    "reports.revoke_token": _("停用接口密钥"),
    "reports.show_public_page": _("开放或关闭公开页"),
    "reports.use_token": _("接口密钥当日首次使用"),
}
