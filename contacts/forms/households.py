"""Forms of the register: households, residents, duplicates."""

import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import DayField, LaidOut
from contacts.forms.base import END_PAIRINGS, DataForm, PlaceFilter, kept_units
from contacts.models import Household, HouseholdKind, Resident, ResidentKind
from contacts.selectors import may_keep
from core.search import called

STATES = [("", _("在册")), ("removed", _("已移出")), ("all", _("全部"))]


def in_state(rows: Any, state: str) -> Any:
    if state == "all":
        return rows
    return rows.exclude(removed_on=None) if state == "removed" else rows.filter(removed_on=None)


class HouseholdFilter(PlaceFilter):
    q = forms.CharField(label=_("户主"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("户类型"), required=False, choices=[("", _("全部")), *HouseholdKind.choices])
    held = forms.ChoiceField(
        label=_("结对情况"), required=False, choices=[("", _("全部")), ("none", _("未结对")), ("held", _("已结对"))]
    )
    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)

    def narrow(self, rows: Any) -> Any:
        data, rows = self.cleaned_data, super().narrow(rows)
        rows = in_state(rows, data["state"])
        if data["kind"]:
            # What somebody may not read on a row, they may not find out by asking for it either.
            rows = rows.filter(self._private(), kind=data["kind"])
        if data["held"]:
            rows = rows.filter(self._private())
            rows = rows.held_on(self.today) if data["held"] == "held" else rows.unheld_on(self.today)
        return rows.filter(called(Household, data["q"])) if data["q"] else rows

    def _private(self) -> Q:
        return Household.objects.all().private_to(self.user)


class HouseholdForm(DataForm):
    terms = {"kind": "contacts.household_kind", "hardship": "contacts.hardship"}
    rows = [
        ("head_name", "kind"),
        ("unit", "group_name"),
        ("size", "labourers"),
        "phone",
        "address",
        "hardship",
        "registered_on",
    ]

    class Meta:
        model = Household
        fields = ["head_name", "kind", "unit", "group_name", "size", "labourers", "phone", "address", "hardship"]
        fields += ["registered_on"]
        widgets = {"unit": forms.Select(attrs={"data-choose": ""})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk and not may_keep(self.user, self.instance.unit):
            self._keep_place()
            return
        self.fields["unit"].queryset = kept_units(self.user)  # type: ignore[attr-defined]
        if not self.instance.pk:
            self.initial.setdefault("registered_on", self.today)

    def _keep_place(self) -> None:
        """Who only holds the household moves it nowhere and leaves its dates alone."""
        for name in ("unit", "registered_on"):
            del self.fields[name]
        self.rows = [("head_name", "kind"), "group_name", ("size", "labourers"), "phone", "address", "hardship"]


class RemoveForm(LaidOut, forms.Form):
    on = DayField(label=_("移出日期"))
    end_pairings = forms.BooleanField(**END_PAIRINGS)

    def __init__(self, *args: Any, today: datetime.date, open_pairings: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today)
        if not open_pairings:
            del self.fields["end_pairings"]


class ResidentFilter(PlaceFilter):
    q = forms.CharField(label=_("姓名"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *ResidentKind.choices])
    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)

    def narrow(self, rows: Any) -> Any:
        data, rows = self.cleaned_data, in_state(super().narrow(rows), self.cleaned_data["state"])
        if data["kind"]:
            rows = rows.filter(Resident.objects.all().private_to(self.user), kind=data["kind"])
        return rows.filter(called(Resident, data["q"])) if data["q"] else rows


class ResidentForm(DataForm):
    """A resident on their own: staff, a service recipient, a veteran member. In a household the unit is the village."""

    rows = [("name", "kind"), "unit", "phone", "registered_on"]

    class Meta:
        model = Resident
        fields = ["name", "kind", "unit", "phone", "registered_on"]
        widgets = {"unit": forms.Select(attrs={"data-choose": ""})}

    def __init__(self, *args: Any, household: Household | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if household or self.instance.household_id or not self._keeps():
            del self.fields["unit"]
            self.rows = [("name", "kind"), "phone", "registered_on"]
        else:
            self.fields["unit"].queryset = kept_units(self.user)  # type: ignore[attr-defined]
        if not self.instance.pk:
            self.initial.setdefault("registered_on", self.today)

    def _keeps(self) -> bool:
        return not self.instance.pk or may_keep(self.user, self.instance.unit)


class MergeForm(LaidOut, forms.Form):
    """Which of the two rows stays."""

    keep = forms.ChoiceField(label=_("保留哪一户"), widget=forms.RadioSelect)
    other_village = forms.BooleanField(label=_("两户不在同一村（社区），我已核实确为同一户"), required=False)

    def __init__(self, *args: Any, pair: tuple[Household, Household], **kwargs: Any):
        super().__init__(*args, **kwargs)
        first, second = pair
        self.fields["keep"].choices = [  # type: ignore[attr-defined]
            (str(first.pk), _("保留第一户")),
            (str(second.pk), _("保留第二户")),
        ]
        self.initial["keep"] = str(first.pk)
        if first.unit_id == second.unit_id:
            del self.fields["other_village"]
