"""Forms of inspections."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import CadreField, CadresField, FilterForm, LaidOut, UnitField, open_units
from accounts.models import Unit
from accounts.selectors import cadres_for_choice, headed_units
from assessments.actions.inspections import WRITERS, Found
from assessments.models import Outcome
from contacts.models import ContactPoint
from core.forms import DayField, long_text
from core.wording import with_note

if TYPE_CHECKING:
    from accounts.models import User

SUBJECTS = (("cadre", _("联系记录")), ("branch", _("支部、单位的联系工作")), ("contact_point", _("联系点")))


def units_to_inspect_for(user: "User", *, on: datetime.date) -> Any:
    """Units in whose name the user may write down an inspection."""
    return open_units(Unit.objects.filter(user.access.within("path", *WRITERS)) | headed_units(user, on=on))


class PointField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return with_note(obj, obj.unit)


class InspectionForm(LaidOut, forms.Form):
    """Who inspected whom on which day, what was found."""

    terms = {"outcome": "assessments.inspection"}
    unit = UnitField(label=_("检查单位"), empty_label=None)
    inspectors = CadresField(label=_("检查人员"))
    what = forms.ChoiceField(label=_("检查内容"), choices=SUBJECTS, widget=forms.RadioSelect, initial="cadre")
    cadre = CadreField(label=_("被检查的干部、党员"), required=False, help_text=_("检查联系记录的，选择本人。"))
    branch = UnitField(label=_("被检查的单位"), required=False, help_text=_("支部自查联系工作的，选择本支部。"))
    contact_point = PointField(
        label=_("被检查的联系点"), required=False, queryset=None, widget=forms.Select(attrs={"data-choose": ""})
    )
    on = DayField(label=_("检查日期"))
    findings = long_text(_("检查情况"), 4, most=5000)
    outcome = forms.ChoiceField(label=_("评价"), choices=Outcome.choices, initial=Outcome.NONE)
    to_mend = long_text(_("需要整改的问题"), 3, most=2000, required=False)
    mend_until = DayField(label=_("整改期限"), required=False)
    rows = [
        ("unit", "on"),
        "inspectors",
        "what",
        ("cadre", "branch", "contact_point"),
        "findings",
        "outcome",
        "to_mend",
        "mend_until",
    ]

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = units_to_inspect_for(user, on=today)
        fields["branch"].queryset = open_units(Unit.objects.visible_to(user))
        fields["contact_point"].queryset = (
            ContactPoint.objects.visible_to(user).filter(withdrawn_on=None).select_related("unit")
        )
        for name in ("inspectors", "cadre"):
            fields[name].queryset = cadres_for_choice(user, today)
        fields["on"].initial = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        what = data.get("what")
        if what and not data.get(what) and what not in self.errors:
            self.add_error(what, gettext("请选择被检查的对象。"))
        return data

    def entry(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        found = Found(*(data[name] for name in ("findings", "outcome", "to_mend", "mend_until")))
        named = {name: data[name] for name in ("unit", "on")}
        return {**named, "inspectors": list(data["inspectors"]), "subject": data[data["what"]], "found": found}


class LookAgainForm(LaidOut, forms.Form):
    on = DayField(label=_("复查日期"))
    is_mended = forms.TypedChoiceField(
        label=_("复查结果"),
        choices=[("yes", _("已整改到位")), ("no", _("尚未整改到位"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = long_text(_("复查情况"), 4, most=2000)
    mend_until = DayField(label=_("新的整改期限"), required=False, help_text=_("尚未整改到位的，必须填写。"))


class InspectionFilter(LaidOut, FilterForm):
    outcome = forms.ChoiceField(label=_("评价"), required=False, choices=[("", _("全部")), *Outcome.choices])
    waiting = forms.ChoiceField(
        label=_("整改"),
        required=False,
        choices=[("", _("全部")), ("waiting", _("待复查")), ("overdue", _("到期未复查"))],
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any):
        self.today = today
        super().__init__(*args, **kwargs)

    def narrow(self, rows: Any) -> Any:
        data = self.cleaned_data
        rows = rows.filter(outcome=data["outcome"]) if data["outcome"] else rows
        if data["waiting"] == "overdue":
            return rows.overdue(on=self.today)
        return rows.waiting() if data["waiting"] else rows
