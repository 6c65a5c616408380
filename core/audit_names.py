"""What people call the core's actions in the audit trail."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "core.export_list": _("导出列表"),
    "core.load_calendar": _("载入工作日历"),
    "core.retry_letter": _("重发邮件"),
    "core.forget_calendar": _("撤销载入工作日历"),
    "core.send_test_letter": _("发送测试邮件"),
}
