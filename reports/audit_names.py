"""What people call the actions of reports in the audit trail. tests/test_house.py finds one that is missing."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "reports.cancel_report": _("取消报表任务"),
    "reports.download_report": _("下载报表"),
    "reports.export_annual": _("导出年度汇总"),
    "reports.export_dump": _("导出数据文件"),
    "reports.issue_token": _("签发接口密钥"),
    "reports.repeat_report": _("重新生成报表"),
    "reports.request_report": _("申请报表"),
    "reports.revoke_token": _("停用接口密钥"),
    "reports.use_token": _("接口密钥当日首次使用"),
}
