"""What people call the actions of duties in the audit trail. tests/test_house.py finds one that is missing."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "duties.load_rulebook": _("载入制度"),
    "duties.unload_rulebook": _("撤销载入制度"),
    "duties.issue_feed": _("生成日历订阅地址"),
    "duties.revoke_feed": _("停用日历订阅地址"),
}
