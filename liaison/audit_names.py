"""What people call the actions of the installation itself in the audit trail."""

from django.utils.translation import gettext_lazy as _

NAMES = {"sample.load": _("载入样例数据")}
