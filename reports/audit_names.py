"""What people call the actions of reports in the audit trail. tests/test_house.py finds one that is missing."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "reports.export_annual": _("导出年度汇总"),
}
