"""One row of a workbook of cases, checked like a form, and the form that takes the workbook."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut
from core.forms import DayField, WorkbookField
from petitions.actions.importing import ImportRow, Mistake
from petitions.actions.receiving import Person
from petitions.exports.case_sheet import COLUMNS
from petitions.forms.fields import PlainUnitField
from petitions.models import CaseField, CaseKind
from petitions.selectors.offices import offices_of, own_office

if TYPE_CHECKING:
    from accounts.models import User


class RowForm(forms.Form):
    """Give `today` and `fields` (the fields of cases by name). Who is not named is anonymous."""

    received_on = DayField(error_messages={"required": _("请填写接件时间，例如 2026-11-20。")})
    text = forms.CharField(max_length=10_000, error_messages={"required": _("请填写反映的内容。")})
    title = forms.CharField(required=False, max_length=60)
    name = forms.CharField(required=False, max_length=40)
    phone = forms.CharField(required=False, max_length=40)
    address = forms.CharField(required=False, max_length=100)
    people_count = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)
    kind = forms.CharField(required=False)
    field = forms.CharField(required=False)
    place = forms.CharField(required=False, max_length=60)

    def __init__(self, data: dict[str, str], *, today: datetime.date, fields: dict[str, CaseField]):
        super().__init__(data)
        self.today, self.by_name = today, fields

    def clean_received_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["received_on"]
        if day > self.today:
            raise forms.ValidationError(gettext("接件时间不能晚于今天。"))
        return day

    def clean_kind(self) -> str:
        """Whom an accusation is about cannot stand in a ledger that passes from hand to hand."""
        name = self.cleaned_data["kind"]
        if name and name not in _kinds():
            raise forms.ValidationError(gettext("没有这种信访类型：%(name)s。") % {"name": name})
        kind = _kinds().get(name, "")
        if kind == CaseKind.ACCUSATION:
            raise forms.ValidationError(gettext("检举控告请逐件登记，写明被反映的干部或单位。"))
        return kind

    def clean_field(self) -> CaseField | None:
        name = self.cleaned_data["field"]
        if name and name not in self.by_name:
            raise forms.ValidationError(gettext("没有这种事项类别：%(name)s。") % {"name": name})
        return self.by_name.get(name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("phone") or data.get("address")) and not data.get("name"):
            self.add_error("name", gettext("填写了联系方式或地址的，请填写姓名。"))
        return data

    def row(self, number: int) -> ImportRow:
        data = self.cleaned_data
        person = Person(data["name"], data["phone"], data["address"])
        same = {name: data[name] for name in ("received_on", "text", "title", "kind", "field", "place")}
        return ImportRow(
            number, people=(person,) if data["name"] else (), people_count=data["people_count"] or 1, **same
        )

    def mistakes(self, number: int) -> list[Mistake]:
        headings = dict(COLUMNS)
        return [
            Mistake(number, str(headings[name]), str(text)) for name, texts in self.errors.items() for text in texts
        ]


def _kinds() -> dict[str, str]:
    """Kinds by their name in the reader's language."""
    return {str(label): value for value, label in CaseKind.choices}


class ImportForm(LaidOut, forms.Form):
    file = WorkbookField(label=_("填好的表格"))
    unit = PlainUnitField(label=_("登记单位"), empty_label=None)

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["unit"].queryset = offices_of(user)  # type: ignore[attr-defined]
        self.fields["unit"].initial = own_office(user)

    def parse(self, read: list[tuple[int, dict[str, str]]]) -> tuple[list[ImportRow], list[Mistake]]:
        """What was read, as rows and as mistakes, all of them."""
        fields = {field.name: field for field in CaseField.objects.filter(retired_on=None)}
        forms_by_row = [(number, RowForm(data, today=self.today, fields=fields)) for number, data in read]
        mistakes = [mistake for number, form in forms_by_row for mistake in form.mistakes(number)]
        return ([form.row(number) for number, form in forms_by_row] if not mistakes else []), mistakes
