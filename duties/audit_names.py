"""What people call the actions of duties in the audit trail. tests/test_house.py finds one that is missing."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "duties.load_rulebook": _("载入制度"),
}
