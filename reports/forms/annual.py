"""What is asked for when a report is made."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import READERS
from accounts.forms.base import UnitField
from accounts.models import Unit, User

YEARS_BACK = 10


class AnnualReportForm(forms.Form):
    """The unit (any that the user reads), the year, and what the report is for, which goes into the audit trail."""

    terms = {"purpose": "reports.purpose"}
    unit = UnitField(label=_("填报单位"), help_text=_("报表包括该单位及其全部下级单位。"))
    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    purpose = forms.CharField(
        label=_("用途"), max_length=100, help_text=_("例如：报送县委办年度汇总。用途随导出记录留存备查。")
    )

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = readable_units(user).select_related("parent")
        years = range(today.year, today.year - YEARS_BACK - 1, -1)
        self.fields["year"].choices = [(year, _("%(year)s年") % {"year": year}) for year in years]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Div("unit", "year", css_class="field-row"), "purpose")


def readable_units(user: User) -> Any:
    """Units whose contact work the user reads; merely belonging to a unit is not enough for its report."""
    return Unit.objects.filter(user.access.within("path", *READERS)).order_by("path")
